// The circle page: those who let the reader see their answer. JavaScript is off.
"use strict";

const { check } = require("./stage");

module.exports = {
  async shows_the_household_first_and_says_what_is_known(stage) {
    const page = await stage.page(`${stage.ready.circle}?lang=en`);
    const rows = await page.locator(".people > li").allInnerTexts();
    check(rows.length >= 3, rows);
    check(rows.filter((row) => /Answer for/.test(row)).length >= 2, "nobody of the household", rows);
    for (const row of rows) {
      check(/no answer yet\s+asked (\d+ \w+ \d{4}, )?\d\d:\d\d|safe as of (\d+ \w+ \d{4}, )?\d\d:\d\d|needs help|not there|says the question is wrong|only when they say they are safe/i.test(row), row);
    }
    const link = page.getByRole("link", { name: "Answer your own question" });
    await link.click();
    check((await page.locator("h1").innerText()) === "Are you safe?");
  },

  async answers_for_the_child(stage) {
    const page = await stage.page(`${stage.ready.answer}?lang=en`);
    const name = (await page.locator("section.card h3").first().innerText()).replace("Answer for ", "");
    await page.goto(`${stage.ready.circle}?lang=en`);
    await page.locator("summary", { hasText: name }).click();
    await page.locator("details[open]").getByRole("button", { name: "safe", exact: true }).click();
    const text = await page.locator("main").innerText();
    check(text.includes(`Thank you. The answer for ${name} is recorded.`), text);
    const row = await page.locator(".people > li", { hasText: name }).first().innerText();
    check(/safe as of/.test(row) && /told by somebody else/.test(row), row);
    // The parent's own page shows it too.
    await page.goto(`${stage.ready.answer}?lang=en`);
    const ward = await page.locator("section.card", { hasText: name }).innerText();
    check(/^safe\b/im.test(ward), ward);
  },
};
