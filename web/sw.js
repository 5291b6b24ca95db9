// The service worker of pages whose server sends no isolation headers: adds them, which turns worker
// threads on, and keeps what it has seen for use without a network. The newest answer always wins, so
// a page is never older than its server; the kept one counts only where the server gives none.
const kept = "hourglass-1";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name.startsWith("hourglass-") && name !== kept) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

function isolated(response) {
  if (response.type === "opaque" || response.type === "opaqueredirect" || response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  const bodiless = [101, 204, 205, 304].includes(response.status);
  return new Response(bodiless ? null : response.body, { status: response.status, statusText: response.statusText, headers });
}

// ?threads=0 and the like name the same file.
const key = (url) => url.origin + url.pathname;

async function answer(event, url) {
  const { request } = event;
  try {
    // no-cache: asks the server whether its copy is newer (304 costs no body), past a host's max-age.
    const fresh = await fetch(request.mode === "navigate" ? request.url : request, { cache: "no-cache" });
    if (fresh.ok && fresh.status === 200) {
      const copy = fresh.clone();
      event.waitUntil(caches.open(kept).then((cache) => cache.put(key(url), copy)).catch(() => {}));
    }
    return isolated(fresh);
  } catch (error) {
    const old = await caches.match(key(url));
    if (old) return isolated(old);
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.href.startsWith(self.registration.scope);
  // Data sets are large, and the page holds them itself: they pass by.
  const data = url.href.startsWith(new URL("data/", self.registration.scope).href);
  if (event.request.method !== "GET" || event.request.headers.has("range") || !ours) return;
  if (data) event.respondWith(fetch(event.request).then(isolated));
  else event.respondWith(answer(event, url));
});
