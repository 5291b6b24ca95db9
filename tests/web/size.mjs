// Prints what a first visit costs: bytes over the wire for every file, and the time from the script's
// arrival to the first training step, and from the navigation to it, as JSON.
//
//   node tests/web/size.mjs [--kind threads|single] [--visits 5]
import { parseArgs } from "node:util";
import { call, kinds, open, stop_all } from "./harness.mjs";

const { values } = parseArgs({ options: { kind: { type: "string", default: "threads" }, visits: { type: "string", default: "5" } } });
// Through the service worker the page sees no bytes of the wire; they are those of threads.
if (!kinds[values.kind] || values.kind === "worker") {
  console.error("--kind: choose threads or single");
  process.exit(2);
}

async function visit() {
  const files = {};
  const page = await open(values.kind, {
    async before(page, context) {
      const session = await context.newCDPSession(page);
      const names = new Map();
      session.on("Network.responseReceived", ({ requestId, response }) => names.set(requestId, response.url));
      // Headers count too; what workers fetch again comes from the cache and is not seen here.
      session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
        const name = new URL(names.get(requestId) ?? "about:blank").pathname.split("/").pop() || "index.html";
        if (encodedDataLength) files[name] = (files[name] ?? 0) + encodedDataLength;
      });
      await session.send("Network.enable");
    },
  });
  await call(page, "step", 1);
  const times = await page.evaluate(() => {
    const marks = performance.getEntriesByType("mark").filter(({ name }) => name.startsWith("hourglass:"));
    const since_script = Object.fromEntries(marks.map(({ name, startTime }) => [name.slice(10), startTime - marks[0].startTime]));
    return { ...since_script, "first-step-from-navigation": marks.at(-1).startTime };
  });
  await new Promise((go_on) => setTimeout(go_on, 200));
  await page.context().close();
  return { files, times };
}

try {
  const visits = [];
  for (let i = 0; i < Number(values.visits); ++i) visits.push(await visit());
  const { files } = visits[0];
  const median = (mark) => Math.round(visits.map(({ times }) => times[mark]).sort((a, b) => a - b)[visits.length >> 1]);
  console.log(JSON.stringify({
    kind: values.kind,
    bytes: Object.values(files).reduce((a, b) => a + b, 0),
    files,
    // Medians, from the script's arrival where nothing else is said.
    milliseconds: Object.fromEntries(Object.keys(visits[0].times).map((mark) => [mark.replaceAll("-", "_"), median(mark)])),
  }));
} finally {
  await stop_all();
}
