// The whole house, walked: lessons with the panels that each brings, half of them by mouse, half by touch, and every
// lesson trained until its band holds, as tests/lessons.sh does natively. With HOURGLASS_WALK=all, which takes long, all
// of them by mouse, by keyboard alone and by touch, and every preset too.
import { call, check, click, equal, frames, open, place, press, ring, ring_to, shot, skip, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

const all = process.env.HOURGLASS_WALK === "all";
const ui = (page) => call(page, "ui");
const here = async (page, id) => (await ui(page)).items.some((item) => item.id === id);

/** Clicks in a list, after turning the wheel where it lies outside of what is seen. */
async function click_in_list(page, id) {
  const { height } = page.viewportSize();
  for (let turns = 0; ; ++turns) {
    const { at } = await place(page, id);
    if (at.y > 70 && at.y < height - 40) return click(page, id);
    check(turns < 60, `no turn of the wheel leads to ${id}`);
    await page.mouse.move(at.x, height / 2);
    await page.mouse.wheel(0, at.y < height / 2 ? -120 : 120);
    await frames(page, 8);
  }
}

/** Taps, in a list after a swipe where it lies outside of what is seen. */
async function tap(page, id) {
  const { height } = page.viewportSize(), in_list = id.includes(".");
  const finger = await page.context().newCDPSession(page);
  const touch = (type, y) => finger.send("Input.dispatchTouchEvent", { type, touchPoints: y === null ? [] : [{ x: height > 600 ? 190 : 420, y }] });
  for (let swipes = 0; ; ++swipes) {
    const { at } = await place(page, id);
    if (!in_list || (at.y > 90 && at.y < height - 30)) break;
    check(swipes < 60, `no swipe leads to ${id}`);
    const from = height / 2, to = from - Math.max(-height / 3, Math.min(height / 3, at.y - from));
    await touch("touchStart", from);
    for (let part = 1; part <= 4; ++part) {
      await touch("touchMove", from + ((to - from) * part) / 4);
      await frames(page, 2);
    }
    await touch("touchEnd", null);
    await frames(page, 4);
  }
  await finger.detach();
  const { at } = await place(page, id);
  await page.touchscreen.tap(at.x, at.y);
  await frames(page, 4);
}

/** Every panel that the network has a use for is shown, and draws without a fault. */
async function see_panels(page, panels) {
  for (const panel of panels) {
    await call(page, "ui", { panel });
    await frames(page, 2);
  }
  equal((await call(page, "status")).trouble, false, "trouble");
}

const begun = (page, name) => until(`the lesson ${name}`, async () => (await ui(page)).lesson === name && (await call(page, "status")).busy === "");
const built = (page, name) =>
  until(`the preset ${name}`, async () => (await call(page, "settings")).preset === name && (await call(page, "status")).busy === "");

const ways = {
  mouse: {
    options: {},
    async lesson(page, row) {
      await click(page, "lessons");
      await until("the list of lessons", () => here(page, `lessons.list.${row}`));
      await click_in_list(page, `lessons.list.${row}`);
    },
    async preset(page, name) {
      await click(page, "preset");
      await until("the gallery", () => here(page, `preset.${name}`));
      await click_in_list(page, `preset.${name}`);
    },
    async step(page) {
      await click(page, "step");
    },
  },
  keyboard: {
    options: {},
    async lesson(page, row) {
      await ring_to(page, "lessons");
      await press(page, "Enter");
      await until("the list of lessons", () => here(page, "lessons.list.0"));
      await until("the ring is in the list", async () => (await ring(page)).startsWith("lessons.list."));
      await ring_to(page, `lessons.list.${row}`, "ArrowDown");
      await press(page, "Enter");
    },
    async preset(page, name) {
      await ring_to(page, "preset");
      await press(page, "Enter");
      await until("the ring is in the gallery", async () => (await ring(page)).startsWith("preset."));
      await press(page, "Home");  // the first row; then its first
      for (let column = 0; column < 2; ++column) await press(page, "ArrowLeft");
      await ring_to(page, `preset.${name}`, "Tab");
      await press(page, "Enter");
    },
    async step(page) {
      await press(page, "s");
    },
  },
  touch: {
    options: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    async lesson(page, row) {
      await tap(page, "lessons");
      await until("the list of lessons", () => here(page, `lessons.list.${row}`));
      await tap(page, `lessons.list.${row}`);
    },
    async preset(page, name) {
      await tap(page, "preset");
      await until("the gallery", () => here(page, `preset.${name}`));
      await tap(page, `preset.${name}`);
    },
    async step(page) {
      await tap(page, "step");
    },
  },
};

const skip_unless_all = () => all || skip("set HOURGLASS_WALK=all");

for (const [by, way] of Object.entries(ways))
  test(`lessons are begun by ${by}, show their panels and train`, async ({ close }) => {
    if (by === "keyboard") skip_unless_all();
    const page = close(await open("threads", way.options));
    await page.focus("#canvas");
    const lessons = await call(page, "lessons");
    for (const [row, { name, panels, preset }] of lessons.entries()) {
      if (!all && row % 2 !== (by === "mouse" ? 0 : 1)) continue;
      await way.lesson(page, row);
      await begun(page, name);
      equal((await call(page, "settings")).preset, preset, `${name}: its preset`);
      const there = (await ui(page)).panels;
      check(panels.every((panel) => there.includes(panel)), `${name}: ${panels} among ${there}`);
      const { step } = await call(page, "status");
      await way.step(page);
      await until(`${name}: a step by ${by}`, async () => (await call(page, "status")).step > step);
      if (by === "touch") await see_panels(page, panels);
    }
    equal(page.errors, [], "console");
  });

for (const [by, way] of Object.entries(ways))
  test(`presets are chosen by ${by} and train`, async ({ close }) => {
    skip_unless_all();
    const page = close(await open("threads", way.options));
    await page.focus("#canvas");
    for (const { name } of await call(page, "presets")) {
      if (name === (await call(page, "settings")).preset) continue;
      await way.preset(page, name);
      await built(page, name);
      const { step } = await call(page, "status");
      await way.step(page);
      await until(`${name}: a step by ${by}`, async () => (await call(page, "status")).step > step);
      if (by === "mouse") await see_panels(page, (await ui(page)).panels);
      await shot(page, `preset-${name}-${by}`);
    }
    equal(page.errors, [], "console");
  });

const parts = 4;  // of the lessons, for a test may not take for ever
for (let part = 0; part < parts; ++part) test(`every lesson trains until its band holds, ${part + 1} of ${parts}`, async ({ close }) => {
  const page = close(await open());
  const lessons = await call(page, "lessons");
  for (const { name, epochs, expect } of lessons.filter((_, row) => row % parts === part)) {
    await call(page, "ui", { lesson: name });
    await begun(page, name);
    await call(page, "train", { epochs });
    const status = await call(page, "evaluate", "test");
    let value = { test: status, ...status };
    for (const key of expect.key.split(".")) value = value?.[key];
    const [least, most] = expect.band;
    note(`${name}: ${expect.key} ${Number(value).toPrecision(4)} of ${least} … ${most}`);
    check(value >= least && value <= most, `${name}: ${expect.key} is ${value}, not within ${least} … ${most}`);
  }
  equal(page.errors, [], "console");
});
