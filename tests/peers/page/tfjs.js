// A training step in TensorFlow.js: optimizer.minimize over resident images. It has no jit; what it offers to
// fuse product and bias under a gradient (fused.matMul without an activation) is used.
import { adam, images, pixels, workloads } from "./workloads.js";

const script = (address) =>
  new Promise((done, failed) => {
    const element = document.createElement("script");
    Object.assign(element, { src: address, onload: done, onerror: () => failed(new Error(`${address} did not load`)) });
    document.head.append(element);
  });

export async function start(workload, backend, data) {
  const folder = "node_modules/@tensorflow/";
  const name = backend === "webgpu" ? "webgpu" : "wasm";
  await script(`${folder}tfjs/dist/tf.min.js`);
  await script(`${folder}tfjs-backend-${name}/dist/tf-backend-${name}.min.js`);
  const tf = globalThis.tf;
  tf.enableProdMode();
  if (name === "wasm") tf.wasm.setWasmPaths(new URL(`${folder}tfjs-backend-wasm/dist/`, document.baseURI).href);
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js has no ${name} here`);
  await tf.ready();

  const { batch, layers, code } = workloads[workload];
  const params = layers.map(([rows, columns]) => {
    const reach = 1 / Math.sqrt(rows);
    return [tf.variable(tf.randomUniform([rows, columns], -reach, reach)), tf.variable(tf.zeros([columns]))];
  });
  const all = tf.tensor2d(data, [images, pixels]);
  const optimizer = tf.train.adam(adam.rate, adam.beta1, adam.beta2, adam.epsilon);
  const dense = (x, [w, b]) => tf.fused.matMul({ a: x, b: w, bias: b });

  function vae(x) {
    const heads = dense(dense(x, params[0]).relu(), params[1]);  // μ and log σ² in one product
    const [mean, log_variance] = tf.split(heads, 2, 1);
    const z = mean.add(log_variance.mul(0.5).exp().mul(tf.randomNormal([batch, code])));
    const logits = dense(dense(z, params[2]).relu(), params[3]);
    const reconstruction = logits.softplus().sub(logits.mul(x)).sum();
    const kl = mean.square().add(log_variance.exp()).sub(log_variance).sub(1).sum().mul(0.5);
    return reconstruction.add(kl).mul(1 / batch);
  }

  function deep(x) {
    let h = x;
    params.forEach((layer, i) => {
      h = dense(h, layer);
      if (i !== 2 && i !== layers.length - 1) h = h.tanh();  // code and output are linear
    });
    return tf.squaredDifference(h, x).mean();
  }

  let at = 0, loss = null;
  return {
    step() {
      loss?.dispose();
      loss = tf.tidy(() => {
        const x = all.slice([at, 0], [batch, pixels]);
        return optimizer.minimize(() => (code ? vae(x) : deep(x)), true);
      });
      at = at + 2 * batch <= images ? at + batch : 0;
    },
    async loss() {
      return (await loss.data())[0];
    },
  };
}
