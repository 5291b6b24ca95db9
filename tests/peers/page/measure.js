// The page of a peer: peer.html?peer=jax|tfjs. `peer.train(steps)` gives the losses before and after,
// `peer.measure(seconds)` warms up and gives samples a second.
import { images, pixels, workloads } from "./workloads.js";

/** The first MNIST images in [0, 1], or noise where there is no MNIST: the speed is the same. */
async function pictures() {
  const response = await fetch("data/train-images-idx3-ubyte.gz");
  if (!response.ok) return Float32Array.from({ length: images * pixels }, Math.random);
  const bytes = await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  return Float32Array.from(new Uint8Array(bytes, 16, images * pixels), (grey) => grey / 255);
}

const question = new URLSearchParams(location.search);
const workload = question.get("workload");
const { start } = await import(`./${question.get("peer")}.js`);
const trainer = await start(workload, question.get("backend"), await pictures());

/** Reading a loss back waits for all steps before it. */
async function train(steps) {
  trainer.step();
  const before = await trainer.loss();
  for (let i = 1; i < steps; ++i) {
    trainer.step();
    // Neither library bounds what it queues, and jax-js's documentation asks to wait now and then.
    if (i % 8 === 0) await trainer.loss();
  }
  return { before, after: await trainer.loss() };
}

async function measure(seconds) {
  // Compiles, and lets the browser compile better: at least a second after the first steps.
  await train(2);
  const warm = performance.now();
  let counted = 0;
  do await train(2), counted += 2;
  while (performance.now() - warm < 1000);
  // So many steps between two waits that a stretch has about ten of them: they cost nothing, and it ends in time.
  const step = (performance.now() - warm) / counted / 1000;
  const group = Math.max(1, Math.round(seconds / 10 / step));
  const start = performance.now();
  let steps = 0, loss;
  do {
    for (let i = 0; i < group; ++i) trainer.step();
    steps += group;
    loss = await trainer.loss();
  } while (performance.now() - start < 1000 * seconds);
  return { samples_per_second: (steps * workloads[workload].batch * 1000) / (performance.now() - start), steps, loss };
}

window.peer = { train, measure };
