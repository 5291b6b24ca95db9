// Files for the tests that drop some: MNIST's where they are at hand, IDX files made up, and the hand
// that drops them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { call, equal, mnist_folder, shot, skip } from "./harness.mjs";

export const names = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
export const mnist = (name) => (mnist_folder ? readFile(join(mnist_folder, name)) : skip("no MNIST: set HOURGLASS_DATA to a folder with mnist/"));

/**
 * Drags and drops files, [[name, bytes, zeros]…], as a hand would. `zeros`, if any, is a number of bytes
 * that follow: too many to be sent from here.
 */
export async function drop(page, files, { leave = false } = {}) {
  const packed = files.map(([name, bytes, zeros = 0]) => [name, Buffer.from(bytes).toString("base64"), zeros]);
  const transfer = await page.evaluateHandle(async (packed) => {
    const transfer = new DataTransfer();
    for (const [name, text, zeros] of packed) {
      const bytes = await (await fetch(`data:application/octet-stream;base64,${text}`)).arrayBuffer();
      transfer.items.add(new File([bytes, new Uint8Array(zeros)], name));
    }
    return transfer;
  }, packed);
  await page.dispatchEvent("#canvas", "dragenter", { dataTransfer: transfer });
  await page.dispatchEvent("#canvas", "dragover", { dataTransfer: transfer });
  equal(await page.evaluate(() => getComputedStyle(document.getElementById("drop")).visibility), "visible", "the hint while dragging");
  await shot(page, "drop-hint");
  await page.dispatchEvent("#canvas", leave ? "dragleave" : "drop", { dataTransfer: transfer });
  equal(await page.evaluate(() => getComputedStyle(document.getElementById("drop")).visibility), "hidden", "the hint afterwards");
}

const head_of = (magic, sizes) => {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.writeUInt32BE(magic, 0);
  sizes.forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i));
  return head;
};
const product = (sizes) => sizes.reduce((a, b) => a * b, 1);

/** An IDX file: magic, sizes, then bytes that look like nothing. */
export const idx = (magic, sizes, length = product(sizes)) =>
  Buffer.concat([head_of(magic, sizes), Buffer.from({ length }, (_, i) => (magic === 2049 ? i % 10 : (i * 7) % 256))]);

/** A large one, of zeros, for drop(): [name, bytes, zeros]. */
export const idx_of_zeros = (name, magic, sizes) => [name, head_of(magic, sizes), product(sizes)];

/** A PNG of one grey, with a square of another in its middle. */
export function png(width, height, ground, square) {
  const part = (name, bytes) => {
    const body = Buffer.concat([Buffer.from(name), bytes]), length = Buffer.alloc(4), sum = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const inside = (at, side) => at >= side / 4 && at < (3 * side) / 4;
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (_, x) => (inside(x, width) && inside(y, height) ? square : ground))]));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), part("IHDR", head), part("IDAT", deflateSync(Buffer.concat(rows))), part("IEND", Buffer.alloc(0))]);
}

/** What may not change where something is refused. */
export const state = async (page) => [await call(page, "settings"), await call(page, "weightsHash"), (await call(page, "status")).step];
