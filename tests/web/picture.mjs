// Takes the README's picture of the page: vae-2d after some seconds of training, on MNIST where it is at
// hand, else on strokes.
//
//   node tests/web/picture.mjs OUT.png [--seconds 20] [--light] [--width 1280] [--height 800]
import { parseArgs } from "node:util";
import { call, frames, mnist_folder, open, stop_all } from "./harness.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "20" },
    light: { type: "boolean", default: false },
    width: { type: "string", default: "1280" },
    height: { type: "string", default: "800" },
  },
});
if (positionals.length !== 1) {
  console.error("usage: node tests/web/picture.mjs OUT.png [--seconds 20] [--light] [--width 1280] [--height 800]");
  process.exit(2);
}
const page = await open("threads", {
  viewport: { width: Number(values.width), height: Number(values.height) },
  deviceScaleFactor: 2,
  colorScheme: values.light ? "light" : "dark",
});
try {
  await call(page, "set", { preset: "vae-2d" });
  if (mnist_folder) await call(page, "loadDataset", "mnist");
  const running = page.evaluate(() => void window.hourglass.train());
  await new Promise((go_on) => setTimeout(go_on, 1000 * Number(values.seconds)));
  await running;
  // Training still, as a visitor sees it; the pointer is nowhere, so that no tooltip hides a panel.
  await frames(page, 5);
  await page.screenshot({ path: positionals[0] });
  const { step, message } = await call(page, "status");
  console.log(`${positionals[0]}: step ${step}; ${message}`);
} finally {
  await stop_all();
}
