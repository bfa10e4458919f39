// A form is sent once: a second tap while the first is under way does nothing.
const busy = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.once === "off") return;
  if (busy.has(form)) {
    event.preventDefault();
    return;
  }
  busy.add(form);
  form.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 15000);
});

function release(form) {
  busy.delete(form);
  form.removeAttribute("aria-busy");
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest ? event.target.closest("form") : null;
  if (form) release(form);
});

// Back from the next page, the form may be sent again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));
