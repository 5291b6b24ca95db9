// What both peers train; the same as Hourglass's presets `vae` and `deep` (src/train/benchmark.cpp).
export const workloads = {
  W1: { batch: 128, layers: [[784, 400], [400, 40], [20, 400], [400, 784]], code: 20 },
  W4: { batch: 32, layers: [[784, 256], [256, 64], [64, 2], [2, 64], [64, 256], [256, 784]] },
};

export const images = 2000;  // resident on the device; as many as Hourglass's bench holds
export const pixels = 784;
export const adam = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
