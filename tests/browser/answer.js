// The answer page, as somebody meets it who was sent a link. JavaScript is off.
"use strict";

const { check } = require("./stage");

const EMERGENCY = /does not call the emergency services/;

const button = (page, name) => page.getByRole("button", { name, exact: true });
const main = (page) => page.locator("main").innerText();

// The document order of two elements: does the first come before the second?
function stands_before(page, first, second) {
  return page.evaluate(([a, b]) => {
    const [x, y] = [document.querySelector(a), document.querySelector(b)];
    return Boolean(x && y && x.compareDocumentPosition(y) & Node.DOCUMENT_POSITION_FOLLOWING);
  }, [first, second]);
}

module.exports = {
  // U1, U12: one question, why me, four answers, one tap.
  async asks_one_question_and_takes_one_tap(stage) {
    const page = await stage.page(`${stage.ready.answer}?lang=en`);
    check((await page.locator("h1").allInnerTexts()).join() === "Are you safe?", await page.locator("h1").allInnerTexts());
    const names = await page.locator("form").first().getByRole("button").allInnerTexts();
    check(JSON.stringify(names) === JSON.stringify(["I am safe", "I need help", "I am not there", "This is wrong"]), names);
    const before = await main(page);
    for (const words of ["You are asked because your place", "Says who:", "Where:", "Since:"]) check(before.includes(words), "no", words, "in", before);
    check(!before.includes("Your answer"), "says it is answered before it was");
    await button(page, "I am safe").click();
    const after = await main(page);
    check(after.includes("Your answer is recorded") && after.includes("Your answer: I am safe"), after);
    check(after.includes("You can change your answer at any time"), after);
    check(page.url().startsWith(stage.ready.answer), "elsewhere:", page.url());
  },

  // U13, U23: a call for help says who knows, what it does not do, and is never behind a confirmation.
  async a_call_for_help_says_who_was_told(stage) {
    const page = await stage.page(`${stage.ready.answer}?lang=en`);
    await button(page, "I am safe").click();
    await button(page, "I need help").click();
    const text = await main(page);
    check(text.includes("Your answer: I need help"), text);
    check(/We told: \S+/.test(text), "who was told is not said", text);
    check(text.includes("The people on duty here see your request"), text);
    check(text.includes("is open until somebody takes it") || text.includes("has taken your request for help"), text);
    check(EMERGENCY.test(await page.locator(".note").first().innerText()), "the answer does not say that nobody else is called");
    check(/Earlier answers[\s\S]*I am safe/.test(text), "the earlier answer is not kept", text);
  },

  async the_emergency_number_stands_above_the_form(stage) {
    const page = await stage.page(`${await stage.freshAnswer()}?lang=en`);
    for (const step of ["asked", "needs help"]) {
      check((await page.locator('a[href^="tel:"]').first().getAttribute("href")) === "tel:112", step, "another number");
      check(await stands_before(page, 'a[href^="tel:"]', "form"), step, "the number comes after the form");
      check(await stands_before(page, 'a[href^="tel:"]', "h1"), step, "the number comes after the title");
      check(EMERGENCY.test(await page.locator(".call").innerText()), step, "not said");
      const box = await page.locator('a[href^="tel:"]').boundingBox();
      check(box.y + box.height <= 844, step, "the number is below the first screen", box);
      await button(page, "I need help").click();
    }
  },

  // A double tap, or a reload of the answered page, sends the same form twice.
  async the_same_answer_twice_gives_the_same_page(stage) {
    const page = await stage.page(`${await stage.freshAnswer()}?lang=en`);
    await button(page, "I am safe").click();
    const once = await page.locator(".note").innerText();
    await page.reload(); // posts again
    const twice = await page.locator(".note").innerText();
    const without_age = (text) => text.replace(/, (just now|\d+ minutes? ago)/, "");
    check(without_age(once) === without_age(twice), once, "became", twice);
    check(!(await main(page)).includes("Earlier answers"), "the same answer is kept twice");
    await page.locator("button[value=safe]").first().dblclick();
    check((await main(page)).includes("Your answer: I am safe"), await main(page));
  },

  async a_note_is_shown_as_it_was_written(stage) {
    const note = 'In the café <b>with</b> "Léa" & سلام';
    const page = await stage.page(`${await stage.freshAnswer()}?lang=en`);
    await page.getByLabel("Add a note (optional)").fill(note);
    await button(page, "I am safe").click();
    check((await main(page)).includes(`Your note: ${note}`), await main(page));
    // A note that comes later needs no second look at the answers.
    await page.getByLabel("Add a note (optional)").fill("Going home now");
    await button(page, "Send").click();
    const text = await main(page);
    check(text.includes("Your note: Going home now") && text.includes("Your answer: I am safe"), text);
  },

  async the_link_shows_the_answer_again(stage) {
    // The made-up crowd of the demonstration may answer for the same person at the same moment: then ask for another.
    let text = "";
    for (let tries = 0; tries < 3 && !text.includes("Your answer: I am not there"); ++tries) {
      const address = `${await stage.freshAnswer()}?lang=en`;
      const page = await stage.page(address);
      await button(page, "I am not there").click();
      text = await main(await stage.page(address));
    }
    check(text.includes("Your answer: I am not there") && !text.includes("is recorded"), text);
  },

  async a_guardian_answers_for_the_ward(stage) {
    const page = await stage.page(`${stage.ready.answer}?lang=en`);
    const ward = page.locator("section.card").first();
    const name = (await ward.locator("h3").innerText()).replace("Answer for ", "");
    await ward.getByRole("button", { name: "safe", exact: true }).click();
    const text = await main(page);
    check(text.includes(`Thank you. The answer for ${name} is recorded.`), text);
    check(/^safe/i.test(await page.locator("section.card").first().locator(".word").innerText()), text);
  },

  // U8, with no pointer at all.
  async the_keyboard_reaches_every_answer(stage) {
    const page = await stage.page(`${await stage.freshAnswer()}?lang=en`);
    const seen = [];
    for (let i = 0; i < 12 && seen.at(-1) !== "not_there"; i++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return { what: at.value || at.href || at.tagName, ring: `${style.outlineStyle} ${style.outlineWidth}`, seen: at === top || at.contains(top) };
      });
      check(focus.ring === "solid 3px", focus.what, "shows no focus:", focus.ring);
      check(focus.seen, focus.what, "has the focus behind something");
      seen.push(focus.what);
    }
    check(seen.join(" ") === "tel:112 safe need_help not_there", "the order is", seen);
    await page.keyboard.press("Enter");
    check((await main(page)).includes("Your answer: I am not there"), await main(page));
  },

  // U24: what a phone shows others, sends others and keeps.
  async the_link_gives_nothing_away(stage) {
    const page = await stage.page();
    const response = await page.goto(`${stage.ready.answer}?lang=en`);
    const headers = response.headers();
    check(headers["referrer-policy"] === "no-referrer", headers);
    check(/no-store/.test(headers["cache-control"]), headers);
    check((await page.locator("meta[name=referrer]").getAttribute("content")) === "no-referrer");
    check((await page.locator("meta[name=robots]").getAttribute("content")) === "noindex");
    const circle = await stage.page(`${stage.ready.circle}?lang=en`);
    const names = (await circle.locator("li h3").allInnerTexts()).flatMap((name) => name.split(" "));
    check(names.length > 4, "the circle has nobody", names);
    for (const at of [page, circle]) {
      for (const name of names) check(!`${await at.title()} ${decodeURIComponent(at.url())}`.includes(name), name, "is in", await at.title(), at.url());
      check((await at.getByRole("link", { name: "Leave this page" }).getAttribute("href")) === "about:blank");
    }
    for (const link of await page.locator('a[href^="http"]').all()) check((await link.getAttribute("rel")) === "noreferrer", await link.getAttribute("href"));
  },

  async a_bad_link_says_what_to_do(stage) {
    const page = await stage.page();
    const response = await page.goto(stage.url("/a/AVECqQRbcyGAGOnqEdzkij3M0sNWpBrUwPr?lang=en"));
    check(response.status() === 404, response.status());
    check(/not valid or has expired[\s\S]*Ask the people who sent it/.test(await main(page)), await main(page));
  },
};
