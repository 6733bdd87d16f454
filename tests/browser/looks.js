// How the pages look and weigh: size, speed, targets, contrast, width, directions, times and words. U2 to U7, U11, U19, U22.
"use strict";

const axe = require("axe-core");
const { check } = require("./stage");

// Words that make silence sound like harm.
const BANNED = /\b(missing|unsafe|not safe|unaccounted|presumed|victims?)\b/i;

async function public_addresses(stage) {
  const { incident } = await stage.scenarioCheck();
  return { answer: await stage.freshAnswer(), answered: stage.ready.answer, circle: stage.ready.circle, home: stage.ready.public,
    incident: stage.url(incident), the_board: stage.url("/board"), country: stage.url("/board/BE"), sitrep: stage.url("/sitrep"), watch: stage.url("/watch?make=1"),
    error: stage.url("/nowhere"), sign_in: stage.ready.console };
}

async function console_addresses(stage) {
  const { id, incident } = await stage.scenarioCheck();
  return { desk: stage.ready.console, reports: stage.url("/console/reports"), entries: stage.url("/console/entries"), new_entry: stage.url("/console/entries/new"),
    levels: stage.url("/console/levels?iso=BE"), sources: stage.url("/console/sources"), updates: stage.url(`/console/incidents/${incident.slice(3)}`),
    check: stage.url(`/console/checks/${id}`),
    roll_call: stage.url(`/console/checks/${id}/rollcall?group=${encodeURIComponent("Lycée, class 2B")}`) };
}

// Calls visit(page, name) on every page, signed in where it must be.
async function on_every_page(stage, options, visit) {
  const outside = await stage.page(null, options), inside = await stage.signIn(stage.approver, options);
  for (const [page, addresses] of [[outside, await public_addresses(stage)], [inside, await console_addresses(stage)]]) {
    for (const [name, address] of Object.entries(addresses)) {
      await page.goto(address);
      await visit(page, name);
    }
  }
  await outside.context().close();
  await inside.context().close();
}

function sizes(page, selector) {
  return page.locator(selector).evaluateAll((all) => all.filter((e) => e.checkVisibility()).map((e) => {
    const { x, y, width, height } = e.getBoundingClientRect();
    return { what: e.innerText || e.name || e.href, x, y, width, height };
  }));
}

