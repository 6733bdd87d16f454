// The public pages of what is happening, and how the incident page stays current with JavaScript on. U9, U10.
"use strict";

const { check } = require("./stage");

const cell = (page, id, count) => page.locator(`[data-check="${id}"][data-count="${count}"]`);
const number = async (locator) => Number((await locator.innerText()).replace(/\D/g, ""));

async function until(what, seconds, look) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  check(false, "not within", seconds, "s:", what);
}

module.exports = {
  async home_leads_to_the_incident(stage) {
    const page = await stage.page(stage.ready.public);
    check((await page.locator("html").getAttribute("lang")) === "en");
    await page.getByRole("link", { name: "Attacks in Paris and Saint-Denis" }).click();
    const text = await page.locator("main").innerText();
    for (const words of ["Says who:", "Instructions", "Area", "Timeline", "Said by", "No answer yet"]) check(text.includes(words), words, "is not in", text.slice(0, 2000));
    await page.getByRole("link", { name: "Français" }).click();
    check((await page.locator("html").getAttribute("lang")) === "fr", "the language link");
  },

  async the_counts_add_up(stage) {
    const { id, incident } = await stage.scenarioCheck();
    const page = await stage.page(stage.url(incident));
    const counts = {};
    for (const name of ["asked", "safe", "need_help", "not_there", "wrong", "no_answer"]) counts[name] = await number(cell(page, id, name));
    const { asked, ...rest } = counts;
    check(asked > 1000 && Object.values(rest).reduce((a, b) => a + b, 0) === asked, counts);
  },

  // U10: the region that will speak stands in the first HTML and is empty.
  async the_live_region_is_there_and_empty(stage) {
    const { incident } = await stage.scenarioCheck();
    const html = await (await fetch(stage.url(incident))).text();
    const regions = html.match(/<[^>]*role="status"[^>]*>[^<]*</g);
    check(regions?.length === 1 && regions[0].endsWith("><"), regions);
    check(!/aria-live="assertive"|role="alert"/.test(html), "something interrupts the reader");
    const page = await stage.page(stage.url(incident));
    check((await page.locator("[role=status] *").count()) === 0, "without JavaScript it stays empty");
  },

  // U9
  async news_neither_moves_the_page_nor_takes_the_focus(stage) {
    const { id, incident } = await stage.scenarioCheck();
    const page = await stage.page(null, { javaScriptEnabled: true, viewport: { width: 390, height: 700 } });
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    const listening = page.waitForRequest((request) => request.url().includes("/v1/events"));
    await page.goto(stage.url(`${incident}?lang=en`));
    await listening;
    let loads = 0;
    page.on("load", () => loads++);
    const link = page.getByRole("link", { name: "Follow in a feed reader" });
    await link.focus();
    await page.evaluate(() => scrollTo(0, 600));
    const place = () => page.evaluate(() => ({ y: scrollY, focus: document.activeElement.href, height: document.documentElement.scrollHeight,
      entries: document.querySelectorAll(".line > li").length }));
    const before = await place();
    const answered = () => number(cell(page, id, "safe"));
    const first = await answered();
    await until("the counts change", 20, async () => (await answered()) !== first);
    await new Promise((resolve) => setTimeout(resolve, 300)); // the stream is up
    const text = { text: "A test update.", sources: ["the browser tests"], occurred_at: "2015-11-13T22:00:00+01:00" };
    await stage.api("POST", `/v1/incidents/${incident.slice(3)}/updates`, text);
    const button = page.locator("[role=status] button");
    await button.waitFor({ timeout: 35_000 });
    check(/^Show \d+ new updates?$/.test(await button.innerText()), await button.innerText());
    const after = await place();
    check(JSON.stringify(before) === JSON.stringify(after), before, "became", after);
    check(loads === 0, "the page was loaded again");
    check(errors.length === 0, errors);
    await button.click();
    await page.locator(".line > li", { hasText: "A test update." }).waitFor();
    check((await page.locator("[role=status] button").count()) === 0, "the button is still there");
  },

  // More news within 30 seconds is counted on the same button later, not announced one by one.
  async news_is_announced_at_most_every_30_seconds(stage) {
    const { incident } = await stage.scenarioCheck();
    const page = await stage.page(null, { javaScriptEnabled: true });
    await page.goto(stage.url(`${incident}?lang=en`));
    await page.evaluate(() => {
      window.said = [];
      new MutationObserver(() => said.push(document.getElementById("live").innerText)).observe(document.getElementById("live"), { subtree: true, childList: true, characterData: true });
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (let i = 0; i < 3; i++) await stage.api("POST", `/v1/incidents/${incident.slice(3)}/updates`, { text: `More ${i}.`, sources: ["the browser tests"] });
    await page.locator("[role=status] button").waitFor();
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const said = new Set(await page.evaluate(() => said));
    check(said.size === 1, "announced", [...said]);
  },

  async an_unknown_page_is_a_page(stage) {
    const page = await stage.page();
    const response = await page.goto(stage.url("/nowhere"));
    check(response.status() === 404, response.status());
    const text = await page.locator("main").innerText();
    check(text.includes("Page not found") && /\b404\b/.test(text), text);
    await page.getByRole("link", { name: "What is happening" }).click();
    check((await page.locator("h1").innerText()) === "What is happening");
  },
};
