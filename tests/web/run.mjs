// Runs tests/web/*.test.mjs in a real browser, one after another: `node run.mjs [WORD…] [-WORD…]` takes only
// those whose file or sentence contains a WORD, and no -WORD. Prints a line a test and at the end what it counted.
//
// A file calls test("a sentence", async () => {…}) from this folder's suite.mjs.
// HOURGLASS_DATA: folder with mnist/; HOURGLASS_SHOTS: folder for pictures of every panel.
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { patience, Skip, stop_all } from "./harness.mjs";
import { notes, tests } from "./suite.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const given = process.argv.slice(2);
const wanted = given.filter((word) => !word.startsWith("-")), left_out = given.filter((word) => word.startsWith("-")).map((word) => word.slice(1));
for (const file of (await readdir(here)).filter((name) => name.endsWith(".test.mjs")).sort()) {
  const first = tests.length;
  await import(pathToFileURL(join(here, file)));
  for (const test of tests.slice(first)) test.file = file;
}

let passed = 0, failed = 0, skipped = 0;
let file = "";
for (const { sentence, body, file: from } of tests) {
  const has = (word) => from.includes(word) || sentence.includes(word);
  if ((wanted.length && !wanted.some(has)) || left_out.some(has)) continue;
  if (from !== file) console.log(`\n${(file = from)}`);
  const start = Date.now();
  let timer;
  const too_long = new Promise((_, refuse) => {
    timer = setTimeout(() => refuse(new Error(`not done within ${4 * patience} s`)), 4000 * patience);
  });
  const pages = [];
  try {
    await Promise.race([body({ close: (page) => (pages.push(page), page) }), too_long]);
    ++passed;
    console.log(`ok      ${sentence}  (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    if (error instanceof Skip) {
      ++skipped;
      console.log(`skipped: ${sentence}: ${error.message}`);
    } else {
      ++failed;
      console.log(`not ok  ${sentence}\n        ${String(error.stack ?? error).split("\n").slice(0, 8).join("\n        ")}`);
      for (const page of pages) if (page.errors?.length) console.log(`        console: ${page.errors.slice(0, 5).join(" | ")}`);
    }
  } finally {
    clearTimeout(timer);
    for (const page of pages) await page.context().close().catch(() => {});
  }
  for (const note of notes.splice(0)) {
    if (note.startsWith("skipped: ")) ++skipped;
    console.log(note.startsWith("skipped: ") ? note : `        ${note}`);
  }
}

await stop_all();
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(failed ? 1 : 0);
