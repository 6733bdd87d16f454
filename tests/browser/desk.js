// The desk and the board: reports become proposals, proposals entries, entries the board, by forms alone.
"use strict";

const { check } = require("./stage");

const ARTICLE = `France has closed its borders and declared a state of emergency, the Elysee said on Saturday.

Security has been bolstered at all Moscow airports, a source familiar with the situation told Interfax.
<b>This is not markup</b> \u202Eand this is not turned round.
`;

const main = (page) => page.locator("main").innerText();
const button = (scope, name) => scope.getByRole("button", { name, exact: true });

async function register(stage, page, name, fields = {}) {
  await page.goto(stage.url("/console/sources"));
  const form = page.locator("form", { has: button(page, "Register") });
  await form.locator("[name=name]").fill(name);
  for (const [field, value] of Object.entries(fields)) {
    const input = form.locator(`[name=${field}]`);
    if ((await input.evaluate((e) => e.tagName)) === "SELECT") await input.selectOption(value);
    else await input.fill(value);
  }
  await button(form, "Register").click();
  check((await main(page)).includes("Done."), await main(page));
}

async function draft_by_hand(stage, page, fields) {
  await page.goto(stage.url("/console/entries/new"));
  const form = page.locator("form", { has: button(page, "Save and hand in") });
  for (const [field, value] of Object.entries(fields)) {
    const input = form.locator(`[name=${field}]`);
    if ((await input.evaluate((e) => e.tagName)) === "SELECT") await input.selectOption(typeof value === "string" ? { label: value } : value);
    else await input.fill(value);
  }
  await button(form, "Save and hand in").click();
  check((await main(page)).includes("Done."), (await main(page)).slice(0, 600));
  return page.url().replace(/\?.*/, "");
}

const BORDER = { class: { value: "measure" }, code: { value: "BORDER_CONTROL" }, status: { value: "in_force" }, iso: "NL", actor: "the Marechaussee", source: "Desk Test Wire",
  party_0: "Desk Test Wire", party_1: "Ministry of Justice", words: "Checks at the border were stepped up.", since: "2015-11-13T23:00" };

