// Pictures of every page, wide and narrow, light and dark, and in Arabic: to be looked at by a person.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const LOOKS = {
  wide: { viewport: { width: 1200, height: 900 } },
  narrow: { viewport: { width: 320, height: 640 } },
  dark: { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
  arabic: { viewport: { width: 390, height: 844 }, query: "?lang=ar" },
};

const HEIGHT_MAX = 4000; // a roll call goes on for long

async function take(stage, folder, readme_only = false) {
  fs.mkdirSync(folder, { recursive: true });
  const { id, incident } = await stage.scenarioCheck();
  const file = (name) => path.join(folder, `${name}.png`);
  const shoot = async (page, name) => {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const { width } = page.viewportSize();
    await page.screenshot({ path: file(name), fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, HEIGHT_MAX) } });
  };
  // The two of the README: docs/pictures.
  const own = await stage.page(`${stage.ready.answer}?lang=en`, { viewport: { width: 390, height: 785 } }); // to below the answers
  await own.screenshot({ path: file("readme-answer") });
  await new Promise((resolve) => setTimeout(resolve, 5000)); // let some answer
  const board = await stage.page(stage.url(`${incident}?lang=en`), { viewport: { width: 1100, height: 1000 } });
  const counts = await board.locator("section.card").first().boundingBox();
  await board.screenshot({ path: file("readme-incident"), fullPage: true, clip: { x: 0, y: 0, width: 1100, height: counts.y + counts.height + 24 } });
  if (readme_only) return 0;
  const addresses = { answer: await stage.freshAnswer(), circle: stage.ready.circle, home: stage.ready.public, incident: stage.url(incident),
    error404: stage.url("/nowhere"), signin: stage.ready.console };
  const answered = await stage.page(stage.ready.answer);
  await answered.getByRole("button", { name: "I need help" }).first().click();
  for (const [look, { query = "", ...options }] of Object.entries(LOOKS)) {
    for (const [name, address] of Object.entries(addresses)) {
      const page = await stage.page(address + query, options);
      await shoot(page, `${name}-${look}`);
      await page.context().close();
    }
    for (const [name, answer] of [["answered", "safe"], ["needhelp", "need_help"]]) {
      const page = await stage.page(stage.ready.answer + query, options);
      await page.locator("textarea").fill("With Léa, battery low");
      await page.locator(`button[value=${answer}]`).first().click();
      await shoot(page, `${name}-${look}`);
      await page.context().close();
    }
    if (query) continue;
    const desk = await stage.signIn(stage.approver, options);
    await shoot(desk, `console-${look}`);
    await desk.goto(stage.url(`/console/checks/${id}`));
    await shoot(desk, `check-${look}`);
    await desk.locator('a[href*="rollcall"]').first().click();
    await shoot(desk, `rollcall-${look}`);
    await desk.context().close();
  }
  return 0;
}

module.exports = { take };