// axe-core waits by timers, which do not run when JavaScript is off.
async function axe_violations(page) {
  await page.evaluate(axe.source); // not a script of the page: its policy does not allow one
  const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }));
  return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`.replaceAll("\n", " "));
}

// [transferred bytes, requests] of one load.
async function transferred(page, address) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0, requests = 0;
  session.on("Network.requestWillBeSent", () => requests++);
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.goto(address, { waitUntil: "networkidle" });
  await session.detach();
  return [bytes, requests];
}

module.exports = {
  // U2: what fits in the first flight of a TCP connection, and nothing else to wait for.
  async the_first_view_is_one_small_request(stage) {
    const { answer, answered, home, circle } = await public_addresses(stage);
    for (const [name, address] of Object.entries({ answer, answered, arabic: `${answer}?lang=ar`, home, circle })) {
      const [bytes, requests] = await transferred(await stage.page(), address);
      check(bytes > 500 && bytes <= 14_336, name, "takes", bytes, "bytes");
      check(requests === 1, name, "takes", requests, "requests");
    }
    const { incident } = await stage.scenarioCheck();
    const [, requests] = await transferred(await stage.page(), stage.url(incident));
    check(requests === 1, "the incident page takes", requests, "requests");
  },

  // U3: 2G. The browser's emulation delays the request once; a new TLS connection costs three round trips more.
  async the_answer_page_is_usable_on_2g(stage) {
    const round_trip_ms = 400, budget_ms = 5000;
    const page = await stage.page();
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions",
      { offline: false, latency: round_trip_ms, downloadThroughput: 50_000 / 8, uploadThroughput: 50_000 / 8 });
    const address = await stage.freshAnswer();
    const start = Date.now();
    await page.goto(address, { waitUntil: "commit" });
    await page.locator("button[value=safe]").first().click({ trial: true });
    const took = Date.now() - start;
    check(took >= round_trip_ms, "the network was not slowed:", took, "ms");
    check(took + 3 * round_trip_ms < budget_ms, "usable after", took, "ms and 3 round trips");
  },

  // U4
  async answers_are_large_and_apart(stage) {
    for (const viewport of [{ width: 320, height: 640 }, { width: 390, height: 844 }, { width: 1200, height: 900 }]) {
      const page = await stage.page(stage.ready.answer, { viewport });
      for (const keys of await page.locator(".keys").all()) {
        const boxes = await keys.locator("button").evaluateAll((all) => all.map((e) => e.getBoundingClientRect().toJSON()));
        check(boxes.length === 4, boxes.length, "answers");
        boxes.forEach((box, i) => {
          check(box.height >= 48, viewport.width, "an answer is", box.height, "px high");
          if (i > 0) check(box.top - boxes[i - 1].bottom >= 8, viewport.width, "a gap is", box.top - boxes[i - 1].bottom, "px");
        });
      }
    }
  },

  async every_target_is_large_enough(stage) {
    await on_every_page(stage, { viewport: { width: 320, height: 640 } }, async (page, name) => {
      for (const box of await sizes(page, "a, button, summary, textarea, input:not([type=hidden]), select")) {
        check(box.width >= 24 && box.height >= 24, name, box);
      }
    });
  },

  // U5, and the rest of what axe-core knows of WCAG 2.2 A and AA. Names, labels, landmarks and contrast.
  async wcag_in_light(stage) {
    await on_every_page(stage, { colorScheme: "light", javaScriptEnabled: true }, async (page, name) => {
      const found = await axe_violations(page);
      check(found.length === 0, name, found);
    });
  },

  async wcag_in_dark(stage) {
    await on_every_page(stage, { colorScheme: "dark", javaScriptEnabled: true }, async (page, name) => {
      const found = await axe_violations(page);
      check(found.length === 0, name, found);
    });
  },

  async wcag_in_arabic_and_after_help(stage) {
    const page = await stage.page(`${await stage.freshAnswer()}?lang=ar`, { javaScriptEnabled: true });
    await page.locator("button[value=need_help]").first().click();
    const found = await axe_violations(page);
    check(found.length === 0, found);
  },

  // U6: the words stay, and so does the border round each state, when the colours go.
  async states_are_words_without_colours(stage) {
    await on_every_page(stage, { forcedColors: "active" }, async (page, name) => {
      const words = await page.locator(".word").evaluateAll((all) => all.filter((e) => e.checkVisibility())
        .map((e) => ({ text: e.innerText.trim(), border: getComputedStyle(e).borderTopWidth })));
      for (const word of words) check(word.text.length > 3 && word.border !== "0px", name, word);
      if (["circle", "incident", "desk", "check", "roll_call"].includes(name)) check(words.length > 0, name, "shows no state");
      const bars = await page.locator("svg").evaluateAll((all) => all.filter((e) => !e.getAttribute("aria-hidden") && !e.getAttribute("role")).length);
      check(bars === 0, name, "has", bars, "pictures without a name");
    });
  },

  // U7, at 320 px (which is 1280 px at 400 %) and at 1200.
  async nothing_scrolls_sideways(stage) {
    for (const width of [320, 1200]) {
      for (const suffix of ["", "?lang=ar"]) {
        await on_every_page(stage, { viewport: { width, height: 800 } }, async (page, name) => {
          if (suffix && !page.url().includes("/console")) await page.goto(page.url() + suffix);
          await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
          const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
          check(scroll === client, name, suffix, "is", scroll, "wide in", client);
        });
      }
    }
  },

  // Text at 200 % (WCAG 1.4.4) must not be cut either.
  async large_text_fits(stage) {
    const page = await stage.page(stage.ready.answer, { viewport: { width: 390, height: 844 } });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    check(scroll === client, "is", scroll, "wide in", client);
  },

  // U11
  async silence_is_called_no_answer_yet(stage) {
    let silent = 0;
    await on_every_page(stage, {}, async (page, name) => {
      const text = await page.evaluate(() => document.body.innerText);
      check(!BANNED.test(text), name, "says", BANNED.exec(text)?.[0]);
      if (["incident", "check", "roll_call"].includes(name)) silent += /no answer yet/i.test(text) ? 1 : 0;
    });
    check(silent === 3, "“no answer yet” stands on", silent, "of 3 pages");
  },

  // U19
  async arabic_runs_from_right_to_left(stage) {
    const address = `${stage.ready.answer}?lang=ar`;
    const page = await stage.page(address);
    check((await page.locator("html").getAttribute("dir")) === "rtl" && (await page.locator("html").getAttribute("lang")) === "ar");
    await page.locator("textarea").fill("With Léa");
    check((await page.locator("textarea").getAttribute("dir")) === "auto");
    await page.locator("button[value=safe]").first().click();
    check((await page.locator("html").getAttribute("dir")) === "rtl", "the answered page is in another direction");
    check((await page.locator("bdi").allInnerTexts()).includes("With Léa"), "the note on the short page is not in a bdi");
    await page.goto(address);
    const isolated = await page.locator("bdi").allInnerTexts();
    for (const words of ["With Léa", "Attacks in Paris"]) check(isolated.includes(words), words, "is not in a bdi", isolated);
    const [x, width] = await page.locator(".call").evaluate((e) => [parseFloat(getComputedStyle(e).borderRightWidth), parseFloat(getComputedStyle(e).borderLeftWidth)]);
    check(x > width, "the mark of the emergency number is not at the start of the line");
    await page.goto(`${stage.ready.circle}?lang=ar`);
    const names = await page.locator("li h3").evaluateAll((all) => all.map((e) => e.querySelector("bdi")?.textContent === e.textContent));
    check(names.length > 2 && names.every(Boolean), "a name is not in a bdi", names);
    check(await page.locator("time").evaluateAll((all) => all.every((e) => getComputedStyle(e).unicodeBidi === "isolate")), "a time is not isolated");
    // No English of ours is left.
    check(!/\b(answer|safe|asked|ago)\b/i.test(await page.locator("main").innerText()), await page.locator("main").innerText());
  },

  // U22: absolute with its zone, and how long ago.
  async times_have_a_zone_and_an_age(stage) {
    const { answer, circle, home, incident } = await public_addresses(stage);
    for (const [name, address] of Object.entries({ answer, circle, home, incident })) {
      const page = await stage.page(`${address}?lang=en`);
      const times = await page.locator("time").evaluateAll((all) => all.map((e) => ({ text: e.innerText, machine: e.dateTime, after: e.parentElement.innerText })));
      check(times.length > 1, name, "has", times.length, "times");
      for (const time of times) {
        check(/\d\d:\d\d (CET|UTC[+-]?\d*)$/.test(time.text), name, time);
        check(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)$/.test(time.machine), name, time);
      }
      check(times.some((time) => /just now|ago/.test(time.after)), name, "says no age", times);
      check(/This page shows what was known at \d\d:\d\d/.test(await page.locator("footer").innerText()), name);
    }
  },

  async every_page_says_it_is_an_exercise(stage) {
    await on_every_page(stage, {}, async (page, name) => {
      check((await page.title()).match(/^(EXERCISE|EXERCICE|تمرين) /), name, await page.title());
      check((await page.locator(".band").count()) === 2, name, "bands:", await page.locator(".band").count());
    });
  },
};
