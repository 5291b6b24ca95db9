// `hourglass serve`: what it sends, to whom, and how it ends.
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, check_line, command_line, equal, mnist_folder, page_folder, server_of, skip, start_server } from "./harness.mjs";
import { test } from "./suite.mjs";

/** A request with the path exactly as given. Gives {status, headers, body}. */
function get(address, path, headers = {}, method = "GET") {
  const { hostname, port } = new URL(address);
  return new Promise((done, failed) => {
    const sent = request({ hostname, port, path, headers, method }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    sent.on("error", failed);
    sent.end();
  });
}

test("the page comes with its types and the headers for threads", async () => {
  const { address } = await server_of(true);
  for (const [path, type] of Object.entries({ "/": "text/html", "/loader.js": "text/javascript", "/style.css": "text/css", "/hourglass-threads.wasm": "application/wasm", "/hourglass-threads.js?v=1": "text/javascript" })) {
    const { status, headers } = await get(address, path);
    equal(status, 200, path);
    check(headers["content-type"].startsWith(type), `${path}: ${headers["content-type"]}`);
    equal(headers["cross-origin-opener-policy"], "same-origin", path);
    equal(headers["cross-origin-embedder-policy"], "require-corp", path);
  }
});

test("without isolation its headers are left out, and no others", async () => {
  for (const isolation of [false, true]) {
    const { headers } = await get((await server_of(isolation)).address, "/");
    const wanted = isolation ? ["same-origin", "require-corp"] : [undefined, undefined];
    equal([headers["cross-origin-opener-policy"], headers["cross-origin-embedder-policy"]], wanted, "isolation's headers");
    equal([headers["cross-origin-resource-policy"], headers["x-content-type-options"]], ["same-origin", "nosniff"], "the others");
  }
});

test("only who calls it by this machine's own names is answered", async () => {
  const { address } = await server_of(true);
  const { port } = new URL(address);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, "localhost"]) equal((await get(address, "/", { Host: host })).status, 200, host);
  for (const host of [`evil.example:${port}`, "evil.example", `127.0.0.1.evil.example:${port}`, `localhost.evil.example`, "[::2]", "[::1", "127.0.0.1:80@evil.example"]) {
    const { status, body } = await get(address, "/loader.js", { Host: host });
    equal(status, 403, host);
    check_line(body.toString().trim(), host);
  }
});

test("what only the build reads is not part of the page", async () => {
  const { address } = await server_of(true);
  for (const path of ["/webgpu_externs.js", "/library_webgpu.js", "/library_hourglass.js", "/CMakeLists.txt", "/tools/stage.py", "/picture.png"]) equal((await get(address, path)).status, 404, path);
});

/** A server over a page and data folders made by `make(folder)`, which gives the folders for --data. */
async function with_folders(make, body) {
  const folder = await mkdtemp(join(tmpdir(), "hourglass-serve-"));
  const page = join(folder, "page");
  await mkdir(page);
  await writeFile(join(page, "index.html"), "a page");
  let server;
  try {
    const data = await make(folder, page);
    server = await start_server({ root: page, data });
    await body(async (path) => (await get(server.address, path)).status);
  } finally {
    await server?.stop();
    await rm(folder, { recursive: true });
  }
}

test("of a data folder only data files are served, and of hidden folders nothing", async () => {
  const good = ["t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz", "x.npy", "x.csv", "x.csv.gz", "data_batch_1.bin", "cat.png", "cat.jpg", "m.safetensors"];
  const bad = ["id_rsa", "notes.txt", "config.json", "page.html", "run.js", "backup.tar.gz", "x.npy.old", "photo.svg", ".npy", ".hidden.csv"];
  await with_folders(async (folder) => {
    for (const name of ["all/digits", "all/.ssh", "all/.cache/digits"]) await mkdir(join(folder, name), { recursive: true });
    for (const name of [...good, ...bad]) await writeFile(join(folder, "all/digits", name), "x");
    for (const name of ["all/.ssh/x.csv", "all/.cache/digits/x.csv"]) await writeFile(join(folder, name), "x");
    return [join(folder, "all")];
  }, async (status_of) => {
    for (const name of good) equal(await status_of(`/data/digits/${name}`), 200, name);
    for (const name of bad) equal(await status_of(`/data/digits/${name}`), 404, name);
    for (const path of ["/data/.ssh/x.csv", "/data/.cache/digits/x.csv", "/data/digits/../.ssh/x.csv"]) equal(await status_of(path), 404, path);
  });
});

test("a linked data folder stands under the name that is given", async () => {
  await with_folders(async (folder) => {
    for (const name of ["store/v1.2", "store/other", "all"]) await mkdir(join(folder, name), { recursive: true });
    for (const name of ["store/v1.2/x.csv", "store/other/x.csv"]) await writeFile(join(folder, name), "x");
    await symlink(join(folder, "store/v1.2"), join(folder, "digits"));
    await symlink(join(folder, "store/other"), join(folder, "all/letters"));
    return [join(folder, "digits"), join(folder, "all") + "/", join(folder, "store/other/../v1.2/.")];
  }, async (status_of) => {
    for (const [name, status] of [["digits", 200], ["letters", 200], ["v1.2", 200], ["other", 404]]) equal(await status_of(`/data/${name}/x.csv`), status, name);
  });
});

