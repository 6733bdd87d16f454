// Runs the browser tests and prints one line each, or takes pictures of the pages.
"use strict";

const { parseArgs } = require("node:util");
const { Failure, Stage } = require("./stage");

const TEST_TIMEOUT_MS = 90_000;
const GROUPS = ["answer", "desk", "looks", "board", "circle", "console"];

async function in_time(test) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Failure(`not done after ${TEST_TIMEOUT_MS} ms`)), TEST_TIMEOUT_MS)));
  return Promise.race([test, late]).finally(() => clearTimeout(timer));
}

async function run(stage, only) {
  let failed = 0;
  for (const group of GROUPS) {
    for (const [name, test] of Object.entries(require(`./${group}`))) {
      if (only && !`${group}_${name}`.includes(only)) continue;
      try {
        const skipped = await in_time(test(stage));
        console.log(skipped ? `skipped ${group}_${name}: ${skipped}` : `ok ${group}_${name}`);
      } catch (error) {
        failed++;
        const detail = error instanceof Failure ? error.message : String(error.stack || error);
        console.log(`FAILED ${group}_${name}: ${detail.replaceAll("\n", " ").slice(0, 1500)}`);
      }
      for (const context of stage.browser.contexts()) await context.close();
    }
  }
  return failed;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: "string" }, pictures: { type: "string" }, readme: { type: "boolean" } },
  });
  let stage;
  try {
    stage = await Stage.open(positionals[0]);
  } catch (error) {
    console.log(`FAILED browser: ${String(error.message).replaceAll("\n", " ").slice(0, 1500)}`);
    return 1;
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stage.close().finally(() => process.exit(1)));
  try {
    if (values.pictures) return await require("./pictures").take(stage, values.pictures, values.readme);
    return (await run(stage, values.only)) ? 1 : 0;
  } finally {
    await stage.close();
  }
}

main().then((code) => process.exit(code));
