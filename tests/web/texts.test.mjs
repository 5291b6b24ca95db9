// The page in another language, of the test's own: its own words and those that are drawn, and English without a fetch.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { call, check, checkout, equal, open, until } from "./harness.mjs";
import { test } from "./suite.mjs";

const listed = Object.keys(JSON.parse(readFileSync(join(checkout, "src/texts/texts.json"), "utf8")));
const dots = { a: "ä", e: "ë", i: "ï", o: "ö", u: "ü" };
const dotted = (text) => text.replace(/\{[^{}]*\}|[aeiou]/g, (found) => dots[found] ?? found);

/** A page whose server has that language. */
const speaking = (texts) => async (page) => {
  await page.route("**/languages.json", (route) => route.fulfill({ json: ["cy"] }));
  await page.route("**/texts/cy.json", (route) => route.fulfill({ json: texts }));
};
const all = Object.fromEntries(listed.map((text) => [text, dotted(text)]));
const asked_for = (page) => {
  const asked = [];
  page.on("request", (request) => /languages\.json|texts\//.test(request.url()) && asked.push(request.url()));
  return asked;
};

test("?lang= puts the page and what is drawn into that language", async ({ close }) => {
  const page = close(await open("threads", { query: "?lang=cy-GB", before: speaking(all) }));
  equal(await page.evaluate(() => document.documentElement.lang), "cy", "lang");
  equal(await page.evaluate(() => document.getElementById("asked-yes").textContent), dotted("Fetch"), "a button of the page");
  await call(page, "train", { steps: 2 });
  await until("the status line speaks it", async () => (await call(page, "status")).message === dotted("Trained to step {}").replace("{}", "2"));
  const refused = await call(page, "set", { learning_rate: 7 }).then(() => "", (error) => error.message);
  check(refused.includes(dotted("is not possible")), `an error is English: ${refused}`);
  const drawn = await page.evaluate(async () => new TextDecoder().decode(await hourglass.picture({ panel: "settings", format: "svg" })));
  check(drawn.includes(`>${dotted("Settings")}</text>`), "the settings are drawn in English");
  // What programs rely on.
  check("learning_rate" in (await call(page, "settings")), "a setting has another name");
  const { items } = await call(page, "ui");
  check(items.some(({ id }) => id === "play") && items.every(({ id }) => !/[äëïöü]/.test(id)), "controls have other names");
  equal(page.errors, [], "console");
});

test("the browser's language is taken where it was built, and its region need not be", async ({ close }) => {
  const page = close(await open("threads", { locale: "cy-GB", before: speaking({ "Trained to step {}": "Bis {} geübt" }) }));
  await call(page, "train", { steps: 1 });
  await until("the one text that is translated", async () => (await call(page, "status")).message === "Bis 1 geübt");
  equal(await page.evaluate(() => document.getElementById("asked-yes").textContent), "Fetch", "what is left out stays English");
});

test("for English nothing is fetched, and a language that is not here is told in a line", async ({ close }) => {
  let asked;
  const page = close(await open("threads", { before: (page) => (asked = asked_for(page)) }));
  equal(asked, [], "requests");
  check(!(await call(page, "shareLink")).includes("lang="), "the link names a language");
  const other = close(await open("threads", { query: "?lang=qq" }));
  await until("it is told", async () => (await call(other, "status")).message.startsWith("The language qq is not here"));
  equal(await other.evaluate(() => document.documentElement.lang), "en", "lang");
});
