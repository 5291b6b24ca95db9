// Files, links, calls and clicks that ask for too much or make no sense, with threads and without: one clear
// line each, and the run of before goes on. A row of a table is a case; those that want memory may also work,
// where there is enough.
import { createGzip, gzipSync } from "node:zlib";
import { drop, idx, idx_of_zeros, state } from "./files.mjs";
import { call, check, check_line, click, equal, frames, kinds, open, settle, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** gzip of an IDX file of that many images of 28×28 zeros: a thousandth of its size. */
function bomb(count) {
  return new Promise((done, failed) => {
    const parts = [], gzip = createGzip({ level: 9 }).on("data", (part) => parts.push(part)).on("end", () => done(Buffer.concat(parts))).on("error", failed);
    gzip.write(idx(2051, [count, 28, 28], 0));
    const some = Buffer.alloc(784 * 10000);
    const more = (left) => (left > 0 ? gzip.write(some.subarray(0, 784 * Math.min(left, 10000)), () => more(left - 10000)) : gzip.end());
    more(count);
  });
}

/** gzip whose last four bytes, the length unpacked, say something else. */
function promising(bytes, length) {
  const packed = gzipSync(bytes);
  packed.writeUInt32LE(length, packed.length - 4);
  return packed;
}

const both_numbers = /\d MB\b.*\d MB\b/;
// A browser short of memory may not even hand over the file.
const too_large_a_file = /\d MB\b.*\d MB\b|could not be read/;
const too_much = /\d MB\b.*\d MB\b|GFLOP at once.* at most/;  // the second where there are no threads

// drops: the files; calls: what is called; link: put into the address bar; does: something else, gives the line
// or null. says: what the line must tell. or_works: where memory allows.
const cases = {
  // ---- files
  "an image file": { drops: () => [["cat.png", png]], says: /cat\.png.*PNG/ },
  "an empty file": { drops: () => [["empty", Buffer.alloc(0)]], says: /empty/ },
  "a text": { drops: () => [["notes.txt", Buffer.from("train-images are in the other folder\n".repeat(50))]], says: /notes\.txt/ },
  "a truncated .gz": { drops: () => [["images.gz", gzipSync(idx(2051, [1000, 28, 28])).subarray(0, 500)]], says: /images\.gz.*cut off/ },
  "a damaged .gz": { drops: () => [["images.gz", gzipSync(idx(2051, [1000, 28, 28])).fill(85, 30, 200)]], says: /images\.gz/ },
  "images cut short": { drops: () => [["images", idx(2051, [100, 28, 28], 99 * 784)]], says: /images.*cut off/ },
  "a header cut short": { drops: () => [["images", idx(2051, [100, 28, 28], 0).subarray(0, 9)]], says: /images.*header/ },
  "images of an absurd size": { drops: () => [["images", idx(2051, [4294967295, 65535, 65535], 1000)]], says: /images/ },
  "more images than there can be": { drops: () => [["images", idx(2051, [4294967295, 256, 256], 1000)]], says: /images/ },
  "no images at all": { drops: () => [["images", idx(2051, [0, 28, 28])]], says: /0 images/ },
  "a wrong magic number": { drops: () => [["images", idx(2052, [100, 28, 28])]], says: /magic/ },
  "labels that don't match": { drops: () => [["images", idx(2051, [100, 28, 28])], ["labels", idx(2049, [99])]], says: /99 labels.*100 images/ },
  "labels alone": { drops: () => [["labels", idx(2049, [100])]], says: /labels only/ },
  "labels without their images": { drops: () => [["a", idx(2051, [140, 28, 28])], ["b", idx(2049, [140])], ["c", idx(2049, [99])]], says: /belongs to no images/ },
  "a single image": { drops: () => [["one", idx(2051, [1, 28, 28])]], says: /1 image/ },
  "a file with an overlong name": { drops: () => [["x".repeat(5000), png]], says: /PNG/ },
  "a file with a line break and markup in its name": { drops: () => [["a\nb<img src=x onerror=alert(1)>.png", png]], says: /PNG/ },
  "a fifth dropped file": { drops: () => [1, 2, 3, 4, 5].map((i) => idx_of_zeros(`${i}.idx`, 2051, [75000 + i, 28, 28])), says: /5 files|MB.*MB/ },
  "a file of 230 MB that is no data": { drops: () => [["movie.mp4", Buffer.from("ftypisom"), 230e6]], says: /movie\.mp4|\d MB.*\d MB/ },
  "a file of 230 MB": { drops: () => [idx_of_zeros("large.idx", 2051, [293367, 28, 28])], says: too_large_a_file, or_works: true },
  "files of 480 MB together": { drops: () => [idx_of_zeros("a.idx", 2051, [306000, 28, 28]), idx_of_zeros("b.idx", 2051, [305000, 28, 28])], says: too_large_a_file, or_works: true },
  "large pictures, for which the network is too large": { drops: () => [idx_of_zeros("large.idx", 2051, [400, 256, 256])], says: too_much, or_works: true },
  "a gzip that promises 1 GB and keeps it": { drops: async () => [["bomb.gz", await bomb(1275000)]], says: both_numbers, or_works: true },
  "a gzip that promises 1 GB and more": { drops: async () => [["bomb.gz", gzipSync(idx(2051, [1400000, 28, 28], 784000))]], says: /bomb\.gz/ },
  "a gzip that lies about its length": { drops: () => [["liar.gz", promising(idx(2051, [140, 28, 28]), 0xfffffff0)]], says: /liar\.gz/ },

  // ---- calls
  "two layers of 4096": { calls: "set({hidden: [4096, 4096]})", says: too_much, or_works: true },
  "four layers of 4096": { calls: "set({hidden: [4096, 4096, 4096, 4096]})", says: too_much, or_works: true },
  "six layers of 4096": { calls: "set({hidden: [4096, 4096, 4096, 4096, 4096, 4096]})", says: too_much, or_works: true },
  "a layer of a billion": { calls: "set({hidden: [1e9]})", says: /hidden/ },
  "a hundred layers": { calls: "set({hidden: Array(100).fill(8)})", says: /hidden/ },
  "the largest batch": { calls: "set({batch: 4294967295})", says: /batch/ },
  "NaN": { calls: "set({learning_rate: NaN})", says: /learning_rate.*NaN/ },
  "a huge number": { calls: "set({learning_rate: 1e308})", says: /learning_rate/ },
  "a huge text for a number": { calls: "set({learning_rate: '9'.repeat(1e6)})", says: /learning_rate/ },
  "an overlong name of a preset": { calls: "set({preset: 'x'.repeat(1e6)})", says: /preset/ },
  "an overlong name of a setting": { calls: "set({['x'.repeat(1e6)]: 1})", says: /not a setting/ },
  "an overlong name of data": { calls: "loadDataset('x'.repeat(1e6))", says: /data/ },
  "lists three thousand deep": { calls: "set({hidden: eval('['.repeat(3000) + '1' + ']'.repeat(3000))})", says: /hidden/ },
  "an object that holds itself": { calls: "(() => { const a = {}; a.hidden = [a]; return set(a); })()", says: /hidden|itself|deep/ },
  "a wrong type for everything": { calls: "set({hidden: {a: 1}, batch: [], preset: 7, reproducible: 'perhaps'})", says: /hidden|batch|preset|reproducible/ },
  "more steps than can be counted": { calls: "train({steps: 2e10})", says: /steps/ },
  "numbers for six gigabytes of pictures": { calls: "decode(new Float32Array(4e6))", says: /numbers|\d MB.*\d MB/, or_works: true },
  "400 MB of pictures to encode": { calls: "encode(new Float32Array(784 * 127500))", says: /numbers|\d MB.*\d MB/, or_works: true },
  "codes far out": { calls: "decode([1e30, -1e30])", says: /numbers from/ },
  "test images that are not there": { calls: "blend(4294967295, 0, 5)", says: /from 0 to/ },

  // ---- links put into the address bar
  "a link to six layers of 4096": { link: "#v=1&hidden=4096,4096,4096,4096,4096,4096", says: too_much, or_works: true },
  "an absurd link": { link: "#v=1&preset=nonsense&learning_rate=NaN&beta=1e99&zzz=1", says: /nonsense|NaN|zzz/ },
  "a very long link": { link: `#v=1&hidden=${"9,".repeat(40000)}&preset=${"x".repeat(40000)}`, says: /hidden|preset/ },
  "a link with markup": { link: "#v=1&preset=<img src=x onerror=alert(1)>", says: /preset/ },
};

// One page of each kind for all, as long as it lives and its network is the one of before.
const pages = {};
async function page_of(kind) {
  if (!pages[kind]) {
    pages[kind] = await open(kind);
    await call(pages[kind], "set", { hidden: [64] });
  }
  return pages[kind];
}
async function put_away(kind) {
  await pages[kind]?.context().close().catch(() => {});
  delete pages[kind];
}

/** Does it, and gives the line that came of it; null where it worked. */
async function attempt(page, { drops, calls, link, does }) {
  if (does) return does(page);
  if (calls)
    return page.evaluate(
      (code) => new Promise((done) => done(new Function(`with (window.hourglass) return ${code}`)())).then(() => null, (error) => (error instanceof Error ? error.message : `not an Error: ${error}`)),
      calls,
    );
  const before = JSON.stringify(await call(page, "settings"));
  if (drops) await drop(page, await drops());
  else await page.evaluate((link) => (location.hash = link), link);
  let status, settings;
  await until("a line, or new settings", async () => {
    status = await call(page, "status");
    settings = JSON.stringify(await call(page, "settings"));
    return status.trouble || (settings !== before && status.ready && !status.busy);
  });
  return status.trouble ? status.message : null;
}

for (const [kind, { name }] of Object.entries(kinds)) {
  if (kind === "worker") continue;  // the same build as with threads
  for (const [what, how] of Object.entries(cases))
    test(`${what} ${name}: one clear line, and the run goes on`, async () => {
      const page = await page_of(kind);
      try {
        const { step } = await call(page, "train", { steps: 2 });
        const before = await state(page);
        const line = await attempt(page, how);
        if (line === null) {
          check(how.or_works, "it was not refused");
          const { step } = await call(page, "status");
          equal((await call(page, "train", { steps: 1 })).step, step + 1, "the next step of what was asked for");
          note("worked");
          return await put_away(kind);
        }
        check_line(line, what);
        check(how.says.test(line), `the line does not say it: ${line}`);
        note(line);
        equal(await state(page), before, "settings, weights and step");
        equal((await call(page, "train", { steps: 1 })).step, step + 1, "the next step");
        equal((await call(page, "status")).ready, true, "ready");
        equal(page.errors, [], "console");
      } catch (error) {
        const shown = await page.evaluate(() => document.body.className === "failed" && document.getElementById("loader").innerText).catch(() => null);
        await put_away(kind);
        if (shown) error.message += ` (the page: ${shown.replace(/\s+/g, " ")})`;
        throw error;
      }
    });

  test(`clicks on "+ Layer" beside wide layers ${name} work or give one clear line`, async ({ close }) => {
    const page = close(await open(kind));
    const wide = await attempt(page, { calls: "set({hidden: [4096]})" });
    if (wide !== null) check(too_much.test(wide), wide);
    for (let i = 0; i < 2; ++i) {
      const before = await state(page);
      await click(page, "add-layer");
      await until("a layer more, or why not", async () => {
        const { trouble, busy } = await call(page, "status");
        return !busy && (trouble || (await call(page, "settings")).hidden.length > before[0].hidden.length);
      });
      const { trouble, message, step } = await call(page, "status");
      note(trouble ? message : `${(await call(page, "settings")).hidden}`);
      if (trouble) {
        check_line(message, "+ Layer");
        check(too_much.test(message), message);
        equal(await state(page), before, "settings, weights and step");
      }
      equal((await call(page, "train", { steps: 1 })).step, step + 1, "the next step");
    }
    equal(page.errors, [], "console");
  });

  test(`a page opened ${name} with a link to six layers of 4096 can be used, and opened again`, async ({ close }) => {
    const page = close(await open(kind, { link: "#v=1&hidden=4096,4096,4096,4096,4096,4096" }));
    for (const time of ["opened", "opened again"]) {
      const { message, trouble, step } = await call(page, "status");
      note(`${time}: ${message}`);
      if (trouble) {
        check_line(message, time);
        check(too_much.test(message), message);
      } else equal((await call(page, "settings")).hidden.length, 6, `hidden layers, ${time}`);
      equal((await call(page, "train", { steps: 1 })).step, step + 1, `the next step, ${time}`);
      await frames(page, 5);
      if (time === "opened") {
        await page.reload();
        await settle(page, kinds[kind].isolated);
      }
    }
    equal(page.errors, [], "console");
  });
}
