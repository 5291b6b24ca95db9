// Prints what a frame costs on the browser's main thread, and how far apart frames come, as JSON: while nothing trains,
// while it trains, and while a finger draws over the plane as it does so.
//
//   node tests/web/frames.mjs [--preset vae-2d] [--seconds 5]
import { parseArgs } from "node:util";
import { call, open, stop_all } from "./harness.mjs";

const { values } = parseArgs({ options: { preset: { type: "string", default: "vae-2d" }, seconds: { type: "string", default: "5" } } });
const milliseconds = 1000 * Number(values.seconds);

const page = await open("threads", {
  link: `#v=1&preset=${values.preset}`,
  before: (page) => page.addInitScript(() => {
    globalThis.seen = [];  // of each frame: when it began, what it cost
    const ask = requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = (frame) => ask((now) => {
      const began = performance.now();
      frame(now);
      globalThis.seen.push([began, performance.now() - began]);
    });
  }),
});

/** The frames of a while in which `meanwhile(end)` is done. */
async function watched(meanwhile) {
  await page.evaluate(() => (globalThis.seen.length = 0));
  await meanwhile(Date.now() + milliseconds);
  const seen = await page.evaluate(() => globalThis.seen);
  const share = (numbers, part) => {
    const sorted = numbers.sort((a, b) => a - b);
    return Number(sorted[Math.floor(part * (sorted.length - 1))].toFixed(1));
  };
  const both = (numbers) => ({ p50: share(numbers, 0.5), p95: share(numbers, 0.95) });
  // Frames in which nothing was drawn are none.
  const drawn = seen.filter(([, cost]) => cost > 1);
  return drawn.length < 3 ? { frames: drawn.length } : {
    frames: drawn.length,
    cost_ms: both(drawn.map(([, cost]) => cost)),
    apart_ms: both(drawn.slice(1).map(([began], i) => began - drawn[i][0])),
  };
}

const rest = (end) => new Promise((go_on) => setTimeout(go_on, end - Date.now()));

/** Round and round over the middle of the plane, with the button down. */
async function drag(end) {
  const { x, y, w, h } = (await call(page, "ui")).items.find(({ id }) => id === "plane.area");
  await page.mouse.move(x + w / 2, y + h / 2);
  await page.mouse.down();
  for (let k = 0; Date.now() < end; ++k)
    await page.mouse.move(x + w * (0.5 + 0.2 * Math.cos(k / 9)), y + h * (0.5 + 0.2 * Math.sin(k / 9)));
  await page.mouse.up();
}

try {
  await call(page, "step", 20);
  const result = { preset: values.preset, paused: await watched(rest), paused_dragging: await watched(drag) };
  const training = page.evaluate(() => void window.hourglass.train());
  result.training = await watched(rest);
  result.training_dragging = await watched(drag);
  await call(page, "pause");
  await training;
  console.log(JSON.stringify(result));
} finally {
  await stop_all();
}
