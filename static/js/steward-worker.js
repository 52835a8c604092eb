/* The service worker of the stewards' pages. Without a connection it shows an empty page, into which the page's own
   script puts the sealed copy. It keeps no page that holds anybody's data, and no address of one. */
"use strict";

const CACHE = "steward";
const EMPTY_PAGE = new URL("offline/", self.registration.scope).href;
// After so many milliseconds the copy is shown; the page then goes on trying.
const PATIENCE = 6000;
const FILES = ["style", "script", "font", "image"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(EMPTY_PAGE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(request.destination)) event.respondWith(file(event));
});

async function page(request) {
  const fresh = fetch(request).catch(() => null);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const answer = await Promise.race([fresh, late]);
  if (answer && answer.status < 500) return answer;
  return (await caches.match(EMPTY_PAGE)) ?? (await fresh) ?? Response.error();
}

/* Answer with the file that is kept, and renew it for the next time; once all is deleted, keep nothing anew. */
async function file(event) {
  if (!(await caches.has(CACHE))) return fetch(event.request);
  const cache = await caches.open(CACHE);
  const kept = await cache.match(event.request);
  const fresh = fetch(event.request).then((answer) => {
    if (answer.ok) cache.put(event.request, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => null));
  return kept;
}
