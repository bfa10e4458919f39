// Shortcuts: data-key on a link, button or field; a list that j and k walk; ? shows them all.
const typing = (target) =>
  target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
  (target.tagName === "INPUT" && !/^(button|submit|checkbox|radio)$/.test(target.type));

function nameOf(event) {
  const chord = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "");
  return chord + event.key;
}

// What lies in a closed fold has a box in newer browsers, but cannot be seen.
function shown(element) {
  const fold = element.parentElement.closest("details:not([open])");
  return element.getClientRects().length > 0 && (!fold || element.parentElement === fold && element.tagName === "SUMMARY");
}
const same = (a, b) => (a.length === 1 ? a.toLowerCase() === b.toLowerCase() : a === b);

function press(key) {
  const all = Array.from(document.querySelectorAll("[data-key]"));
  const found = all.find((element) => same(element.dataset.key, key) && shown(element) && !element.disabled);
  if (!found) return false;
  if (/^(TEXTAREA|SELECT)$/.test(found.tagName) || (found.tagName === "INPUT" && typing(found))) found.focus();
  else found.click();
  return true;
}

function walk(step) {
  const list = document.querySelector("[data-keys-list]");
  if (!list) return false;
  const items = Array.from(list.querySelectorAll("[data-keys-item]"));
  if (!items.length) return false;
  const at = items.findIndex((item) => item.classList.contains("is-here"));
  const to = Math.min(items.length - 1, Math.max(0, at < 0 ? 0 : at + step));
  items.forEach((item, index) => item.classList.toggle("is-here", index === to));
  const link = items[to].querySelector("a, button") || items[to];
  link.focus({ preventScroll: true });
  items[to].scrollIntoView({ block: "nearest" });
  return true;
}

function help() {
  const open = document.getElementById("hy-key-help");
  if (open) {
    open.remove();
    return true;
  }
  const keyed = Array.from(document.querySelectorAll("[data-key]")).filter(shown);
  if (!keyed.length && !document.querySelector("[data-keys-list]")) return false;
  const box = document.createElement("section");
  box.id = "hy-key-help";
  box.className = "hy-sheet hy-key-help";
  box.tabIndex = -1;
  box.setAttribute("aria-label", "?");
  const list = document.createElement("ul");
  list.className = "hy-keys";
  const seen = new Set();
  for (const element of keyed) {
    if (seen.has(element.dataset.key)) continue;
    seen.add(element.dataset.key);
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, svg, .hy-count").forEach((part) => part.remove());
    const line = document.createElement("li");
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key;
    const label = element.dataset.keyLabel || element.getAttribute("aria-label") || copy.textContent.trim() ||
      (element.labels && element.labels[0] ? element.labels[0].firstChild.textContent.trim() : "");
    line.append(key, " ", label);
    list.append(line);
  }
  box.append(list);
  document.getElementById("main").prepend(box);
  box.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const key = nameOf(event);
  const chord = key.startsWith("Ctrl+") || key.startsWith("Alt+");
  if (typing(event.target) && !chord) {
    if (key === "Escape") event.target.blur();
    return;
  }
  // A key that is held down is one press; on a link or button, Enter is that one's own.
  const own = key === "Enter" && event.target instanceof Element && event.target.closest("a, button, summary, input");
  const moves = { j: 1, J: 1, ArrowDown: 1, k: -1, K: -1, ArrowUp: -1 };
  let done = !own && !event.repeat && press(key);
  if (!done && key in moves) done = walk(moves[key]);
  if (!done && (key === "?" || key === "？")) done = help();
  if (!done && key === "Escape" && document.getElementById("hy-key-help")) done = help();
  if (done) event.preventDefault();
});
