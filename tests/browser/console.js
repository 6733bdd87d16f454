// The operators' pages, by forms alone: JavaScript is off.
"use strict";

const { check } = require("./stage");

const DRAFT = {
  lat: "48.8925", lon: "2.3444", radius_km: "1", headline: "Smoke over Montmartre", what: "A large fire", where: "Paris, 18th arrondissement",
  issuer: "Duty office (exercise)", contact: "duty@example.org", correction: "You were asked whether you are safe. That was a mistake. We are sorry.",
};

const main = (page) => page.locator("main").innerText();
const button = (page, name) => page.getByRole("button", { name, exact: true });
const state = (page) => page.locator("main .word").first().innerText();

async function draft(stage, page, fields = DRAFT) {
  await page.goto(stage.ready.console);
  await page.locator("summary", { hasText: "Draft a check from an area" }).click();
  const form = page.locator("details[open] form");
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name=${name}]`).fill(value);
  await button(form, "Draft").click();
}

async function confirm_and_press(page, name) {
  const form = page.locator("form", { has: button(page, name) });
  await form.getByRole("checkbox").check();
  await button(form, name).click();
}

// Long lists are folded; a person opens them.
async function unfold(page) {
  const folded = page.locator("details:not([open]) > summary");
  while (await folded.count()) await folded.first().click();
}

module.exports = {
  async a_wrong_token_is_refused_in_words(stage) {
    const page = await stage.page(stage.ready.console);
    await page.getByLabel("Your token").fill("not a token");
    await button(page, "Sign in").click();
    check(/Not done/.test(await page.getByRole("alert").innerText()), await main(page));
    await page.goto(stage.url(`/console/checks/${(await stage.scenarioCheck()).id}`));
    check((await page.locator("h1").innerText()) === "Sign in", "the check is shown to anybody");
  },

  async the_check_shows_counts_calls_and_the_area(stage) {
    const page = await stage.signIn(stage.operator);
    await page.getByRole("link", { name: "Attacks in Paris", exact: true }).click();
    const text = await main(page);
    for (const words of ["As the person reads it", "Correction, ready to send", "Who is inside now", "Answers", "Roll calls", "needs help", "no answer yet"]) {
      check(text.toLowerCase().includes(words.toLowerCase()), words, "is not on the page");
    }
    check(/approved by Head of duty office/.test(text), text.slice(0, 400));
    check((await page.locator("svg.map path, svg.map circle").count()) > 0, "the map is empty");
    check((await page.locator("svg.map").getAttribute("aria-label")) || (await page.locator("svg.map title").count()), "the map has no name");
  },

  async a_call_for_help_is_taken_once(stage) {
    const visitor = await stage.page(`${stage.ready.answer}?lang=en`);
    await visitor.getByLabel("Add a note (optional)").fill("Second floor, at the back");
    await visitor.locator("button[value=need_help]").first().click();
    const page = await stage.signIn(stage.operator);
    const address = stage.url(`/console/checks/${(await stage.scenarioCheck()).id}`);
    await page.goto(address);
    const call = page.locator(".rows > li", { hasText: "Second floor, at the back" });
    const other = await stage.signIn(stage.approver);
    await other.goto(address);
    await unfold(page);
    await button(call, "I take it").click();
    await unfold(page);
    const taken = page.locator(".rows > li", { hasText: "Second floor, at the back" });
    check(/Taken by Duty officer/.test(await taken.innerText()), await taken.innerText());
    await unfold(other);
    await button(other.locator(".rows > li", { hasText: "Second floor, at the back" }), "I take it").click();
    await unfold(other);
    check(/Duty officer/.test(await other.locator(".rows > li", { hasText: "Second floor, at the back" }).innerText()), "taken twice");
    await visitor.goto(`${stage.ready.answer}?lang=en`);
    check(/Duty officer has taken your request for help/.test(await main(visitor)), await main(visitor));
  },

  async a_roll_call_puts_help_first_and_gives_a_csv(stage) {
    const page = await stage.signIn(stage.operator);
    await page.goto(stage.url(`/console/checks/${(await stage.scenarioCheck()).id}`));
    await page.getByRole("link", { name: "University, faculty of letters" }).click();
    check((await page.locator("h1").innerText()) === "Roll call: University, faculty of letters");
    const states = (await page.locator("td:nth-child(2)").allInnerTexts()).map((text) => text.toLowerCase());
    check(states.length > 20, states.length);
    const order = ["needs help", "no answer yet"];
    const first = states.map((text) => (order.includes(text) ? order.indexOf(text) : 2));
    check(first.every((rank, i) => i === 0 || first[i - 1] <= rank), "the order is", states.join(", ").slice(0, 400));
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download as CSV" }).click()]);
    check(/\.csv$/.test(download.suggestedFilename()), download.suggestedFilename());
    const lines = require("node:fs").readFileSync(await download.path(), "utf8").trim().split(/\r?\n/);
    check(lines.length === states.length + 1, lines.length, "lines for", states.length, "rows", lines[0]);
  },

  async a_check_needs_two_people_and_can_be_withdrawn(stage) {
    const operator = await stage.signIn(stage.operator);
    await draft(stage, operator);
    const address = operator.url();
    check((await operator.locator("h1").innerText()) === DRAFT.headline && (await state(operator)) === "Draft", await main(operator));
    const people = /([\d,]+) people are inside the area now/.exec(await main(operator))?.[1];
    check(people && people !== "0", "nobody is inside");
    check((await main(operator)).includes(DRAFT.correction), "the correction is not shown");
    await button(operator, "Propose").click();
    check((await state(operator)) === "Waits for approval", await state(operator));
    check((await button(operator, "Approve and ask").count()) === 0 && (await main(operator)).includes("An approver decides next"), "an operator may approve");

    const approver = await stage.signIn(stage.approver);
    await approver.goto(address);
    check((await main(approver)).includes(`${people} people will be asked`), await main(approver));
    await button(approver, "Approve and ask").click(); // the browser keeps the form: the box is not ticked
    check((await state(approver)) === "Waits for approval", "approved without the box");
    await confirm_and_press(approver, "Approve and ask");
    check((await state(approver)) === "Open", await main(approver));

    // Everybody inside is asked; one of them reads the correction afterwards.
    let links = [];
    for (let tries = 0; tries < 100 && !links.length; tries++) links = (await stage.api("GET", `/v1/checks/${address.split("/").at(-1)}/links`)).items;
    const asked = await stage.page(`${links[0].answer}?lang=en`);
    check((await main(asked)).includes(DRAFT.headline), await main(asked));

    await operator.goto(address);
    check((await main(operator)).includes("An approver can retract it"), "an operator may retract");
    await approver.goto(address);
    await approver.locator("summary", { hasText: "Retract" }).click();
    check((await approver.getByLabel("Correction", { exact: true }).inputValue()) === DRAFT.correction);
    await confirm_and_press(approver, "Retract and send the correction");
    check((await state(approver)) === "Retracted", await main(approver));
    await asked.goto(`${links[0].answer}?lang=en`);
    const text = await main(asked);
    check((await asked.locator("h1").innerText()) === "Correction" && text.includes(DRAFT.correction), text);
    check((await asked.getByRole("button").count()) === 0, "a withdrawn question still asks");
  },

  async nobody_approves_what_they_proposed(stage) {
    const page = await stage.signIn(stage.approver);
    await draft(stage, page, { ...DRAFT, headline: "A test of two people" });
    await button(page, "Propose").click();
    check((await state(page)) === "Waits for approval", await main(page));
    check((await button(page, "Approve and ask").count()) === 0, "the same person is offered to approve");
    check((await main(page)).includes("You proposed this check. Another approver decides."), await main(page));
    // Neither by a form that was not offered.
    const answer = await page.context().request.post(`${page.url()}/approve`, { form: { confirm: "yes" }, headers: { Origin: stage.url("/").slice(0, -1) } });
    check(answer.status() === 403 && (await answer.text()).includes("cannot approve what you proposed"), answer.status());
    await button(page, "Close the check").click();
    check((await state(page)) === "Closed", await main(page));
  },

  async a_wrong_area_is_explained(stage) {
    const page = await stage.signIn(stage.operator);
    await draft(stage, page, { ...DRAFT, lat: "four" });
    check((await main(page)).includes("a circle needs latitude, longitude and radius"), await main(page));
  },

  async another_site_cannot_press_the_buttons(stage) {
    const page = await stage.signIn(stage.approver);
    const { id } = await stage.scenarioCheck();
    const answer = await page.context().request.post(stage.url(`/console/checks/${id}/close`), { headers: { Origin: "https://elsewhere.example" } });
    check(answer.status() === 401, answer.status());
    const cookie = (await page.context().cookies())[0];
    check(cookie.httpOnly && cookie.sameSite === "Strict", cookie);
  },

  async sign_out_ends_it(stage) {
    const page = await stage.signIn(stage.operator);
    await button(page, "Sign out").click();
    check((await page.locator("h1").innerText()) === "Sign in", await main(page));
    await page.goto(stage.ready.console);
    check((await page.locator("h1").innerText()) === "Sign in", "still signed in");
  },
};
