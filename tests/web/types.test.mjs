// web/hourglass.d.ts says what window.hourglass has, and the head of web/hourglass.js what it is for.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { call, check, checkout, equal, open } from "./harness.mjs";
import { test } from "./suite.mjs";

const web = (name) => readFile(join(checkout, "web", name), "utf8");
const body = (text, name) => text.match(new RegExp(`interface ${name} \\{\\n([\\s\\S]*?)\\n  \\}`))[1];

test("types and documentation name the functions that there are, no more and no fewer", async ({ close }) => {
  const page = close(await open("single"));
  const there = await page.evaluate(() => Object.keys(window.hourglass).sort());
  const types = body(await web("hourglass.d.ts"), "Hourglass");
  equal([...types.matchAll(/^ {4}(?:readonly )?(\w+)[(:]/gm)].map((found) => found[1]).sort(), there, "in hourglass.d.ts");
  const head = (await web("hourglass.js")).split("*/")[0];
  equal([...head.matchAll(/@property [\s\S]*?>\} (\w+)/g)].map((found) => found[1]).sort(), there, "at the head of hourglass.js");
});

test("a status has the types' keys", async ({ close }) => {
  const page = close(await open("single"));
  const types = body(await web("hourglass.d.ts"), "HourglassStatus");
  const known = [...types.matchAll(/^ {4}(\w+)\??:/gm)].map((found) => found[1]);
  const status = await call(page, "status");
  equal(Object.keys(status).filter((key) => !known.includes(key)), [], "keys without a type");
  equal(known.filter((key) => !(key in status)), [], "types of keys that are not there");
});

test("the types come with the page", async ({ close }) => {
  const page = close(await open("single"));
  const text = await page.evaluate(async () => (await fetch("hourglass.d.ts")).text());
  check(text === (await web("hourglass.d.ts")), "another file is served");
});
