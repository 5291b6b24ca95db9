// What makes the page easy: the search over everything, the tour of a first visit, the tab's title, numbers by finger.
import { call, check, click, equal, frames, hideable, open, place, press, settle, shot, until } from "./harness.mjs";
import { test } from "./suite.mjs";

const ids = async (page) => (await call(page, "ui")).items.map(({ id }) => id);
const has = async (page, id) => (await ids(page)).includes(id);
const tour = async (page) => (await call(page, "ui")).tour;
const canvas_has_keys = (page) => until("the canvas has the keyboard", () => page.evaluate(() => document.activeElement.id === "canvas"));

test("Ctrl+K finds a setting by its name, and leads to its control", async ({ close }) => {
  const page = close(await open());
  await canvas_has_keys(page);
  await press(page, "Control+k");
  await until("the search is open", () => has(page, "search.words"));
  await shot(page, "search");
  await page.keyboard.type("learning rate", { delay: 20 });
  await until("the setting is found", async () => (await has(page, "search.setting.learning_rate")) && !(await has(page, "search.command.train")));
  await press(page, "Enter");
  await until("its control has the ring", async () => (await call(page, "ui")).focus.startsWith("set.learning_rate"));
  check(!(await has(page, "search.words")), "the search is still open");
  equal(page.errors, [], "console");
});

test("the search chooses by arrows, opens a preset, and is left by Esc", async ({ close }) => {
  const page = close(await open());
  await canvas_has_keys(page);
  const { training } = await call(page, "status");
  await click(page, "search");
  await until("the search is open", () => has(page, "search.words"));
  await page.keyboard.type("dcgan", { delay: 20 });
  await until("the preset is found", () => has(page, "search.preset.dcgan"));
  await press(page, "Escape");
  await until("the search is closed", async () => !(await has(page, "search.words")));
  await press(page, "Control+k");
  await until("the search is open again, and empty", () => has(page, "search.command.train"));
  await click(page, "search.command.step");
  await until("one step was done", async () => (await call(page, "status")).step === 1);
  await press(page, "Control+k");
  await until("the search is open", () => has(page, "search.words"));
  await page.keyboard.type("linear preset", { delay: 20 });
  await until("it is found", () => has(page, "search.preset.linear"));
  await click(page, "search.preset.linear");
  await until("it is chosen", async () => (await call(page, "settings")).preset === "linear");
  equal((await call(page, "status")).training, training, "training");
  equal(page.errors, [], "console");
});

test("the first visit has a tour, which Esc ends for good", async ({ close }) => {
  const page = close(await open("threads", { first: true }));
  await canvas_has_keys(page);
  await until("the tour begins", async () => (await tour(page)) === 0);
  await until("its card is drawn", () => has(page, "tour.next"));
  check((await page.textContent("#told")).startsWith("1 of 4."), "nothing is read aloud");
  await shot(page, "tour");
  await press(page, "Escape");
  await until("it is over", async () => (await tour(page)) === null);
  equal(await page.textContent("#told"), "", "what is read aloud");
  await page.reload();
  await settle(page);
  await frames(page, 10);
  equal(await tour(page), null, "the tour after a reload");
  // Help has it again.
  await click(page, "help");
  await until("the help is open", () => has(page, "help.tour"));
  await click(page, "help.tour");
  await until("the tour begins again", () => has(page, "tour.next"));
  for (const step of [1, 2, 3]) {
    await click(page, "tour.next");
    await until(`caption ${step + 1}`, async () => (await tour(page)) === step && (await has(page, "tour.next")));
  }
  await click(page, "tour.next");
  await until("it is over again", async () => (await tour(page)) === null);
  equal(page.errors, [], "console");
});

test("the tour hinders nothing: Space trains and moves it on, another button ends it", async ({ close }) => {
  const page = close(await open("threads", { first: true }));
  await canvas_has_keys(page);
  await until("the tour begins", () => has(page, "tour.next"));
  await press(page, "Space");
  await until("it trains", async () => (await call(page, "status")).step > 0);
  await until("the tour has moved on", async () => (await tour(page)) === 1);
  await click(page, "play");
  await until("it is paused", async () => !(await call(page, "status")).training);
  await until("the tour is over", async () => (await tour(page)) === null);
});

