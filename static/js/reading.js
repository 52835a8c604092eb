/* The reading view by keyboard. It presses the page's own links and buttons, so that whatever a key does can be done by
   mouse, by touch and without scripts. Keys wait for one another: what is typed faster than the server answers is done in
   order, and the focus comes back to where it was once htmx has put the new parts in place. */
"use strict";

(() => {
  const PATIENCE = 15_000;
  const reader = document.getElementById("reader");
  const sheet = document.getElementById("sheet");
  const body = document.getElementById("sheet-body");
  const help = document.getElementById("keys");
  if (!reader) return;
  const by = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // The paragraph in focus, the place in its queue (none: the paragraph itself), the words selected in it.
  let current = by(".passage.is-focus")?.dataset.number ?? null;
  let place = null;
  let picked = null;
  let isLeaving = false;
  let isPressing = false;
  let keys = Promise.resolve();

  // Furniture that is folded away is passed over.
  const passages = () => all(".passage").filter((row) => !row.closest("details:not([open])"));
  const passage = () => current && by(`#p${current}`);
  const queue = () => (passage() ? all(".suggestion", passage()) : []);
  const item = () => (place === null ? null : queue()[place]);

  function say(name) {
    by(sheet.open ? "#sheet-said" : "#said").textContent = by(`#sayings [data-say="${name}"]`).textContent;
  }

  /* --- the focus --- */

  function restore() {
    if (sheet.open || help.open || !passage()) return;
    const last = queue().length - 1;
    if (place !== null) place = last < 0 ? null : Math.min(place, last);
    for (const one of all(".suggestion[aria-current]")) one.removeAttribute("aria-current");
    for (const mark of all(".found.is-current")) mark.classList.remove("is-current");
    item()?.setAttribute("aria-current", "true");
    if (item()) by(`[data-key="${by("input", item()).value}"]`, passage())?.classList.add("is-current");
    const target = item() ?? passage();
    if (document.activeElement !== target) target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  // Wait for the answer of what `start` sets off; the answer may also be that it failed.
  function answered(start) {
    return new Promise((resolve) => {
      const timer = setTimeout(done, PATIENCE);
      function done() {
        clearTimeout(timer);
        document.removeEventListener("htmx:afterRequest", done);
        resolve();
      }
      document.addEventListener("htmx:afterRequest", done);
      start();
    });
  }

  async function go(number, suggestion = null) {
    const left = current;
    current = String(number);
    place = suggestion;
    if (left !== current) {
      if (picked?.number !== current) picked = null;
      for (const row of all(".passage.is-focus")) row.classList.remove("is-focus");
      passage()?.classList.add("is-focus");
      passage()?.focus({ preventScroll: true });
      const address = `${reader.dataset.read}?part=focus&passage=${current}${left ? `&left=${left}` : ""}`;
      await htmx.ajax("GET", address, { source: reader, target: reader, swap: "none" });
      for (const field of all("#undo [name=passage]")) field.value = current;
    }
    restore();
  }

  async function nextPassage(step, wanted = () => true) {
    let rows = passages();
    let next = rows.findIndex((row) => row.dataset.number === current);
    if (next < 0 && current) {
      // It was folded away since: on from where it was.
      next = rows.filter((row) => Number(row.dataset.number) < Number(current)).length - (step > 0 ? 1 : 0);
    }
    for (;;) {
      next += step;
      if (next >= rows.length && step > 0 && by("#more a")) {
        await answered(() => by("#more a").click());
        const before = rows.length;
        rows = passages();
        if (rows.length === before) return null;
      }
      if (next < 0 || next >= rows.length) return null;
      if (wanted(rows[next])) return rows[next];
    }
  }

  async function movePassage(step) {
    const next = await nextPassage(step);
    if (next) await go(next.dataset.number);
    else say("end");
  }

  async function moveSuggestion(step) {
    const next = place === null ? (step > 0 ? 0 : -1) : place + step;
    if (next >= 0 && next < queue().length) {
      place = next;
      restore();
      return;
    }
    const row = await nextPassage(step, (one) => Number(one.dataset.open) > 0);
    if (!row) {
      say("end");
      return;
    }
    await go(row.dataset.number);
    place = step > 0 ? 0 : Math.max(0, queue().length - 1);
    restore();
  }

  /* --- what keys press --- */

  async function press(button) {
    if (!button) {
      say("none");
      return;
    }
    // Emptied first, so that the same words said twice are read out twice.
    by("#said").textContent = "";
    isPressing = true;
    await answered(() => button.click());
    isPressing = false;
    restore();
  }

  // A button pressed by mouse takes its turn among the keys: an answer to a form that another answer has replaced
  // meanwhile would find no place on the page. It is sent as it was when it was pressed.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (isPressing || !reader.contains(form) || !form.hasAttribute("hx-post")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const values = new FormData(form, event.submitter);
      by("#said").textContent = "";
      keys = keys
        .then(() => htmx.ajax("POST", form.action, { source: reader, target: reader, swap: "none", values }))
        .then(restore)
        .catch(() => say("failed"));
    },
    true,
  );

  const decide = (verb) => press(by(`button[value="${verb}:${item()?.querySelector("input").value}"]`, passage() ?? document));

  function decideMany(verb) {
    if (!passage()) return undefined;
    const isSelected = by(".suggestion input:checked", passage());
    const kind = item()?.dataset.kind;
    return press(
      (isSelected ? by(`button[value="${verb}:selected"]`, passage()) : by(`button[value="${verb}:kind-${kind}"]`, passage())) ??
        by(`button[value="${verb}:${(isSelected ?? item()?.querySelector("input"))?.value}"]`, passage()),
    );
  }

  function tick(box) {
    if (box) box.checked = !box.checked;
  }

  /* --- furniture of the page --- */

  const isFurnitureShown = () => by("#furniture")?.textContent === by("#furniture")?.dataset.shown;

  function showFurniture() {
    const link = by("#furniture");
    if (!link) {
      say("no-furniture");
      return;
    }
    const isShown = !isFurnitureShown();
    link.textContent = isShown ? link.dataset.shown : link.dataset.hidden;
    for (const stretch of all(".furniture")) stretch.open = isShown;
    restore();
  }

  const KEYS = {
    j: () => movePassage(1),
    ArrowDown: () => movePassage(1),
    k: () => movePassage(-1),
    ArrowUp: () => movePassage(-1),
    n: () => moveSuggestion(1),
    p: () => moveSuggestion(-1),
    a: () => decide("accept"),
    Enter: () => decide("accept"),
    d: () => decide("dismiss"),
    A: () => decideMany("accept"),
    D: () => decideMany("dismiss"),
    e: () => press(item() && by("[data-edit]", item())),
    x: () => tick(item() && by("input", item())),
    v: () => tick(passage() && by(".passage-head input", passage())),
    c: () => press(passage() && by('[data-make="claim"]', passage())),
    f: () => press(passage() && by(".mark button", passage())),
    h: showFurniture,
    s: () => by("#split")?.click(),
    u: () => press(by("#undo button:not(:disabled)")),
    "?": () => help.showModal(),
    Escape: () => {
      place = null;
      restore();
    },
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const isTyping = at.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.closest("#sheet-form")) {
      event.preventDefault();
      at.closest("#sheet-form").requestSubmit();
      return;
    }
    if (isTyping || sheet.open || help.open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isOfPage = at === document.body || (reader.contains(at) && !at.closest("a, button, summary, input"));
    // Enter and the arrows are the browser's own on links, buttons and boxes.
    if (["Enter", "ArrowDown", "ArrowUp"].includes(event.key) && !isOfPage) return;
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : KEYS[event.key.toLowerCase()];
    if (!act || (event.shiftKey && /^[a-z]$/i.test(event.key) && !Object.hasOwn(KEYS, event.key))) return;
    if (event.key === "Enter" && !item()) return;
    event.preventDefault();
    // Now, and not when its turn comes: by then an answer may have taken the selection away.
    notePicked();
    keys = keys.then(act).catch(() => say("failed"));
  });

  /* --- mouse and touch --- */

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      keys = keys.then(() => go(link.dataset.go));
      return;
    }
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      event.target.closest("dialog")?.close();
      return;
    }
    if (event.target.closest("#furniture")) {
      event.preventDefault();
      showFurniture();
      return;
    }
    if (event.target.closest("#ask-keys")) {
      event.preventDefault();
      help.showModal();
      return;
    }
    if (event.target.closest("a, button, input, label, summary")) return;
    const row = event.target.closest(".passage");
    const found = event.target.closest(".suggestion");
    if (found) place = queue().indexOf(found);
    if (row && row.dataset.number !== current) keys = keys.then(() => go(row.dataset.number));
    else if (found) restore();
  });

  /* --- the words that are selected --- */

  // Words stay picked for the next link that is pressed, although pressing it takes the selection away, and although an
  // answer puts new words in the place of the old ones: they are kept as offsets, and selected again.

  function notePicked() {
    const selection = getSelection();
    const words = selection.rangeCount ? wordsOf(selection.getRangeAt(0).startContainer) : null;
    if (!words) return;
    const range = selection.getRangeAt(0).cloneRange();
    if (!words.contains(range.endContainer)) {
      // A triple click ends where the next text begins; what holds more than these words is not of one paragraph.
      range.setEnd(words, words.childNodes.length);
      if (plain(selection.toString()) !== plain(range.toString())) {
        picked = null;
        return;
      }
    }
    const before = document.createRange();
    before.setStart(words, 0);
    before.setEnd(range.startContainer, range.startOffset);
    // The server counts characters, a browser the halves of those beyond the first plane.
    const start = [...before.toString()].length;
    const text = range.toString();
    picked = text ? { number: words.closest(".passage").dataset.number, start, end: start + [...text].length, text } : null;
  }

  const plain = (text) => text.replace(/\s+/g, " ").trim();

  function wordsOf(node) {
    return (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".words") ?? null;
  }

  // Select again what is picked, where an answer has put new words; other words than those it was are no longer meant.
  function selectAgain() {
    const words = picked && by(`#p${picked.number} .words`);
    if (!words || sheet.open) return;
    const characters = [...words.textContent];
    if (characters.slice(picked.start, picked.end).join("") !== picked.text) {
      picked = null;
      return;
    }
    const selection = getSelection();
    if (selection.rangeCount && !selection.isCollapsed) return;
    const start = characters.slice(0, picked.start).join("").length;
    const [from, to] = [at(words, start), at(words, start + picked.text.length)];
    selection.setBaseAndExtent(...from, ...to);
  }

  // The text node, and the place in it, of a place in the words.
  function at(words, place) {
    const nodes = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    let left = place;
    let last = [words, 0];
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      last = [node, Math.min(left, node.length)];
      if (left <= node.length) break;
      left -= node.length;
    }
    return last;
  }

  document.addEventListener("selectionchange", notePicked);
  // Before an answer changes the page: what was selected a moment ago may not have been told of yet.
  document.addEventListener("htmx:beforeSwap", notePicked);

  document.addEventListener("htmx:configRequest", (event) => {
    const link = event.target.closest?.("[data-make]");
    // Furniture that comes with further paragraphs is as the other is.
    if (event.target.closest?.("#more") && by("#furniture")) {
      event.detail.path = event.detail.path.replace("&furniture=shown", "") + (isFurnitureShown() ? "&furniture=shown" : "");
    }
    if (!link) return;
    notePicked();
    const ticked = all(".passage-head input:checked").map((box) => box.value);
    const address = new URL(event.detail.path, location.href);
    for (const number of ticked) {
      if (!address.searchParams.getAll("passage").includes(number)) address.searchParams.append("passage", number);
    }
    if (picked && picked.number === link.closest(".passage").dataset.number && ticked.length === 0) {
      address.searchParams.set("start", picked.start);
      address.searchParams.set("end", picked.end);
    }
    event.detail.path = address.pathname + address.search;
  });

  /* --- the sheet --- */

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== body || !by("form", body)) return;
    if (!sheet.open) sheet.showModal();
    (by(".errors input, .errors textarea, .errors select", body) ?? by("textarea, input:not([type=hidden]), select", body))?.focus();
  });

  const isTypedIn = () => all("textarea, input[type=text]", body).some((field) => field.value !== field.defaultValue);

  sheet.addEventListener("cancel", (event) => {
    if (isTypedIn() && !isLeaving) {
      event.preventDefault();
      isLeaving = true;
      say("unsaved");
    }
  });

  for (const dialog of [sheet, help]) {
    dialog.addEventListener("close", () => {
      body.replaceChildren();
      by("#sheet-said").textContent = "";
      isLeaving = false;
      restore();
    });
  }

  document.addEventListener("reading-done", () => {
    // What was picked for a claim has become one; what was picked while an answer was on its way stays.
    if (sheet.open) picked = null;
    for (const box of all(".passage-head input:checked")) box.checked = false;
    const now = by(".passage.is-focus:focus-within") ?? by(`#p${current}.is-focus`) ?? by(".passage.is-focus");
    if (now && now.dataset.number !== current) {
      current = now.dataset.number;
      place = null;
    }
    if (sheet.open) sheet.close();
    selectAgain();
    restore();
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => say("failed"));
  }

  if (matchMedia("(max-width: 47.99rem)").matches) by(".reading-more").open = false;
  if (current) restore();
})();
