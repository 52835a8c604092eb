/* What a steward's phone keeps for a link: a copy of the list, and what was tapped and not sent yet.

   All of it is sealed with a key that only the address of the page gives; the name under which it lies tells
   nothing of the address. Beside it stands when its time is over, so that any steward's page can delete it. */
"use strict";

globalThis.StewardStore = class StewardStore {
  static #BASE = "steward";
  static #CACHE = "steward";

  #key;
  #name;

  /* Return the store of a link, or null where this browser cannot keep anything safely. */
  static async open(token) {
    if (!globalThis.isSecureContext || !globalThis.indexedDB || !globalThis.crypto?.subtle) return null;
    try {
      const store = new StewardStore();
      const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(token), "HKDF", false, ["deriveKey", "deriveBits"]);
      const use = (word) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode(`steward ${word}`) });
      store.#key = await crypto.subtle.deriveKey(use("key"), secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      const name = new Uint8Array(await crypto.subtle.deriveBits(use("name"), secret, 128));
      store.#name = Array.from(name, (byte) => byte.toString(16).padStart(2, "0")).join("");
      await StewardStore.#do("readonly", () => {});
      return store;
    } catch {
      return null;
    }
  }

  /* Delete what is past its time, of whatever link. */
  static async sweep(now) {
    if (!globalThis.indexedDB) return;
    for (const copy of await StewardStore.#all("copies")) {
      if (copy.expires <= now) await StewardStore.#forget(copy.name);
    }
  }

  /* Return the copy, or null: {html, fetched, skew, expires}. Times are in milliseconds. */
  async copy() {
    const row = await StewardStore.#do("readonly", (base) => base.objectStore("copies").get(this.#name));
    return row ? { ...(await this.#unseal(row)), expires: row.expires } : null;
  }

  async keepCopy({ html, fetched, skew, expires }) {
    const row = { name: this.#name, expires, ...(await this.#seal({ html, fetched, skew })) };
    await StewardStore.#do("readwrite", (base) => base.objectStore("copies").put(row));
  }

  /* Return what is not sent yet, the first first: {number, action}. */
  async queue() {
    const rows = (await StewardStore.#all("actions")).filter((row) => row.name === this.#name);
    return Promise.all(rows.map(async (row) => ({ number: row.number, action: await this.#unseal(row) })));
  }

  /* Keep an action until it is sent. It is on the disk when this returns. */
  async add(action) {
    const row = { name: this.#name, ...(await this.#seal(action)) };
    const number = await StewardStore.#do("readwrite", (base) => base.objectStore("actions").add(row));
    return { number, action };
  }

  async remove(number) {
    await StewardStore.#do("readwrite", (base) => base.objectStore("actions").delete(number));
  }

  /* Delete everything of this link. */
  async forget() {
    await StewardStore.#forget(this.#name);
  }

  async #seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#key, plain) };
  }

  async #unseal({ iv, box }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.#key, box);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  static async #forget(name) {
    const actions = (await StewardStore.#all("actions")).filter((row) => row.name === name);
    await StewardStore.#do("readwrite", (base) => {
      base.objectStore("copies").delete(name);
      for (const row of actions) base.objectStore("actions").delete(row.number);
    });
    if ((await StewardStore.#all("copies")).length === 0) await StewardStore.#leaveNoTrace();
  }

  /* A phone that keeps no list any more does not show that it was a steward's either. */
  static async #leaveNoTrace() {
    indexedDB.deleteDatabase(StewardStore.#BASE);
    await caches.delete(StewardStore.#CACHE);
    for (const worker of await navigator.serviceWorker.getRegistrations()) {
      if (new URL(worker.scope).pathname.endsWith("/steward/")) await worker.unregister();
    }
  }

  static #all(table) {
    return StewardStore.#do("readonly", (base) => base.objectStore(table).getAll());
  }

  /* Run one transaction; return what its request brings once it is on the disk. */
  static async #do(mode, work) {
    const base = await new Promise((resolve, reject) => {
      const opening = indexedDB.open(StewardStore.#BASE, 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore("copies", { keyPath: "name" });
        opening.result.createObjectStore("actions", { keyPath: "number", autoIncrement: true });
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    try {
      return await new Promise((resolve, reject) => {
        const transaction = base.transaction(["copies", "actions"], mode, { durability: "strict" });
        const request = work(transaction);
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      base.close();
    }
  }
};