module.exports = {
  // M25, M26, M27: paste, accept, a second person publishes, the board shows it with its chain.
  async a_report_becomes_an_entry_of_the_board(stage) {
    const operator = await stage.signIn(stage.operator), approver = await stage.signIn(stage.approver);
    await register(stage, approver, "Moscow Test Radio");
    await operator.goto(stage.url("/console/reports"));
    const intake = operator.locator("form", { has: button(operator, "Hand in") });
    await intake.locator("[name=source]").selectOption({ label: "Moscow Test Radio" });
    await intake.locator("[name=title]").fill("The world on alert");
    await intake.locator("[name=text]").fill(ARTICLE);
    await intake.locator("[name=published_at]").fill("2015-11-14T10:00");
    await button(intake, "Hand in").click();
    const report = operator.url();
    check((await operator.locator("h1").innerText()) === "The world on alert", await main(operator));
    const raw = operator.locator(".raw");
    check((await raw.innerText()).includes("<b>This is not markup</b>") && (await raw.locator("b").count()) === 0, await raw.innerText());
    check((await raw.locator(".ctl").innerText()) === "U+202E", "the control is not shown");
    check((await raw.locator("mark").count()) > 0, "nothing is marked", await main(operator));

    const proposal = operator.locator("li.row", { hasText: "Border closed" }).filter({ hasText: "France" }).first();
    await proposal.getByRole("link").first().click();
    check(/#t\d+$/.test(operator.url()), operator.url());
    await button(proposal, "Accept").click();
    const decided = operator.locator("li.row", { hasText: "Border closed" }).filter({ hasText: "accepted" }).first();
    await decided.getByRole("link", { name: "The entry" }).click();
    const entry = operator.url();
    check((await button(operator, "Publish").count()) === 0 && (await main(operator)).includes("You proposed this."), await main(operator));

    await operator.goto(stage.url("/board?lang=en"));
    check(!(await main(operator)).includes("Moscow Test Radio"), "the board shows what nobody published");
    await approver.goto(stage.ready.console);
    check((await main(approver)).includes("Border closed"), "the desk does not say what waits");
    await approver.goto(entry);
    await button(approver, "Publish").click();
    check((await main(approver)).includes("Done."), await main(approver));

    const page = await stage.page(stage.url("/board?lang=en"));
    const row = page.locator("li.row", { has: page.getByRole("link", { name: "France", exact: true }) });
    check((await row.innerText()).includes("Border closed") && (await row.innerText()).includes("Moscow Test Radio"), await main(page));
    await row.getByRole("link", { name: "Border closed" }).first().click();
    check(/\/e\/[0-9a-f-]{36}$/.test(page.url()), page.url());
    check((await main(page)).includes("First published") && !(await main(page)).includes("Duty officer"), await main(page));
    check((await page.getByRole("link", { name: "The words in the report" }).count()) === 0, "a reader is sent to the desk");
    await approver.goto(page.url());
    await approver.getByRole("link", { name: "The words in the report" }).first().click();
    check(approver.url().startsWith(report), approver.url());
  },

  // M22
  async two_editors_do_not_lose_each_others_words(stage) {
    const operator = await stage.signIn(stage.operator), approver = await stage.signIn(stage.approver);
    await register(stage, approver, "Desk Test Wire");
    const address = await draft_by_hand(stage, operator, BORDER);
    const open = async (page) => {
      await page.goto(address);
      await page.locator("summary", { hasText: "Edit" }).click();
      return page.locator("form", { has: button(page, "Save and hand in") });
    };
    const first = await open(operator), second = await open(approver);
    await first.locator("[name=actor]").fill("the border police");
    await button(first, "Save and hand in").click();
    check((await main(operator)).includes("Done."), await main(operator));
    await second.locator("[name=actor]").fill("the customs");
    await button(second, "Save and hand in").click();
    const text = await main(approver);
    for (const words of ["Somebody was quicker", "the border police", "the customs", "Theirs", "Yours"]) check(text.includes(words), words, text.slice(0, 1500));
    check((await approver.locator("[name=actor]").inputValue()) === "the customs", "what was typed is lost");
    await button(approver.locator("form", { has: button(approver, "Save and hand in") }), "Save and hand in").click();
    check((await main(approver)).includes("Done."), await main(approver));
  },

  // M30, M31, M18: a change needs a note, a second person, and the old words stay, struck through.
  async a_correction_is_shown_as_a_correction(stage) {
    const operator = await stage.signIn(stage.operator), approver = await stage.signIn(stage.approver);
    await register(stage, approver, "Correction Wire");
    const address = await draft_by_hand(stage, operator, { ...BORDER, iso: "LU", source: "Correction Wire", party_0: "Correction Wire" });
    await approver.goto(address);
    await button(approver, "Publish").click();
    await operator.goto(address);
    await operator.locator("summary", { hasText: "Edit" }).click();
    const form = operator.locator("form", { has: button(operator, "Save and hand in") });
    await form.locator("[name=actor]").fill("the Grand Ducal police");
    await button(form, "Save and hand in").click();
    check((await operator.getByRole("alert").count()) === 1, "a change without a note was taken", await main(operator));
    await operator.locator("[name=note]").last().fill("The force is named now.");
    await button(operator.locator("form", { has: button(operator, "Save and hand in") }), "Save and hand in").click();
    check((await main(operator)).includes("Done."), await main(operator));
    await approver.goto(address);
    await button(approver, "Publish").click();
    const page = await stage.page(stage.url(`/e/${address.split("/").at(-1)}?lang=en`));
    const text = await main(page);
    check(text.includes("Why: The force is named now.") && text.includes("Corrected or brought up to date"), text);
    check((await page.locator("del", { hasText: "the Marechaussee" }).count()) === 1, "the old words are gone");
    // What changed since the link that a reader kept; without a cookie.
    const board = await stage.page(stage.url("/board?lang=en&since=0"));
    check((await main(board)).includes("What changed since your link"), await main(board));
    check((await board.context().cookies()).length === 0, "the board sets a cookie");
    const link = await board.getByRole("link", { name: "Keep this link: it will show what is new after now" }).getAttribute("href");
    await board.goto(stage.url(link));
    check((await main(board)).includes("Nothing has changed."), await main(board));
  },

  // M1, M2, M35: only an official source moves a level, two people put it there, the word is in its language.
  async a_level_needs_an_official_source_and_two_people(stage) {
    const operator = await stage.signIn(stage.operator), approver = await stage.signIn(stage.approver);
    await register(stage, approver, "OCAM (test)", { kind: "official", official_for: "BE", letter: "A" });
    await register(stage, approver, "NCTV (test)", { kind: "official", official_for: "NL" });
    const propose = async (source) => {
      await operator.goto(stage.url("/console/levels?iso=BE"));
      const form = operator.locator("form", { has: button(operator, "Propose") });
      await form.locator("[name=scheme]").selectOption("be-threat-2006");
      await form.locator("[name=codes]").fill("3");
      await form.locator("[name=area_iso]").fill("BE");
      await form.locator("[name=valid_from]").fill("2015-11-13T22:00");
      await form.locator("[name=source]").selectOption({ label: source });
      await button(form, "Propose").click();
    };
    await propose("NCTV (test)");
    check((await operator.getByRole("alert").count()) === 1, "another country's source moved a level");
    await propose("OCAM (test)");
    check((await main(operator)).includes("Done.") && (await button(operator, "Put it on the board").count()) === 0, await main(operator));
    await approver.goto(stage.url("/console/levels"));
    await button(approver, "Put it on the board").first().click();
    const page = await stage.page(stage.url("/board/BE?lang=en"));
    const text = await main(page);
    for (const words of ["3 of 4", "serious", "Niveau de la menace", "OCAM (test)", "Levels over time"]) check(text.includes(words), words, text);
    check((await page.locator('bdi[lang="fr"]', { hasText: "grave" }).count()) > 0, "the word has no language");
  },

  // M10: the board of another moment.
  async the_board_can_be_moved_in_time(stage) {
    const page = await stage.page(stage.url("/board?lang=en&as_of=2015-11-13T12:00&known_at=2015-11-13T12:00"));
    const text = await main(page);
    check(text.includes("This is not the board of now.") && text.includes("12:00 CET"), text);
    check(!text.includes("Correction Wire"), "the past knows the future");
  },

  async the_filter_is_a_form_and_an_address(stage) {
    const page = await stage.page(stage.url("/board?lang=en"));
    await page.locator("summary").first().click();
    await page.locator("[name=jurisdiction]").fill("LU");
    await button(page, "Show").click();
    check(new URL(page.url()).searchParams.get("jurisdiction") === "LU", page.url());
    check((await page.locator(".board > li").count()) === 1, await main(page));
    await page.getByRole("link", { name: "CSV" }).getAttribute("href").then((href) => check(href.includes("jurisdiction=LU"), href));
  },

  async a_watch_is_an_address(stage) {
    const page = await stage.page(stage.url("/watch?lang=en"));
    await page.locator("[name=jurisdiction]").fill("LU");
    await page.locator("[name=only]").check();
    await button(page, "Make the address").click();
    const href = await page.getByRole("status").getByRole("link").first().getAttribute("href");
    check(href === "/board.atom?jurisdiction=LU&only=levels", href);
    const feed = await fetch(stage.url(href));
    check(feed.status === 200 && (await feed.text()).includes("<feed"), feed.status);
    await page.goto(stage.url("/watch?lang=en&make=1&bundle=soon"));
    check((await page.getByRole("alert").innerText()).includes("Minutes"), await main(page));
  },

  // M12: A4, no links of the site, sources last.
  async the_situation_report_prints_on_a4(stage) {
    const page = await stage.page(stage.url("/sitrep?lang=en"), { javaScriptEnabled: true });
    check((await main(page)).includes("Correction Wire"), await main(page));
    await page.emulateMedia({ media: "print" });
    check(!(await page.locator("footer nav").first().isVisible()), "the links are printed");
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const text = pdf.toString("latin1");
    const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])]);
    check(boxes.length >= 2, "pages", boxes.length);
    check(boxes.every(([w, h]) => Math.abs(w - 595) < 2 && Math.abs(h - 842) < 2), boxes);
  },

  // M14, M17, M18 on the public page.
  async live_updates_are_pinned_corrected_and_ordered(stage) {
    const { incident } = await stage.scenarioCheck();
    const operator = await stage.signIn(stage.operator), approver = await stage.signIn(stage.approver);
    const desk = stage.url(`/console/incidents/${incident.slice(3)}`);
    await operator.goto(desk);
    const form = operator.locator("form", { has: button(operator, "Save and hand in") });
    await form.locator("[name=text]").fill("The metro stops at ten.");
    await form.locator("[name=sources]").fill("the metro | the radio");
    await form.locator("[name=pinned]").check();
    await form.locator("[name=key_event]").check();
    await form.locator("[name=occurred_at]").fill("2015-11-13T21:55");
    await button(form, "Save and hand in").click();
    await approver.goto(desk);
    await button(approver.locator("li.row", { hasText: "The metro stops at ten." }), "Publish").click();
    await approver.goto(desk);
    const post = approver.locator("li.row", { hasText: "The metro stops at ten." });
    await post.locator("summary", { hasText: "Correct" }).click();
    await post.locator("[name=text]").fill("The metro stops at eleven.");
    await post.locator("[name=reason]").fill("The hour was wrong.");
    await button(post, "Correct: the old text stays, struck through").click();
    const page = await stage.page(stage.url(`${incident}?lang=en`));
    const text = await main(page);
    for (const words of ["Most important now", "Key events", "The metro stops at eleven.", "Why: The hour was wrong.", "via the radio"]) check(text.includes(words), words, text.slice(0, 1500));
    check((await page.locator("del", { hasText: "The metro stops at ten." }).count()) > 0, "the old text is gone");
    await page.getByRole("link", { name: "Oldest first" }).click();
    check(new URL(page.url()).searchParams.get("order") === "oldest", page.url());
    await page.locator(".jump a").first().click();
    check(/#e\d+$/.test(page.url()), page.url());
    await page.locator('a[href*="/u/"]').first().click();
    check((await page.locator("h1").innerText()).length > 3 && /Published here/.test(await main(page)), await main(page));
  },

  // U7, at 320 px: cards.
  async the_board_fits_a_small_screen(stage) {
    for (const address of ["/board", "/board?lang=ar", "/board/BE", "/sitrep", "/watch", "/board/compare?a=BE&b=LU"]) {
      const page = await stage.page(stage.url(address), { viewport: { width: 320, height: 640 } });
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
      const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      check(scroll === client, address, "is", scroll, "wide in", client);
    }
  },

  async another_site_cannot_use_the_desk(stage) {
    const page = await stage.signIn(stage.approver);
    for (const path of ["/console/sources", "/console/entries", "/console/levels", "/console/reports"]) {
      const answer = await page.context().request.post(stage.url(path), { headers: { Origin: "https://elsewhere.example" }, form: { name: "x", kind: "official" } });
      check(answer.status() === 401, path, answer.status());
    }
    const stranger = await stage.page(stage.url("/console/reports"));
    check((await stranger.locator("h1").innerText()) === "Sign in", "the desk is open to everybody");
  },
};
