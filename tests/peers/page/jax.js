// A training step in jax-js: gradient, Adam and the next batch in one jitted function of the state, so that
// nothing leaves the device and the library fuses what it can. Arrays are owned: `.ref` keeps one for later use.
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { adam, images, pixels, workloads } from "./workloads.js";

const dense = (x, [w, b]) => np.dot(x, w).add(b);

function vae(layers, x, noise) {
  const heads = dense(nn.relu(dense(x.ref, layers[0])), layers[1]);  // μ and log σ² in one product
  const mean = heads.ref.slice([], [0, 20]);
  const log_variance = heads.slice([], [20, 40]);
  const z = mean.ref.add(np.exp(log_variance.ref.mul(0.5)).mul(noise));
  const logits = dense(nn.relu(dense(z, layers[2])), layers[3]);
  const reconstruction = nn.softplus(logits.ref).sub(logits.mul(x)).sum();
  const kl = np.square(mean).add(np.exp(log_variance.ref)).sub(log_variance).sub(1).sum().mul(0.5);
  return reconstruction.add(kl).mul(1 / workloads.W1.batch);
}

function deep(layers, x) {
  let h = x.ref;
  layers.forEach((layer, i) => {
    h = dense(h, layer);
    if (i !== 2 && i !== layers.length - 1) h = np.tanh(h);  // code and output are linear
  });
  return np.square(h.sub(x)).mean();
}

function adam_step(params, grads, means, squares, count) {
  const { rate, beta1, beta2, epsilon } = adam;
  means = tree.map((m, g) => m.mul(beta1).add(g.mul(1 - beta1)), means, tree.ref(grads));
  squares = tree.map((s, g) => s.mul(beta2).add(np.square(g).mul(1 - beta2)), squares, grads);
  const correction = (beta) => np.exp(count.ref.mul(Math.log(beta))).mul(-1).add(1);
  const [mean_by, square_by] = [correction(beta1), correction(beta2)];
  params = tree.map(
    (p, m, s) => p.sub(m.div(mean_by.ref).mul(rate).div(np.sqrt(s.div(square_by.ref)).add(epsilon))),
    params, tree.ref(means), tree.ref(squares),
  );
  for (const used of [mean_by, square_by, count]) used.dispose();
  return [params, means, squares];
}

export async function start(workload, backend, data) {
  const device = backend === "webgpu" ? "webgpu" : "wasm";
  if (!(await init(device)).includes(device)) throw new Error(`jax-js has no ${device} here`);
  defaultDevice(device);

  const { batch, layers, code } = workloads[workload];
  const keys = random.split(random.key(0), layers.length);
  const params = layers.map(([rows, columns]) => {
    const reach = 1 / Math.sqrt(rows);
    return [random.uniform(keys.ref.slice(0), [rows, columns], { minval: -reach, maxval: reach }), np.zeros([columns])];
  });
  keys.dispose();
  const zeros = () => tree.map((p) => np.zerosLike(p), tree.ref(params));
  let state = { params, means: zeros(), squares: zeros(), count: np.array(0), key: random.key(1) };
  const all = np.array(data).reshape([images, pixels]);

  const step = jit(({ params, means, squares, count, key }, all) => {
    const keys = random.split(key, 2);
    // Batches in turn, wrapping around: the indices come from the step counter, on the device.
    const first = count.ref.mul(batch).astype(np.int32);
    const x = all.slice(np.arange(batch).astype(np.int32).add(first).mod(images));
    count = count.add(1);
    const noise = code ? random.normal(keys.ref.slice(0), [batch, code]) : np.zeros([1]);
    const [loss, grads] = valueAndGrad(code ? vae : deep)(tree.ref(params), x, noise);
    [params, means, squares] = adam_step(params, grads, means, squares, count.ref);
    return [{ params, means, squares, count, key: keys.slice(1) }, loss];
  });

  let loss = null;
  return {
    step() {
      loss?.dispose();
      [state, loss] = step(state, all.ref);
    },
    async loss() {
      await blockUntilReady(state);
      return (await loss.ref.data())[0];
    },
  };
}