for (const [what, options] of Object.entries({
  "a link": { link: "#v=1&preset=linear" },
  "a lesson": { link: "#v=1&lesson=simplest" },
  "a frame of another page": { query: "?embed=1" },
}))
  test(`with ${what} there is no tour`, async ({ close }) => {
    const page = close(await open("threads", { first: true, ...options }));
    await frames(page, 10);
    equal(await tour(page), null, "the tour");
  });

test("no caption covers what it speaks of, on a phone", async ({ close }) => {
  const page = close(await open("threads", { first: true, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }));
  for (const what of ["play", "plane.area", "tab.Curves", "lessons"]) {
    await until(`the card about ${what}`, () => has(page, "tour.next"));
    await frames(page, 3);
    const [card, it] = [await place(page, "tour"), await place(page, what)];
    const wide = Math.min(card.x + card.w, it.x + it.w) - Math.max(card.x, it.x), high = Math.min(card.y + card.h, it.y + it.h) - Math.max(card.y, it.y);
    check(wide <= 0 || high <= 0, `${what}: ${JSON.stringify([card, it])}`);
    const { at, h } = await place(page, "tour.next");
    check(h >= 44, `Next is ${h} pixels high`);
    await page.touchscreen.tap(at.x, at.y);
    await frames(page, 5);
  }
  await until("it is over", async () => (await tour(page)) === null);
});

test("the tab's title says step and loss while it trains, also behind another tab", async ({ close }) => {
  const page = close(await open("threads", { before: hideable }));
  const title = () => page.title();
  const before = await title();
  check(before.startsWith("Hourglass"), before);
  await page.evaluate(() => void window.hourglass.train());
  await until("the title tells of the training", async () => /^▶ \S+ · step [\d,]+ · vae-2d · Hourglass$/.test(await title()));
  await page.evaluate(() => window.hide(true));
  const first = await title();
  await until("it goes on telling while nobody looks", async () => (await title()) !== first);
  await page.evaluate(() => window.hide(false));
  await call(page, "pause");
  await until("the title is the page's again", async () => (await title()) === "Hourglass");
});

test("on a phone a number is typed on keys that are drawn", async ({ close }) => {
  const page = close(await open("threads", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }));
  const tap = async (id) => {
    const { at, w, h } = await place(page, id);
    if (id.startsWith("keypad.")) check(w >= 44 && h >= 44, `${id} is ${w}×${h}`);
    await page.touchscreen.tap(at.x, at.y);
    await frames(page, 5);
  };
  await call(page, "ui", { panel: "settings" });
  await until("the settings are there", () => has(page, "set.learning_rate"));
  await tap("set.learning_rate");
  await until("the keys are there", () => has(page, "keypad.done"));
  await shot(page, "keypad");
  for (const key of ["0", ".", "0", "2", "5", "back", "done"]) await tap(`keypad.${key}`);
  await until("the number is set", async () => Math.abs((await call(page, "settings")).learning_rate - 0.02) < 1e-6);
  await until("the keys are gone", async () => !(await has(page, "keypad.done")));
  equal(page.errors, [], "console");
});

test("on a phone words are typed on keys that are drawn, and what is found stands above them", async ({ close }) => {
  const page = close(await open("threads", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }));
  const tap = async (id) => {
    const { at, h } = await place(page, id);
    if (id.startsWith("keypad.")) check(h >= 44, `${id} is ${h} pixels high`);
    await page.touchscreen.tap(at.x, at.y);
    await frames(page, 5);
  };
  await tap("help");
  await until("the search is offered", () => has(page, "help.search"));
  await tap("help.search");
  await until("the keys are there", () => has(page, "keypad.q"));
  for (const key of ["d", "c", "g", "a", "n"]) await tap(`keypad.${key}`);
  await until("the preset is found", () => has(page, "search.preset.dcgan"));
  const [found, keys] = [await place(page, "search.preset.dcgan"), await place(page, "keypad.q")];
  check(found.at.y < keys.at.y, `${found.at.y} below ${keys.at.y}`);
  await shot(page, "letters");
  await tap("search.preset.dcgan");
  await until("it is chosen", async () => (await call(page, "settings")).preset === "dcgan");
  equal(page.errors, [], "console");
});
