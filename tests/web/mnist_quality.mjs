// Trains on MNIST in Chromium through window.hourglass and prints what `hourglass train --json` prints
// natively: the same figures should come out. Takes minutes, so no part of the tests.
//
//   node tests/web/mnist_quality.mjs [--preset vae] [--epochs 10] [--seed 0] [--kind threads|worker|single]
//        [--importance-samples 0] [--reproducible] [--backend auto|cpu|webgpu]
import { parseArgs } from "node:util";
import { call, kinds, mnist_folder, open, stop_all } from "./harness.mjs";

const { values } = parseArgs({
  options: {
    preset: { type: "string", default: "vae" },
    epochs: { type: "string", default: "10" },
    seed: { type: "string", default: "0" },
    kind: { type: "string", default: "threads" },
    "importance-samples": { type: "string", default: "0" },
    reproducible: { type: "boolean", default: false },
    backend: { type: "string", default: "auto" },
  },
});
if (!mnist_folder || !kinds[values.kind]) {
  console.error(mnist_folder ? `--kind: choose ${Object.keys(kinds).join(", ")}` : "no MNIST: set HOURGLASS_DATA to a folder with mnist/");
  process.exit(2);
}
const page = await open(values.kind);
page.setDefaultTimeout(0);
try {
  const { preset, seed, reproducible, backend } = values;
  await call(page, "set", { preset, seed: Number(seed), reproducible, backend });
  await call(page, "loadDataset", "mnist");
  const start = Date.now();
  const ticker = setInterval(async () => {
    const { epoch, samples_per_second } = await call(page, "status");
    console.error(`epoch ${epoch.toFixed(2)}, ${Math.round(samples_per_second)} samples/s`);
  }, 10000);
  const status = await call(page, "train", { epochs: Number(values.epochs) });
  clearInterval(ticker);
  const seconds = (Date.now() - start) / 1000;
  const test = await call(page, "evaluate", "test", { importanceSamples: Number(values["importance-samples"]) });
  console.log(JSON.stringify({
    steps: status.step,
    epochs: status.epoch,
    seconds,
    test,
    weights_hash: await call(page, "weightsHash"),
    backend: status.backend,
    browser: page.context().browser().version(),
    console_errors: page.errors,
  }));
} finally {
  await stop_all();
}
