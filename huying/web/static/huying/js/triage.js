// The triage desk: one step open at a time, its first field focused; a channel fills in its words.
function opened(fold) {
  if (fold.matches("[data-step]")) {
    document.querySelectorAll("details[data-step][open]").forEach((other) => {
      if (other !== fold) other.open = false;
    });
  }
  const field = fold.querySelector("textarea, select, input:not([type=hidden])");
  if (field) field.focus();
}

document.addEventListener("click", (event) => {
  const summary = event.target.closest("summary[data-opens]");
  if (!summary) return;
  // The browser would open the fold a moment later, and what is typed meanwhile would go astray.
  event.preventDefault();
  const fold = summary.parentElement;
  fold.open = !fold.open;
  if (fold.open) opened(fold);
});

document.querySelectorAll("form[data-channels]").forEach((form) => {
  const choice = form.querySelector("select");
  const words = form.querySelector("textarea");
  let filled = "";
  choice.addEventListener("change", () => {
    const prepared = form.querySelector(`template[data-channel="${choice.value}"]`);
    // What somebody has written is never written over.
    if (words.value && words.value !== filled) return;
    filled = prepared ? prepared.content.textContent : "";
    words.value = filled;
  });
});
