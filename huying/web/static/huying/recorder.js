// A voice clip by the phone's microphone; without one, the file field stays as it is.
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4", "audio/webm"];
const ENDINGS = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };

const able = () => window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;

function start(root) {
  const input = root.querySelector("input[type=file]");
  if (!able() || !input || root.dataset.started) return;
  root.dataset.started = "1";
  const find = (name) => root.querySelector("[data-" + name + "]");
  const [record, stop, time, play] = ["record", "stop", "time", "play"].map(find);
  const limit = Number(root.dataset.seconds) || 120;
  let recorder = null;
  let clock = 0;
  find("recorder-tools").hidden = false;

  const recording = (on) => {
    record.hidden = on;
    stop.hidden = !on;
    (on ? stop : record).focus();
  };

  const keep = (parts, type) => {
    const plain = type.split(";")[0];
    const file = new File([new Blob(parts, { type: plain })], "clip." + (ENDINGS[plain] || "webm"), { type: plain });
    const box = new DataTransfer();
    box.items.add(file);
    input.files = box.files;
    hear();
    input.dispatchEvent(new CustomEvent("hy:files", { bubbles: true }));
  };

  const hear = () => {
    play.hidden = !input.files.length;
    if (input.files.length) play.src = URL.createObjectURL(input.files[0]);
  };

  const tick = (left) => {
    time.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    if (left <= 0) recorder.stop();
    else clock = setTimeout(tick, 1000, left - 1);
  };

  record.addEventListener("click", async () => {
    const status = find("recorder-status");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const type = TYPES.find((name) => MediaRecorder.isTypeSupported(name)) || "";
      const parts = [];
      recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
      recorder.ondataavailable = (event) => parts.push(event.data);
      recorder.onstop = () => {
        clearTimeout(clock);
        stream.getTracks().forEach((track) => track.stop());
        recording(false);
        keep(parts, recorder.mimeType || type || "audio/webm");
      };
      recorder.start(1000);
      status.textContent = "";
      recording(true);
      tick(limit);
    } catch (error) {
      status.textContent = root.dataset.denied;
    }
  });
  stop.addEventListener("click", () => recorder && recorder.state !== "inactive" && recorder.stop());
  input.addEventListener("change", hear);
  input.addEventListener("hy:restored", hear);
}

const startAll = () => document.querySelectorAll("[data-recorder]").forEach(start);
startAll();
document.addEventListener("hy:load", startAll);
document.addEventListener("htmx:load", startAll);
