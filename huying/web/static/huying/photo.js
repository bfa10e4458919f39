// Photos: made small on the phone where it can (JPEG, PNG, WebP), shown, taken away one by one.
const LONGEST = 2000;
const SMALL_ENOUGH = 700000;

function canvasOf(image) {
  const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function load(file) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const url = URL.createObjectURL(file);
    image.onload = () => { URL.revokeObjectURL(url); resolve(image); };
    image.onerror = () => { URL.revokeObjectURL(url); reject(new Error("not a picture here")); };
    image.src = url;
  });
}

// Gives the file itself where this browser cannot draw it (HEIC): the server will.
async function smaller(file) {
  if (file.size <= SMALL_ENOUGH || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const canvas = canvasOf(await load(file));
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch (error) {
    return file;
  }
}

function put(input, files) {
  const box = new DataTransfer();
  files.forEach((file) => box.items.add(file));
  input.files = box.files;
}

function show(root, input, kept) {
  const list = root.querySelector("[data-photo-list]");
  list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
  list.textContent = "";
  kept.forEach((file, at) => {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    image.onerror = () => image.replaceWith(file.name);
    const away = document.createElement("button");
    away.type = "button";
    away.className = "btn";
    away.textContent = root.dataset.remove;
    away.setAttribute("aria-label", root.dataset.remove + " " + file.name);
    away.onclick = () => {
      kept.splice(at, 1);
      put(input, kept);
      show(root, input, kept);
      input.dispatchEvent(new CustomEvent("hy:files", { bubbles: true }));
    };
    item.append(image, away);
    list.append(item);
  });
}

function start(root) {
  const input = root.querySelector("input[type=file]");
  if (!input || root.dataset.started) return;
  root.dataset.started = "1";
  let kept = [];
  const take = async (files) => {
    const most = Number(root.dataset.max) || 6;
    const small = await Promise.all(files.map(smaller));
    const status = root.querySelector("[data-photo-status]");
    const all = input.multiple ? kept.concat(small) : small;
    status.textContent = all.length > most ? root.dataset.tooMany : "";
    kept = all.slice(0, most);
    try { put(input, kept); } catch (error) { return; }
    show(root, input, kept);
    input.dispatchEvent(new CustomEvent("hy:files", { bubbles: true }));
  };
  let queue = Promise.resolve();
  input.addEventListener("change", () => {
    const files = Array.from(input.files);
    queue = queue.then(() => take(files));
    root.photosReady = queue;
  });
  input.addEventListener("hy:restored", () => {
    kept = Array.from(input.files);
    show(root, input, kept);
  });
}

const startAll = () => document.querySelectorAll("[data-photos]").forEach(start);
startAll();
document.addEventListener("htmx:load", startAll);
document.addEventListener("hy:load", startAll);
