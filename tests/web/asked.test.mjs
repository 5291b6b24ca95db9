// What the address asks for: files of other hosts, fetched once people allow it, and a page in a frame.
import { createServer } from "node:http";
import { idx } from "./files.mjs";
import { call, check, check_line, command_line, equal, frames, open, server_of, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";
import { readFile } from "node:fs/promises";

const model_place = `/tmp/hourglass-asked-${process.pid}.safetensors`;

/** Another host: {host, asked: paths, stop()}. */
async function other_host(files) {
  const asked = [];
  const server = createServer((request, response) => {
    const path = request.url.split("?")[0];
    asked.push(path);
    const { body = "", status = 200, cors = true, headers = {} } = files[path] ?? { status: 404 };
    response.writeHead(status, { ...(cors && { "Access-Control-Allow-Origin": "*" }), ...headers });
    response.end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { host: `127.0.0.1:${server.address().port}`, asked, stop: () => server.close() };
}

async function opened(close, query) {
  const { address } = await server_of(true);
  const page = close(await open("threads", { address, query }));
  return page;
}

const shown = (page) => page.evaluate(() => !document.getElementById("asked").hidden);

test("a model and data of another host are fetched once people allow it, and opened", async ({ close }) => {
  equal((await command_line("train", "--preset", "mlp", "--seed", "4", "--steps", "6", "--out", model_place)).status, 0, "train");
  const there = await other_host({ "/m/net.safetensors": { body: await readFile(model_place) }, "/images": { body: idx(2051, [140, 28, 28]) } });
  try {
    const page = await opened(close, `?model=http://${there.host}/m/net.safetensors`);
    await until("it is asked", () => shown(page));
    check((await page.evaluate(() => document.getElementById("asked").innerText)).includes(there.host), "the host is not named");
    equal(there.asked, [], "what was fetched before");
    await page.click("#asked-yes");
    await until("it is open", async () => (await call(page, "status")).step === 6);
    equal([await shown(page), there.asked], [false, ["/m/net.safetensors"]], "afterwards");
    equal((await call(page, "settings")).seed, 4, "its seed");
    check(!(await call(page, "shareLink")).includes("model="), "the link asks for the model again");
    const data = await opened(close, `?data=http://${there.host}/images`);
    await until("it is asked", () => shown(data));
    await data.click("#asked-yes");
    await until("they are learnt from", async () => (await call(data, "settings")).data === "files");
    equal([page.errors, data.errors], [[], []], "console");
  } finally {
    there.stop();
  }
});

test("what people do not allow is not fetched", async ({ close }) => {
  const there = await other_host({});
  try {
    const page = await opened(close, `?model=http://${there.host}/net.safetensors`);
    await until("it is asked", () => shown(page));
    await page.click("#asked-no");
    await until("it is put away", async () => !(await shown(page)));
    equal(there.asked, [], "what was fetched");
    equal((await call(page, "train", { steps: 2 })).step, 2, "trained");
  } finally {
    there.stop();
  }
});

test("a host that gives nothing, no leave, or too much, gets one line each", async ({ close }) => {
  const there = await other_host({
    "/private": { cors: false },
    "/huge": { headers: { "Content-Length": "900000000" } },
    "/text": { body: "no model at all, but words ".repeat(9) },
  });
  try {
    for (const [ask, says] of Object.entries({
      [`model=http://${there.host}/gone.safetensors`]: /has no gone.safetensors to give \(404\)/,
      [`model=http://${there.host}/private`]: /does not let this page have private.safetensors/,
      [`data=http://${there.host}/huge`]: /huge holds 900 MB, and at most 500 MB/,
      [`model=http://${there.host}/text`]: /text.safetensors/,
      "model=http://127.0.0.1:9/net.safetensors": /127.0.0.1:9 does not let|is not there/,
      "model=file:///etc/passwd": /is not on the web/,
      "model=javascript:alert(1)": /is not on the web/,
      "model=http://": /is no address/,
      [Array(9).fill("data=x").join("&")]: /asks for 9 files/,
    })) {
      const page = await opened(close, `?${ask}`);
      await until(`asked or refused: ${ask}`, async () => (await shown(page)) || (await call(page, "status")).trouble);
      if (await shown(page)) await page.click("#asked-yes");
      await until(`a line: ${ask}`, async () => (await call(page, "status")).trouble);
      const { message } = await call(page, "status");
      check_line(message, ask);
      check(says.test(message), `${ask}: ${message}`);
      note(message);
      equal([await shown(page), (await call(page, "train", { steps: 1 })).step], [false, 1], "goes on");
    }
  } finally {
    there.stop();
  }
});

test("in a frame there is the main picture and what trains it, and no more", async ({ close }) => {
  const { address } = await server_of(true);
  const there = await other_host({ "/": { body: `<!doctype html><iframe src="${address}?embed=1#v=1&preset=vae-2d&seed=3" width="480" height="600"></iframe>`, headers: { "Content-Type": "text/html" } } });
  try {
    const page = close(await open("single", { wait: false, address: `http://${there.host}/`, query: "" }));
    await until("the frame is there", () => page.frames().length === 2);
    const frame = page.frames()[1];
    await frame.waitForFunction(() => window.hourglass);
    await frame.evaluate(() => window.hourglass.ready);
    equal((await call(frame, "train", { steps: 3 })).step, 3, "trained");
    equal((await call(frame, "settings")).seed, 3, "the link's seed");
    await frames(frame, 5);
    const ids = (await call(frame, "ui")).items.map(({ id }) => id);
    for (const id of ["panel.plane", "play", "reset", "step"]) check(ids.includes(id), `no '${id}' among ${ids}`);
    equal(ids.filter((id) => /^(preset|share|help|theme|lessons|tab\..*|panel\.(?!plane).*)$/.test(id)), [], "what is not to be there");
  } finally {
    there.stop();
  }
});
