// Draws each chart from the table beside it: the same numbers, the same gaps. Without this module the tables stand open.
const look = getComputedStyle(document.documentElement);
const colour = (name) => look.getPropertyValue(`--hy-${name}`).trim();
const COLOURS = ["pine", "amber", "brick", "slate"].map(colour);
const KINDS = { line: "line", bars: "bar", across: "bar" };
const ROW_PX = 30;
// What stands beside a bar on a phone: longer names go on in the next line.
const NAME_CHARS = 14;

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = parseFloat(look.fontSize) * 0.85;
Chart.defaults.color = colour("ink");
Chart.defaults.borderColor = colour("line");

function lines(name) {
  const found = [""];
  for (const word of name.split(" ")) {
    const last = found[found.length - 1];
    if (last && last.length + word.length >= NAME_CHARS) found.push(word);
    else found[found.length - 1] = last ? `${last} ${word}` : word;
  }
  return found;
}

function read(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const value = (cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value));
  const columns = heads.map((head, at) => ({ head, at })).filter(({ head }) => "plot" in head.dataset);
  return {
    labels: rows.map((row) => lines(row.cells[0].textContent.trim())),
    datasets: columns.map(({ head, at }, number) => ({
      label: head.textContent.trim(),
      data: rows.map((row) => value(row.cells[at])),
      borderColor: COLOURS[number],
      backgroundColor: COLOURS[number],
      borderDash: number ? [6 - number, number + 1] : [],
      pointStyle: ["circle", "rect", "triangle", "rectRot"][number],
      pointRadius: 4,
      borderWidth: 2,
    })),
  };
}

function draw(holder) {
  const kind = holder.dataset.chart;
  const table = holder.querySelector("table");
  const data = read(table);
  const box = document.createElement("div");
  const canvas = document.createElement("canvas");
  box.className = "hy-chart";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", holder.closest("section").querySelector("h2").textContent);
  if (kind === "across") box.style.height = `${(data.labels.length * data.datasets.length + 2) * ROW_PX}px`;
  box.append(canvas);
  holder.prepend(box);
  const shown = holder.querySelector("details");
  if (!("stays" in shown.dataset)) shown.open = false;
  const stacked = kind === "bars";
  return new Chart(canvas, {
    type: KINDS[kind],
    data,
    options: {
      indexAxis: kind === "across" ? "y" : "x",
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", axis: kind === "across" ? "y" : "x", intersect: false },
      scales: {
        x: { stacked, beginAtZero: true, ticks: { precision: 0 } },
        y: { stacked, beginAtZero: true, ticks: { precision: 0 } },
      },
      plugins: { legend: { display: data.datasets.length > 1, labels: { usePointStyle: true, boxHeight: 7 } } },
    },
  });
}

const charts = [...document.querySelectorAll("[data-chart]")].map(draw);
// Paper has another width than the screen.
for (const when of ["beforeprint", "afterprint"]) addEventListener(when, () => charts.forEach((one) => one.resize()));
