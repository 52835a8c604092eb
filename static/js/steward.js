/* The steward's page with a bad connection: what is tapped is kept on the phone at once, shown at once, and sent in
   order as soon as that works. Every action has a key, so that one that is sent twice is done once.
   Where the browser cannot keep anything, the plain forms stay as they are. */
"use strict";

(async () => {
  const SEND_AT_ONCE = 50;
  const PATIENCE = 20_000;
  const LOOK_EVERY = 60_000;
  // After a failure it is tried again so soon, and each time after twice as long, up to the second.
  const [TRY_AGAIN, TRY_AGAIN_AT_MOST] = [1000, 8000];
  // Clocks that differ by less are taken as they are, so that a slow answer does not look like a wrong clock.
  const SKEW_THAT_MATTERS = 60_000;
  const DOUBLE_TAP = 700;

  const place = location.pathname.match(/^(.*\/steward\/)([\w-]{22})\/(.*)$/);
  if (!place) return;
  const [, scope, token, rest] = place;
  const root = `${scope}${token}/`;
  const by = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  let skew = 0;
  let expires = Infinity;
  // When the list was fetched from the server.
  let fetched = 0;
  let queue = [];
  let isSending = false;
  let isAskedAgain = false;
  let isOver = false;
  let keeping = Promise.resolve();
  let asking = new AbortController();
  let wait = TRY_AGAIN;
  let retry;
  const now = () => Date.now() + skew;

  const store = await StewardStore.open(token);
  await StewardStore.sweep(now()).catch(() => {});
  if (by("#over")) {
    await store?.forget();
    return;
  }

  /* --- what the page says --- */

  function say(name, isTrue, number) {
    const message = by(`#says [data-say="${name}"]`);
    if (number !== undefined) by("[data-number]", message).textContent = number;
    message.hidden = !isTrue;
    return message;
  }

  function sayOffline() {
    const time = new Date(fetched).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    by("[data-time]", say("offline", true)).textContent = time;
  }

  function sayRefused(action, reason) {
    const message = say("refused", true);
    const row = by(`[data-person="${action.sign_up}"] .who b`);
    const line = document.createElement("li");
    line.textContent = row && !reason.includes(row.textContent) ? `${row.textContent}: ${reason}` : reason;
    by("ul", message).append(line);
    by("button", message).onclick = () => {
      by("ul", message).replaceChildren();
      message.hidden = true;
    };
  }

  /* --- showing what was done --- */

  const STATES = { check_in: "checked_in", undo: "confirmed", absent: "absent" };

  function show(action) {
    const row = action.sign_up && by(`[data-person="${action.sign_up}"]`);
    if (row && !(action.kind === "absent" && row.dataset.state === "checked_in")) row.dataset.state = STATES[action.kind];
  }

  function recount() {
    const rows = all("[data-person]");
    const came = rows.filter((row) => row.dataset.state === "checked_in").length;
    const steps = queue.map(({ action }) => ({ walk_in: 1, walk_in_undo: -1 })[action.kind] ?? 0);
    const base = by('[data-count="walk_ins"]');
    const walkIns = Math.max(0, Number(base.dataset.base) + steps.reduce((sum, step) => sum + step, 0));
    const numbers = { came, expected: rows.length, walk_ins: walkIns, in_all: came + walkIns };
    for (const [name, number] of Object.entries(numbers)) by(`[data-count="${name}"]`).textContent = number;
    say("pending", queue.length > 0, queue.length);
  }

  function showAll() {
    for (const { action } of queue) show(action);
    recount();
    find();
  }

  function find() {
    const wanted = by("#find").value.trim().toLowerCase();
    for (const row of all("[data-find]")) row.hidden = !row.dataset.find.includes(wanted);
    for (const shift of all(".of-shift")) shift.hidden = wanted !== "" && !by("[data-find]:not([hidden])", shift);
    by("#nobody").hidden = wanted === "" || by("[data-find]:not([hidden])") !== null;
  }

  /* --- doing --- */

  function newKey() {
    return crypto.randomUUID();
  }

  /* Keep what was tapped, with the time of the tap; what is tapped meanwhile comes after it. */
  function keep(actions) {
    const happened_at = new Date(now()).toISOString();
    const timed = actions.map((action) => ({ id: newKey(), happened_at, ...action }));
    keeping = keeping.catch(() => {}).then(() => keepEach(timed));
    return keeping;
  }

  async function keepEach(actions) {
    for (const action of actions) {
      const kept = await store.add(action);
      // Only now: what was sent while the phone was writing has left another queue behind.
      queue.push(kept);
      show(action);
      recount();
    }
  }

  let lastTap = { time: -Infinity, on: null };

  async function onTap(event) {
    const { submitter, target: form } = event;
    // A row may have been fetched anew between the two.
    const on = form.closest("[data-person]")?.dataset.person ?? form;
    const isDouble = on === lastTap.on && event.timeStamp - lastTap.time < DOUBLE_TAP;
    lastTap = { time: event.timeStamp, on };
    event.preventDefault();
    // The second half of a double tap would hit the button that has just taken the first one's place.
    if (isDouble && submitter?.value !== "walk_in") return;
    const data = new FormData(form, submitter);
    const action = { kind: data.get("kind") };
    if (data.has("sign_up")) action.sign_up = data.get("sign_up");
    if (action.kind === "observe") {
      if (data.get("headcount")) action.headcount = data.get("headcount").trim();
      if (data.get("note")) action.note = data.get("note");
      if (data.has("is_incident")) action.is_incident = true;
      if (!action.headcount && !action.note) return;
    }
    try {
      await keep([action]);
    } catch {
      // The phone keeps nothing any more, as when it is full: send the form as it is.
      form.removeEventListener("submit", onTap);
      form.requestSubmit(submitter);
      return;
    }
    if (action.kind === "observe") form.reset();
    await send();
  }

  async function onClose(event) {
    event.preventDefault();
    const rest = all("[data-person]").filter(
      (row) => ["confirmed", "offered"].includes(row.dataset.state) && Date.parse(row.dataset.ends) <= now(),
    );
    await keep(rest.map((row) => ({ kind: "absent", sign_up: row.dataset.person })));
    await send();
  }

  function bind() {
    for (const form of all("form[data-tap]")) form.addEventListener("submit", onTap);
    for (const form of all("form[data-close]")) form.addEventListener("submit", onClose);
    for (const form of all("form[data-find-form]")) form.addEventListener("submit", (event) => event.preventDefault());
    by("#find").addEventListener("input", find);
  }

  /* --- sending --- */

  function ask(path, options = {}) {
    const mine = new AbortController();
    asking = mine;
    setTimeout(() => mine.abort(), PATIENCE);
    return fetch(path, { credentials: "omit", cache: "no-store", signal: mine.signal, ...options });
  }

  /* A connection is back: do not wait for the answer to what was asked without one. */
  async function sendAnew() {
    asking.abort();
    wait = TRY_AGAIN;
    await send();
  }

  /* Send what is queued, in order; then fetch the list as it has become. */
  async function send() {
    isAskedAgain = isSending;
    if (isSending || isOver) return;
    isSending = true;
    clearTimeout(retry);
    try {
      let part;
      do {
        part = queue.slice(0, SEND_AT_ONCE);
        await sendPart(part);
      } while (queue.length > 0 && !isOver);
      if (!isOver) await renew();
      say("offline", false);
      wait = TRY_AGAIN;
    } catch {
      // No connection, or the server is away: all is kept, and tried again.
      retry = setTimeout(look, wait);
      wait = Math.min(2 * wait, TRY_AGAIN_AT_MOST);
      sayOffline();
      await keepCopy().catch(() => {});
    } finally {
      isSending = false;
      if (isAskedAgain) await send();
    }
  }

  async function sendPart(part) {
    const answer = await ask(`${root}actions/`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ actions: part.map(({ action }) => action) }),
    });
    const told = await answer.json();
    if (answer.status === 404 && told.link === "over") return end();
    if (!answer.ok) throw new Error(told.problem);
    const ahead = Date.parse(told.now) - Date.now();
    skew = Math.abs(ahead) > SKEW_THAT_MATTERS ? ahead : 0;
    for (const [index, { number, action }] of part.entries()) {
      const result = told.results[index];
      await store.remove(number);
      queue = queue.filter((one) => one.number !== number);
      if (result.taken) rebase(action);
      else sayRefused(action, result.reason);
    }
    recount();
  }

  /* Count a step that the server has taken among what the server has told us. */
  function rebase(action) {
    const base = by('[data-count="walk_ins"]');
    const step = { walk_in: 1, walk_in_undo: -1 }[action.kind] ?? 0;
    base.dataset.base = Math.max(0, Number(base.dataset.base) + step);
  }

  /* Put the list as the server has it in place of ours; what is being typed stays. */
  async function renew() {
    const answer = await ask(root);
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!by("#steward", fresh)) throw new Error("another page");
    const focused = document.activeElement?.closest("[data-person]")?.dataset.person;
    for (const part of all("[data-live]")) part.replaceWith(document.adoptNode(by(`#${part.id}`, fresh)));
    expires = Date.parse(by("#steward", fresh).dataset.expires);
    by("#steward").dataset.expires = by("#steward", fresh).dataset.expires;
    for (const form of all("[data-live] form[data-tap]")) form.addEventListener("submit", onTap);
    fetched = now();
    showAll();
    if (focused) all(`[data-person="${focused}"] button`).find((button) => button.offsetParent)?.focus();
    await keepCopy();
  }

  async function keepCopy() {
    if (isOver) return;
    await store.keepCopy({ html: by("#steward").outerHTML, fetched, skew, expires });
  }

  /* The link is revoked or its time is over: nothing of it stays on this phone. */
  async function end() {
    isOver = true;
    const lost = queue.length;
    queue = [];
    await store.forget();
    for (const name of ["offline", "pending", "none"]) by(`#says [data-say="${name}"]`).hidden = true;
    by("#steward")?.remove();
    const message = say("over", true);
    if (lost > 0) {
      by("[data-lost] [data-number]", message).textContent = lost;
      by("[data-lost]", message).hidden = false;
    }
  }

  async function look() {
    if (isOver) return;
    if (now() >= expires) await end();
    else if (document.visibilityState === "visible") await send();
  }

  /* --- beginning --- */

  /* Keep the files that the page is made of, for the time without a connection. */
  async function keepFiles() {
    const cache = await caches.open("steward");
    const named = all("link[rel=stylesheet], link[rel=icon], script[src]").map((element) => element.href || element.src);
    // Fonts, which only the style sheets name.
    await document.fonts.ready;
    const loaded = performance.getEntriesByType("resource").filter(({ initiatorType }) => initiatorType === "css");
    const files = [...named, ...loaded.map(({ name }) => name)].filter((name) => new URL(name).origin === location.origin);
    await navigator.serviceWorker.register(`${scope}worker.js`, { scope });
    await cache.addAll([...new Set([`${location.origin}${scope}offline/`, ...files])]);
  }

  /* On the empty page: put the copy there. Return whether there is one. */
  async function unpack() {
    const copy = rest === "" && store ? await store.copy().catch(() => null) : null;
    if (!copy) {
      say("none", true);
      return false;
    }
    ({ skew, expires, fetched } = copy);
    if (now() >= expires) {
      await end();
      return false;
    }
    const page = new DOMParser().parseFromString(copy.html, "text/html");
    by("#shell h1").remove();
    by("#shell").append(document.adoptNode(by("#steward", page)));
    sayOffline();
    return true;
  }

  if (by("#shell")) {
    if (!(await unpack())) return;
  } else if (rest === "" && by("#steward")) {
    const { dataset } = by("#steward");
    expires = Date.parse(dataset.expires);
    const ahead = Date.parse(dataset.now) - Date.now();
    skew = Math.abs(ahead) > SKEW_THAT_MATTERS ? ahead : 0;
    fetched = now();
  } else {
    return;
  }
  if (!store) {
    by("#find").addEventListener("input", find);
    return;
  }
  try {
    queue = await store.queue();
  } catch {
    return;
  }
  bind();
  showAll();
  await keepCopy().catch(() => {});
  if (!by("#shell")) keepFiles().catch(() => {});
  globalThis.addEventListener("online", sendAnew);
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_EVERY);
  await look();
})();
