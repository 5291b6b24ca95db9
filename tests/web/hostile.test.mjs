// Files, links, calls and clicks that ask for too much or make no sense, with threads and without: one clear
// line each, and the run of before goes on. A row of a table is a case; those that want memory may also work,
// where there is enough.
import { createGzip, gzipSync } from "node:zlib";
import { drop, idx, idx_of_zeros, state } from "./files.mjs";
import { call, check, check_line, click, equal, frames, kinds, open, settle, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

const gif = Buffer.from("GIF89a\x01\x00\x01\x00");
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
const too_much = /\d MB\b.*\d MB\b|There is not enough memory for this; take|GFLOP at once.* at most/;  // the second where there are no threads

// drops: the files; calls: what is called; link: put into the address bar. says: what the line
// must tell. or_works: where memory allows; "with 4 GB": not with 512 MB.
// partly: what of a link makes sense is taken, on purpose, and the line tells of the rest.
const cases = {
  // ---- files
  "one picture": { drops: () => [["cat.png", png]], says: /1 image/ },
  "a damaged picture": { drops: () => [["cat.png", png.subarray(0, 40)], ["dog.png", png]], says: /cat\.png/ },
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
  "a file with an overlong name": { drops: () => [["x".repeat(5000), gif]], says: /GIF/ },
  "a file with a line break and markup in its name": { drops: () => [["a\nb<img src=x onerror=alert(1)>.gif", gif]], says: /GIF/ },
  "a fifth dropped file": { drops: () => [1, 2, 3, 4, 5].map((i) => idx_of_zeros(`${i}.idx`, 2051, [75000 + i, 28, 28])), says: /5 files|MB.*MB|could not be read/ },
  "a file of 230 MB that is no data": { drops: () => [["movie.mp4", Buffer.from("ftypisom"), 230e6]], says: /movie\.mp4|\d MB.*\d MB/ },
  "a file of 230 MB": { drops: () => [idx_of_zeros("large.idx", 2051, [293367, 28, 28])], says: too_large_a_file, or_works: true },
  "files of 480 MB together": { drops: () => [idx_of_zeros("a.idx", 2051, [306000, 28, 28]), idx_of_zeros("b.idx", 2051, [305000, 28, 28])], says: too_large_a_file, or_works: "with 4 GB" },
  "large pictures, for which the network is too large": { drops: () => [idx_of_zeros("large.idx", 2051, [400, 256, 256])], says: too_much, or_works: true },
  "a gzip that promises 1 GB and keeps it": { drops: async () => [["bomb.gz", await bomb(1275000)]], says: both_numbers, or_works: "with 4 GB" },
  "a gzip that promises 1 GB and more": { drops: async () => [["bomb.gz", gzipSync(idx(2051, [1400000, 28, 28], 784000))]], says: /bomb\.gz/ },
  "a gzip that lies about its length": { drops: () => [["liar.gz", promising(idx(2051, [140, 28, 28]), 0xfffffff0)]], says: /liar\.gz/ },

  // ---- calls
  "two layers of 4096": { calls: "set({hidden: [4096, 4096]})", says: too_much, or_works: "with 4 GB" },
  "four layers of 4096": { calls: "set({hidden: [4096, 4096, 4096, 4096]})", says: too_much, or_works: "with 4 GB" },
  "six layers of 4096": { calls: "set({hidden: [4096, 4096, 4096, 4096, 4096, 4096]})", says: too_much, or_works: "with 4 GB" },
  "a layer of a billion": { calls: "set({hidden: [1e9]})", says: /hidden/ },
  "a hundred layers": { calls: "set({hidden: Array(100).fill(8)})", says: /hidden/ },
  "the largest batch": { calls: "set({batch: 4294967295})", says: /batch/ },
  "NaN": { calls: "set({learning_rate: NaN})", says: /learning_rate.*NaN/ },
  "a huge number": { calls: "set({learning_rate: 1e308})", says: /learning_rate/ },
  "a huge text for a number": { calls: "set({learning_rate: '9'.repeat(1e6)})", says: /learning_rate/ },
  "an overlong name of a preset": { calls: "set({preset: 'x'.repeat(1e6)})", says: /preset/ },
  "an overlong name of a setting": { calls: "set({['x'.repeat(1e6)]: 1})", says: /not a setting/ },
  "an overlong name of data": { calls: "loadDataset('x'.repeat(1e6))", says: /data/ },
  "lists three thousand deep": { calls: "set({hidden: eval('['.repeat(3000) + '1' + ']'.repeat(3000))})", says: /hidden|too deep/ },
  "an object that holds itself": { calls: "(() => { const a = {}; a.hidden = [a]; return set(a); })()", says: /hold themselves/ },
  "a wrong type for everything": { calls: "set({hidden: {a: 1}, batch: [], preset: 7, reproducible: 'perhaps'})", says: /hidden|batch|preset|reproducible/ },
  "more steps than can be counted": { calls: "train({steps: 2e10})", says: /steps/ },
  "numbers for six gigabytes of pictures": { calls: "decode(new Float32Array(4e6))", says: both_numbers },
  "400 MB of pictures to encode": { calls: "encode(new Float32Array(784 * 127500))", says: /64 million numbers|\d MB.*\d MB/ },
  "codes far out": { calls: "decode([1e30, -1e30])", says: /numbers from/ },
  "test images that are not there": { calls: "blend(4294967295, 0, 5)", says: /from 0 to/ },

  // ---- links put into the address bar
  "a link to six layers of 4096": { link: "#v=1&hidden=4096,4096,4096,4096,4096,4096", says: too_much, or_works: "with 4 GB" },
  "an absurd link": { link: "#v=1&preset=nonsense&learning_rate=NaN&beta=1e99&zzz=1", says: /nonsense|NaN|zzz/, partly: true },
  "a very long link": { link: `#v=1&hidden=${"9,".repeat(40000)}&preset=${"x".repeat(40000)}`, says: /longer than/ },
  "a link with markup": { link: "#v=1&preset=<img src=x onerror=alert(1)>", says: /preset/, partly: true },
};

// The same build as "threads" serves "worker". A browser that gives little memory refuses the same things on
// any machine.
const browsers = {
  threads: kinds.threads,
  little: { ...kinds.threads, name: "with threads and 512 MB", memory: 512 },
  single: kinds.single,
};

/** Before the page loads: a browser that gives shared memory of so many MB at most. */
const give_at_most = (memory) => (page) =>
  page.addInitScript((most) => {
    const { Memory } = WebAssembly;
    WebAssembly.Memory = function (wanted) {
      if (wanted.maximum > most) throw new RangeError("no such memory, for a test");
      return new Memory(wanted);
    };
    WebAssembly.Memory.prototype = Memory.prototype;
  }, memory * 16);  // pages of 64 KB

const open_in = (browser, options = {}) => {
  const { memory } = browsers[browser];
  return open(browser === "single" ? "single" : "threads", { ...options, ...(memory && { before: give_at_most(memory) }) });
};

// One page in each browser for all, as long as it lives and its network is the one of before.
const pages = {};
async function page_of(browser) {
  if (!pages[browser]) {
    pages[browser] = await open_in(browser);
    await call(pages[browser], "set", { hidden: [64], backend: "cpu" });
  }
  return pages[browser];
}
async function put_away(browser) {
  await pages[browser]?.context().close().catch(() => {});
  delete pages[browser];
}

/** Does it, and gives the line that came of it; null where it worked. */
async function attempt(page, { drops, calls, link }) {
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
  // Settings are there once they are asked for: what is asked after them ends after them.
  status = await call(page, "pause");
  return status.trouble ? status.message : null;
}

for (const [browser, { name, isolated, memory }] of Object.entries(browsers)) {
  for (const [what, how] of Object.entries(cases)) {
    if (memory && how.or_works !== "with 4 GB") continue;
    test(`${what} ${name}: one clear line, and the run goes on`, async () => {
      const page = await page_of(browser);
      try {
        await call(page, "train", { steps: 2 });
        const before = await state(page);
        const line = await attempt(page, how);
        if (line === null) {
          check(how.or_works && !memory, "it was not refused");
          const { step } = await call(page, "status");
          equal((await call(page, "train", { steps: 1 })).step, step + 1, "the next step of what was asked for");
          note("worked");
          return await put_away(browser);
        }
        check_line(line, what);
        check(how.says.test(line), `the line does not say it: ${line}`);
        note(line);
        if (!how.partly) equal(await state(page), before, "settings, weights and step");
        const { step } = await call(page, "status");
        equal((await call(page, "train", { steps: 1 })).step, step + 1, "the next step");
        equal((await call(page, "status")).ready, true, "ready");
        equal(page.errors, [], "console");
        if (how.partly) await put_away(browser);
      } catch (error) {
        const shown = await page.evaluate(() => document.body.className === "failed" && document.getElementById("loader").innerText).catch(() => null);
        await put_away(browser);
        if (shown) error.message += ` (the page: ${shown.replace(/\s+/g, " ")})`;
        throw error;
      }
    });
  }
  if (memory) continue;

  test(`clicks on "+ Layer" beside wide layers ${name} work or give one clear line`, async ({ close }) => {
    const page = close(await open_in(browser));
    const wide = await attempt(page, { calls: "set({hidden: [4096]})" });
    if (wide !== null) check(too_much.test(wide), wide);
    for (let i = 0; i < 2; ++i) {
      const before = await state(page);
      await click(page, "add-layer");
      await until("a layer more, or why not", async () => {
        const { trouble, busy } = await call(page, "status");
        return !busy && (trouble || (await call(page, "settings")).hidden.length > before[0].hidden.length);
      });
      const { trouble, message, step } = await call(page, "pause");  // in turn: after the click's change
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
    const page = close(await open_in(browser, { link: "#v=1&hidden=4096,4096,4096,4096,4096,4096" }));
    let hidden = 6;  // layers; of what is in force, which a refused link leaves in the address
    for (const time of ["opened", "opened again"]) {
      const { message, trouble, step } = await call(page, "status");
      note(`${time}: ${message}`);
      if (trouble) {
        check_line(message, time);
        check(too_much.test(message), message);
        hidden = (await call(page, "settings")).hidden.length;
      } else equal((await call(page, "settings")).hidden.length, hidden, `hidden layers, ${time}`);
      equal((await call(page, "train", { steps: 1 })).step, step + 1, `the next step, ${time}`);
      await frames(page, 5);
      if (time === "opened") {
        await page.reload();
        await settle(page, isolated);
      }
    }
    equal(page.errors, [], "console");
  });
}
