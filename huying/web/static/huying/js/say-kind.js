// Whom the thanks are for is asked only when it is thanks; without this module it is always there.
function start(form) {
  const box = form.querySelector("[data-thanks]");
  if (!box) return;
  const show = () => {
    const chosen = form.querySelector("[name=kind]:checked");
    box.hidden = !chosen || chosen.value !== "thanks";
  };
  form.addEventListener("change", show);
  show();
}

const startAll = () => document.querySelectorAll("form[data-say-draft]").forEach(start);
startAll();
document.addEventListener("hy:load", startAll);
