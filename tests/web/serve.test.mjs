// `hourglass serve`: what it sends, to whom, and how it ends.
import { readFile } from "node:fs/promises";
import { request } from "node:http";
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

test("without isolation the headers are left out", async () => {
  const { headers } = await get((await server_of(false)).address, "/");
  equal([headers["cross-origin-opener-policy"], headers["cross-origin-embedder-policy"]], [undefined, undefined], "headers");
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

test("it ends cleanly on SIGTERM and on SIGINT", async () => {
  for (const signal of ["SIGTERM", "SIGINT"]) equal(await (await start_server()).stop(signal), 0, signal);
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
