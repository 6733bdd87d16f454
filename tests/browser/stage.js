// The stage of the browser tests: a running demonstration, a browser, and HTTP to the demonstration.
"use strict";

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { chromium } = require("playwright-core");

const BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const READY_TIMEOUT_MS = 60_000;

class Failure extends Error {}

function check(condition, ...facts) {
  if (!condition) throw new Failure(facts.map((fact) => (typeof fact === "string" ? fact : JSON.stringify(fact))).join(" ") || "not so");
}

function readyLine(server) {
  return new Promise((resolve, reject) => {
    let out = "", err = "";
    const timer = setTimeout(() => reject(new Failure(`the demonstration is not ready after ${READY_TIMEOUT_MS} ms: ${err}`)), READY_TIMEOUT_MS);
    server.stderr.on("data", (data) => (err = (err + data).slice(-2000)));
    server.stdout.on("data", (data) => {
      out += data;
      const line = /^TOCSIN_READY (\{.*\})\n/m.exec(out);
      if (!line) return;
      clearTimeout(timer);
      resolve(JSON.parse(line[1]));
    });
    server.on("error", reject);
    server.on("exit", (code) => reject(new Failure(`the demonstration ended with ${code}: ${err}`)));
  });
}

class Stage {
  static async open(tocsin, { speed = 60, people = 20_000 } = {}) {
    const stage = new Stage();
    stage.scratch = fs.mkdtempSync(path.join(os.tmpdir(), "tocsin-browser-"));
    try {
      stage.server = spawn(path.resolve(tocsin), ["demo", "--data", path.join(stage.scratch, "data"), "--listen", "127.0.0.1:0",
        "--people", String(people), "--speed", String(speed)], { stdio: ["ignore", "pipe", "pipe"] });
      stage.ready = await readyLine(stage.server);
      [stage.operator, stage.approver] = stage.ready.tokens;
      stage.browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: BROWSER_ARGUMENTS });
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  async close() {
    await this.browser?.close();
    if (this.server?.pid && this.server.exitCode === null) {
      const ended = new Promise((resolve) => this.server.once("exit", resolve));
      this.server.kill("SIGTERM");
      const timer = setTimeout(() => this.server.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(timer);
    }
    fs.rmSync(this.scratch, { recursive: true, force: true });
  }

  // JavaScript is off unless a test asks for it: the pages must not need it.
  async context(options = {}) {
    const context = await this.browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 }, locale: "en-GB", ...options });
    context.setDefaultTimeout(15_000);
    return context;
  }

  async page(address, options) {
    const context = await this.context(options);
    const page = await context.newPage();
    if (address) await page.goto(address);
    return page;
  }

  url(relative) {
    return new URL(relative, this.ready.public).href;
  }

  async api(method, relative, body, token = this.operator) {
    const response = await fetch(this.url(relative), {
      method,
      headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await response.text();
    check(response.ok, method, relative, response.status, text.slice(0, 400));
    return text ? JSON.parse(text) : null;
  }

  // The check of the scenario, and the path of its incident.
  async scenarioCheck() {
    if (!this.scenario) {
      const page = await this.page(this.ready.public);
      const incident = await page.getByRole("link", { name: "Attacks in Paris and Saint-Denis" }).getAttribute("href");
      await page.goto(this.url(incident));
      const id = await page.locator("[data-check]").first().getAttribute("data-check");
      await page.context().close();
      this.scenario = { id, incident };
    }
    return this.scenario;
  }

  // A second check, away from the visitor's home: for the pages of people who have not answered, and so that a
  // test may change what it likes.
  async secondCheck() {
    if (!this.second) {
      const [lat, lon, half] = [48.8401, 2.2928, 0.008];
      const ring = [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half], [lon - half, lat - half]];
      const made = await this.api("POST", "/v1/checks", { area: { type: "Polygon", coordinates: [ring] }, headline: "Gas leak", what: "Gas is leaking",
        where: "Paris, 15th arrondissement", since: "2015-11-13T21:30:00+01:00", issuer: "Duty office", contact: "duty@example.org" });
      await this.api("POST", `/v1/checks/${made.id}/propose`);
      await this.api("POST", `/v1/checks/${made.id}/approve`, undefined, this.approver);
      let links = [];
      for (let tries = 0; links.length < 40; tries++) {
        check(tries < 100, "the second check asked", links.length);
        links = (await this.api("GET", `/v1/checks/${made.id}/links`)).items;
        if (links.length < 40) await new Promise((resolve) => setTimeout(resolve, 50));
      }
      this.second = { id: made.id, links };
    }
    return this.second;
  }

  // The answer page of somebody who has not answered, nobody's twice. The crowd answers too, but seldom twice.
  async freshAnswer() {
    const { links } = await this.secondCheck();
    for (;;) {
      check(links.length > 0, "everybody has answered");
      const address = links.pop().answer;
      const text = await (await fetch(address)).text();
      if (!text.includes('class="note')) return address;
    }
  }

  async signIn(token, options = {}) {
    const page = await this.page(this.ready.console, { viewport: { width: 1200, height: 900 }, ...options });
    await page.getByLabel("Your token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    check((await page.title()).includes("Desk"), "signed in, but the title is", await page.title());
    return page;
  }
}

module.exports = { Failure, Stage, check };
