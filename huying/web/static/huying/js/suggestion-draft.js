// A suggestion that is being typed: sent to the server after each pause, and kept on this phone until it arrived.
// An attempt whose answer was lost goes out again unchanged before anything newer, so that the server knows it for the
// same text. The hidden field `seen` says from which text this page went on.
const PAUSE_MS = 1500;
const GIVE_UP_MS = 45000;
const RETRY_MS = [5000, 15000, 30000, 60000];
const FIELDS = ["title", "grounds", "proposal", "category", "division", "basis_note"];

const plain = (text) => (text || "").replace(/\r\n?/g, "\n").trim();
const same = (one, other) => FIELDS.every((name) => plain(one[name]) === plain(other[name]));

class Draft {
  constructor(form) {
    this.form = form;
    this.name = "hy-suggestion:" + form.dataset.autosave;
    this.status = form.querySelector("[data-draft-status]");
    this.hints = form.querySelector("#hints");
    this.seen = form.elements.seen;
    this.saved = this.values();
    this.doubt = null;
    this.tries = 0;
  }

  values() {
    const found = {};
    FIELDS.forEach((name) => { if (this.form.elements[name]) found[name] = this.form.elements[name].value; });
    return found;
  }

  say(what, more) {
    this.status.dataset.now = what;
    this.status.textContent = (this.status.dataset[what] || "") + (more ? " " + more : "");
  }

  keep() {
    const record = { seen: this.seen.value, values: this.values(), doubt: this.doubt };
    try { localStorage.setItem(this.name, JSON.stringify(record)); } catch (error) { /* a full or forbidden store */ }
  }

  forget() {
    try { localStorage.removeItem(this.name); } catch (error) { /* nothing kept */ }
  }

  restore() {
    let record = null;
    try { record = JSON.parse(localStorage.getItem(this.name)); } catch (error) { /* unreadable: nothing kept */ }
    if (!record || !record.values || same(record.values, this.saved)) {
      this.forget();
      return;
    }
    // Had the lost attempt arrived after all, this page shows it, and the newer words go on from there. If it has not,
    // it may be on its way yet: it goes out again as it was, and the newer words after it.
    if (!(record.doubt && same(record.doubt, this.saved))) {
      this.seen.value = record.seen;
      this.doubt = record.doubt;
    }
    Object.keys(record.values).forEach((name) => {
      if (this.form.elements[name]) this.form.elements[name].value = record.values[name];
    });
    this.say("restored");
    this.send();
  }

  typed() {
    this.keep();
    clearTimeout(this.clock);
    if (!this.stopped) this.clock = setTimeout(() => this.send(), PAUSE_MS);
  }

  async send() {
    if (this.sending || this.stopped || !this.form.isConnected) return;
    clearTimeout(this.clock);
    this.sending = true;
    this.say("saving");
    const values = this.doubt || this.values();
    this.doubt = values;
    this.keep();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.append("seen", this.seen.value);
    Object.keys(values).forEach((name) => body.append(name, values[name]));
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), GIVE_UP_MS);
    try {
      const options = { method: "POST", body, signal: stop.signal, credentials: "same-origin", headers: { "HX-Request": "true" } };
      const response = await fetch(this.form.dataset.autosave, options);
      if (response.status >= 502 && response.status <= 504) throw new Error("no server behind the line");
      this.arrived(response, values, await response.text());
    } catch (error) {
      this.later();
    } finally {
      clearTimeout(clock);
      this.sending = false;
    }
    this.goOn();
  }

  arrived(response, values, html) {
    this.doubt = null;
    this.tries = 0;
    if (response.headers.get("HX-Redirect")) {
      this.stop("signin");
      return;
    }
    const page = new DOMParser().parseFromString(html, "text/html");
    const mark = page.querySelector("[data-seen]");
    if (response.ok && mark) {
      this.seen.value = mark.dataset.seen;
      this.saved = values;
      this.show(page);
      this.say("saved", mark.dataset.at);
      if (same(values, this.values())) this.forget();
      else this.typed();
      return;
    }
    if (response.status === 409 || response.status === 422) this.show(page);
    // What is too long may be shortened; another text, or one that is filed, is for the person to decide.
    if (response.status === 422) {
      this.keep();
      this.say("failed");
    } else {
      this.stop("failed");
    }
    this.waiting = null;
  }

  show(page) {
    if (page.querySelector("main")) return;
    this.hints.replaceChildren ? this.hints.replaceChildren(...page.body.childNodes) : (this.hints.innerHTML = page.body.innerHTML);
  }

  stop(what) {
    this.stopped = true;
    this.waiting = null;
    this.keep();
    this.say(what);
  }

  later() {
    this.keep();
    this.say("offline");
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.send(), RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)]);
    this.tries += 1;
  }

  // A button waits until all that was typed has arrived, so that the page that it sends is no other text.
  press(button) {
    this.waiting = button;
    this.send();
  }

  goOn() {
    if (!this.waiting || this.doubt || this.stopped) return;
    if (!same(this.saved, this.values())) {
      this.send();
      return;
    }
    const button = this.waiting;
    this.waiting = null;
    this.passing = true;
    if (button.isConnected) this.form.requestSubmit(button);
    else this.form.requestSubmit();
    this.passing = false;
  }

  settled() {
    return this.stopped || this.passing || (!this.sending && !this.doubt && same(this.saved, this.values()));
  }
}

function start(form) {
  const draft = new Draft(form);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) draft.button = button;
    if (event.target.closest("[data-drop-draft]")) draft.forget();
  });
  if ("autosaveOff" in form.dataset) return;
  form.addEventListener("input", () => draft.typed());
  form.addEventListener("submit", (event) => {
    const button = event.submitter || draft.button;
    // "Use what I wrote" decides between two texts: there is nothing to wait for.
    if (draft.settled() || (button && button.name === "over")) return;
    event.preventDefault();
    draft.press(button);
  });
  window.addEventListener("online", () => draft.doubt && draft.send());
  draft.restore();
}

document.querySelectorAll("form[data-autosave]").forEach(start);
