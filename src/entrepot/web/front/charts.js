// The whole of our own script; vl_convert bundles it with Vega. LOOKS is put in by assets.py: theme and language to config; and LAND, which maps share.
const LOOKS = /*LOOKS*/null, LAND = /*LAND*/null;
const NARROW = 420, HEIGHT = 300;
const views = new WeakMap();
// A mark may be clicked before the page's end has come, where its answer is shown.
const arrived = new Promise((done) => document.readyState === "loading" ? addEventListener("DOMContentLoaded", done) : done());

let printing = false;
const theme = () => {
  if (printing) return "light";
  const set = document.documentElement.dataset.theme;
  if (set === "light" || set === "dark") return set;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
};
const language = () => document.documentElement.lang.startsWith("zh") ? "zh" : "en";

// As reports/drawing.py does it for papers: the width is given, the height follows from the chart's own words.
// On a wall charts are as high as the screen leaves room for (`least`), but for maps, which keep their shape.
const sized = (spec, width, least) => {
  const size = spec.usermeta?.size ?? {}, room = Math.min(width, size.widest ?? width);
  let height = Math.max(size.height ?? HEIGHT, least);
  if ("ratio" in size) height = Math.round(room * size.ratio + size.plus);
  else if (width < NARROW && "narrow" in size) height = size.narrow;
  const datasets = spec.datasets?.land ? { ...spec.datasets, land: [LAND] } : spec.datasets;
  return { ...spec, datasets, width: room, height, autosize: { type: "fit", contains: "padding" } };
};

async function draw(plot) {
  // Where all text is larger, on a wall or for weak eyes, so is the text of charts.
  const zoom = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const box = plot.querySelector(".canvas"), width = Math.round(box.clientWidth / zoom);
  const least = plot.closest(".wallpage") ? Math.round(plot.clientHeight / zoom) : 0;
  const spec = sized(JSON.parse(document.getElementById(plot.dataset.spec).textContent), width, least);
  const look = LOOKS[`${theme()} ${language()}`];
  const leads = plot.dataset.why && JSON.stringify(spec.datasets).includes('"why"');
  const config = { ...look, mark: leads ? { ...look.mark, cursor: "pointer" } : look.mark, params: [...look.params.filter((one) => one.name !== "room"), { name: "room", value: spec.width }] };
  const result = await vegaEmbed(box, spec, {
    ast: true, actions: false, defaultStyle: false, renderer: "svg", config,
    tooltip: { disableDefaultStyle: true, theme: "house" },
  });
  const picture = box.querySelector("svg");
  for (const side of ["width", "height"]) picture.setAttribute(side, picture.getAttribute(side) * zoom);
  views.get(plot)?.finalize();
  views.set(plot, result);
  // A mark leads to how its number came about, and from there to its rows.
  result.view.addEventListener("click", (event, item) => {
    if (item?.datum?.why) arrived.then(() => htmx.ajax("GET", plot.dataset.why + item.datum.why, { target: "#why" }));
  });
  plot.dataset.width = box.clientWidth;
  plot.dataset.state = "drawn";
}

const turns = new WeakMap();
// Theme and window may change together: two drawings at once would empty each other's box.
const attempt = (plot) => {
  const before = turns.get(plot) ?? Promise.resolve();
  turns.set(plot, before.then(() => draw(plot)).catch((problem) => { plot.dataset.state = "failed"; console.error(problem); }));
};
const near = new IntersectionObserver((entries) => {
  for (const one of entries) if (one.isIntersecting) { near.unobserve(one.target); attempt(one.target); }
}, { rootMargin: "400px" });
const scan = (root) => root.querySelectorAll(".plot[data-spec]:not([data-state])").forEach((plot) => {
  plot.dataset.state = "waiting";
  near.observe(plot);
});
const drawn = () => document.querySelectorAll('.plot[data-state="drawn"]');

// A page may still be on its way: what has come of it is drawn meanwhile. A chart's data stand before its place.
const arriving = new MutationObserver(() => scan(document));
arriving.observe(document, { childList: true, subtree: true });
addEventListener("DOMContentLoaded", () => { arriving.disconnect(); scan(document); });
if (document.readyState !== "loading") arriving.disconnect();
scan(document);
document.addEventListener("htmx:load", (event) => scan(event.detail.elt));
document.addEventListener("htmx:beforeCleanupElement", (event) => views.get(event.target)?.finalize());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn().forEach(attempt));
// Paper is white whatever the screen is.
const reprinted = (now) => () => {
  const before = theme();
  printing = now;
  if (theme() !== before) drawn().forEach(attempt);
};
addEventListener("beforeprint", reprinted(true));
addEventListener("afterprint", reprinted(false));
let resting;
addEventListener("resize", () => {
  clearTimeout(resting);
  resting = setTimeout(() => drawn().forEach((plot) => {
    if (Math.abs(plot.querySelector(".canvas").clientWidth - plot.dataset.width) > 8) attempt(plot);
  }), 200);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((one) => { one.open = false; one.querySelector("summary").focus(); });
});
