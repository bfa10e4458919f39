// Keeps what somebody writes until it has arrived: words in localStorage, files in IndexedDB.
// A submit without a line waits and goes out when the line is back. The hidden client_key goes
// with every attempt, so that the server knows a retry for the same voice.
const KEEP_MS = 7 * 24 * 3600 * 1000;
const GIVE_UP_MS = 90000;
const RETRY_MS = [5000, 15000, 30000, 60000];

const shelf = {
  open() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("huying", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("files");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  },
  async run(mode, act) {
    const base = await this.open();
    try {
      return await new Promise((resolve, reject) => {
        const change = base.transaction("files", mode);
        const request = act(change.objectStore("files"));
        change.oncomplete = () => resolve(request.result);
        change.onabort = change.onerror = () => reject(change.error);
      });
    } finally {
      base.close();
    }
  },
  put(key, value) { return this.run("readwrite", (store) => store.put(value, key)); },
  get(key) { return this.run("readonly", (store) => store.get(key)); },
  drop(key) { return this.run("readwrite", (store) => store.delete(key)); },
};

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");

class Draft {
  constructor(form) {
    this.form = form;
    this.name = "hy-draft:" + location.pathname + ":" + form.dataset.sayDraft;
    this.status = form.querySelector("[data-draft-status]");
    this.keyField = form.querySelector("[name=client_key]");
    if (this.keyField && !this.keyField.value) this.keyField.value = newKey();
    this.waiting = false;
    this.sending = false;
    this.tries = 0;
  }

  say(what) {
    if (!this.status) return;
    this.status.dataset.now = what;
    this.status.textContent = this.status.dataset[what] || "";
  }

  fields() {
    return Array.from(this.form.elements).filter((field) =>
      field.name && !field.closest("[data-no-draft]") && field.name !== "csrfmiddlewaretoken" &&
      !/^(file|submit|button|password|hidden)$/.test(field.type));
  }

  save() {
    if (this.done) return;
    const values = this.fields().map((field) =>
      /^(checkbox|radio)$/.test(field.type) ? [field.name, field.value, field.checked] : [field.name, field.value]);
    const key = this.keyField ? this.keyField.value : "";
    const record = { at: Date.now(), key, waiting: this.waiting, values };
    try {
      localStorage.setItem(this.name, JSON.stringify(record));
      if (!this.waiting && !this.sending) this.say("saved");
    } catch (error) { /* a full or forbidden store: the page still works */ }
  }

  async saveFiles() {
    const inputs = Array.from(this.form.querySelectorAll("input[type=file]"));
    const files = inputs.map((input) => [input.name, Array.from(input.files)]);
    try { await shelf.put(this.name, files); } catch (error) { /* as above */ }
    this.save();
  }

  read() {
    try {
      const record = JSON.parse(localStorage.getItem(this.name));
      if (record && Date.now() - record.at < KEEP_MS) return record;
    } catch (error) { /* unreadable: start anew */ }
    this.clear();
    return null;
  }

  async restore() {
    const record = this.read();
    if (!record) return;
    if (this.keyField && record.key) this.keyField.value = record.key;
    // What the server sent back (after an error) stands; only empty fields are filled.
    const fields = this.fields();
    record.values.forEach(([name, value, checked]) => {
      const box = checked !== undefined;
      const field = fields.find((one) => one.name === name && (!box || one.value === value));
      if (field && box) field.checked = checked;
      else if (field && !field.value) field.value = value;
    });
    await this.restoreFiles();
    this.say("restored");
    if (record.waiting) {
      this.waiting = true;
      this.send();
    }
  }

  async restoreFiles() {
    try {
      (await shelf.get(this.name) || []).forEach(([name, files]) => {
        const input = Array.from(this.form.querySelectorAll("input[type=file]")).find((one) => one.name === name);
        if (!input || input.files.length || !files.length) return;
        const box = new DataTransfer();
        files.forEach((file) => box.items.add(file));
        input.files = box.files;
        input.dispatchEvent(new CustomEvent("hy:restored", { bubbles: true }));
      });
    } catch (error) { /* no store: files must be chosen again */ }
  }

  clear() {
    try { localStorage.removeItem(this.name); } catch (error) { /* nothing kept */ }
    shelf.drop(this.name).catch(() => {});
  }

  async send() {
    if (this.sending || !this.form.isConnected) return;
    this.sending = true;
    this.say("sending");
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), GIVE_UP_MS);
    try {
      const photos = Array.from(this.form.querySelectorAll("[data-photos]"), (root) => root.photosReady);
      await Promise.all(photos);
      const options = { method: "POST", body: new FormData(this.form), signal: stop.signal, credentials: "same-origin" };
      if (this.button && this.button.name) options.body.append(this.button.name, this.button.value);
      const response = await fetch(this.form.getAttribute("action") || location.href, options);
      await this.arrived(response);
    } catch (error) {
      this.later();
    } finally {
      clearTimeout(clock);
      this.sending = false;
    }
  }

  async arrived(response) {
    if (response.status >= 502 && response.status <= 504) throw new Error("no server behind the line");
    this.waiting = false;
    if (response.redirected) {
      this.done = true;
      this.clear();
      this.say("sent");
      location.assign(response.url);
      return;
    }
    this.save();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const main = page.querySelector("main");
    if (!main || !main.querySelector("form[data-say-draft]")) {
      this.say("failed");
      this.tell(main);
      return;
    }
    document.querySelector("main").replaceWith(document.adoptNode(main));
    document.dispatchEvent(new CustomEvent("hy:load"));
    const wrong = document.getElementById("form-errors");
    if (wrong) wrong.focus();
  }

  // An answer that is no form (too many, wrong): its sentence is shown, the words stay.
  tell(main) {
    const notice = main && main.querySelector(".hy-notice p");
    if (notice && this.status) this.status.textContent = notice.textContent;
    this.form.removeAttribute("aria-busy");
  }

  later() {
    this.waiting = true;
    this.save();
    this.say("offline");
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.send(), RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)]);
    this.tries += 1;
  }
}

function start(form) {
  if (form.dataset.started) return;
  form.dataset.started = "1";
  const draft = new Draft(form);
  let clock = 0;
  form.addEventListener("input", () => {
    clearTimeout(clock);
    clock = setTimeout(() => draft.save(), 400);
  });
  form.addEventListener("change", (event) => event.target.type === "file" ? draft.saveFiles() : draft.save());
  form.addEventListener("hy:files", () => draft.saveFiles());
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button, input[type=submit]");
    if (button) draft.button = button;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    draft.save();
    draft.send();
  });
  window.addEventListener("online", () => draft.waiting && draft.send());
  window.addEventListener("pagehide", () => clock && form.isConnected && draft.save());
  draft.restore();
}

const startAll = () => document.querySelectorAll("form[data-say-draft]").forEach(start);
startAll();
document.addEventListener("hy:load", startAll);