test("no link leads out of the folder either", async () => {
  await with_folders(async (folder, page) => {
    for (const name of ["outside/deep", "data"]) await mkdir(join(folder, name), { recursive: true });
    for (const name of ["outside/secret.csv", "outside/deep/secret.csv", "outside/index.html", "data/x.csv", "page/inner.js"]) await writeFile(join(folder, name), "x");
    for (const place of [page, join(folder, "data")]) {
      await symlink(join(folder, "outside/secret.csv"), join(place, "file.csv"));
      await symlink("../outside", join(place, "folder"));
      await symlink("/etc/hostname", join(place, "host.csv"));
    }
    await symlink("inner.js", join(page, "alias.js"));
    return [join(folder, "data")];
  }, async (status_of) => {
    for (const path of ["/alias.js", "/data/data/x.csv"]) equal(await status_of(path), 200, path);
    for (const base of ["", "/data/data"]) for (const path of ["/file.csv", "/folder/secret.csv", "/folder/deep/secret.csv", "/folder/", "/host.csv"]) equal(await status_of(base + path), 404, base + path);
  });
});

test("who accepts brotli or gzip gets the packed file, once packed", async () => {
  const { address } = await server_of(true);
  const plain = await get(address, "/hourglass-threads.wasm");
  equal(plain.headers["content-encoding"], undefined, "encoding, unasked");
  equal(plain.body.subarray(0, 4).toString("latin1"), "\0asm", "magic");
  const { brotliDecompressSync, gunzipSync } = await import("node:zlib");
  for (const [accept, encoding, unpack] of [["gzip, deflate, br, zstd", "br", brotliDecompressSync], ["gzip", "gzip", gunzipSync], ["br;q=0, gzip;q=0.5", "gzip", gunzipSync]]) {
    const { headers, body } = await get(address, "/hourglass-threads.wasm", { "Accept-Encoding": accept });
    if (headers["content-encoding"] === undefined) skip(`no .${encoding} beside the page`);
    equal(headers["content-encoding"], encoding, accept);
    check(unpack(body).equals(plain.body), `${encoding}: other bytes`);
  }
});

test("an unchanged file is not sent again, and a part is sent as a part", async () => {
  const { address } = await server_of(true);
  const { headers, body } = await get(address, "/style.css");
  const again = await get(address, "/style.css", { "If-None-Match": headers.etag });
  equal([again.status, again.body.length], [304, 0], "If-None-Match");
  const part = await get(address, "/style.css", { Range: "bytes=3-9" });
  equal([part.status, part.body.toString()], [206, body.subarray(3, 10).toString()], "Range");
  const head = await get(address, "/style.css", {}, "HEAD");
  equal([head.status, head.body.length, head.headers["content-length"]], [200, 0, String(body.length)], "HEAD");
});

test("no path leads out of the folder", async () => {
  const { address } = await server_of(true);
  for (const path of [
    "/../CMakeLists.txt", "/..%2f..%2fCMakeLists.txt", "/%2e%2e/%2e%2e/CMakeLists.txt", "//etc/passwd", "/data/mnist/../../../../etc/passwd", "/data/mnist//etc/passwd",
    "/data/mnist/%2e%2e/x", "/..%5c..%5cCMakeLists.txt", "/index.html%00.js", "/data/", "/data/mnist", "/data/mnist/", "/.git/config", "/./../../dev",
  ]) equal((await get(address, path)).status, 404, path);
  equal((await get(address, "/", {}, "POST")).status, 404, "POST");
});

test("data folders stand at /data/NAME/, as they are", async () => {
  if (!mnist_folder) skip("no MNIST: set HOURGLASS_DATA to a folder with mnist/");
  const { address } = await server_of(true);
  const { status, headers, body } = await get(address, "/data/mnist/t10k-labels-idx1-ubyte.gz", { "Accept-Encoding": "gzip, br" });
  equal([status, headers["content-encoding"]], [200, undefined], "status and encoding");
  check(body.equals(await readFile(join(mnist_folder, "t10k-labels-idx1-ubyte.gz"))), "other bytes");
});

test("it ends cleanly on SIGTERM, SIGINT and SIGHUP", async () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) equal(await (await start_server()).stop(signal), 0, signal);
});

test("a taken port, a missing page and missing data give one line each", async () => {
  const { port } = new URL((await server_of(true)).address);
  for (const [words, clue] of [
    [["--root", page_folder, "--port", port], /--port/],
    [["--root", "/nowhere", "--port", "0"], /dev build/],
    [["--root", page_folder, "--port", "0", "--data", "/nowhere"], /--data/],
  ]) {
    const { status, error } = await command_line("serve", ...words);
    equal(status, 1, words.join(" "));
    check_line(error.trim(), words.join(" "));
    check(clue.test(error), error);
  }
});
