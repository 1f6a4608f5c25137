// What the house adds to every page: a table is copied, ordered by a column, read on a phone; what was too busy is asked again.
// Without it a page is read as it stands.
const chinese = document.documentElement.lang.startsWith("zh");
const SAID = chinese
  ? { down: (head) => `已按${head}从大到小排列`, up: (head) => `已按${head}从小到大排列`, none: () => "已恢复原来的顺序" }
  : { down: (head) => `Sorted by ${head}, largest first`, up: (head) => `Sorted by ${head}, smallest first`, none: () => "In the order as given" };
const FEWEST_ROWS = 3, FEWEST_COLUMNS = 4, FEWEST_WORDS = 3, LONG = 26;

// A copied table is text with tabs: it falls into the cells of a worksheet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const rows = (table) => [...document.getElementById(table).querySelectorAll("tr")];
  const line = (row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t");
  const text = button.dataset.copy.split(" ").map((table) => rows(table).map(line).join("\n")).join("\n\n");
  navigator.clipboard.writeText(text).then(() => { button.textContent = button.dataset.done; });
});

const MISSING = new Set(["", "—", "–", "-", "…", "n/a"]);
const SCALES = { 万亿: 1e12, 亿: 1e8, 万: 1e4, trn: 1e12, tn: 1e12, bn: 1e9, m: 1e6, k: 1e3 };
// A number with its sign, its scale and its unit, and at most a second one as the end of its range; a month or a code is none.
const NUMBER = /^[▲▼■○<>≤≥⩽⩾≈~×±+\s]*(?:USD|CNY)?\s*([−-]?)\s*(\d[\d,]*(?:\.\d+)?)\s*(万亿|亿|万|(?:trn|tn|bn|m|k)(?![a-z]))?[^\d]*(?:[(（[–~至][^\d]*\d[\d,.]*[^\d]*(?:[–~至,，][^\d]*\d[\d,.]*)?[^\d]*)?$/i;

// What an eye reads of a cell; a level is worth its rank.
const shown = (cell) => {
  if (!cell) return "";
  if (cell.dataset.value) return cell.dataset.value;
  const level = [...cell.querySelector(".badge")?.classList ?? []].find((name) => /^l\d$/.test(name));
  if (level) return level.slice(1);
  const copy = cell.cloneNode(true);
  copy.querySelectorAll(".hide, small, svg").forEach((part) => part.remove());
  return copy.textContent.trim();
};
const value = (text) => {
  const [, minus, digits, scale] = NUMBER.exec(text);
  return (minus ? -1 : 1) * Number(digits.replaceAll(",", "")) * (SCALES[scale?.toLowerCase()] ?? 1);
};
const words = new Intl.Collator(chinese ? "zh" : "en", { numeric: true });

// The rows by one column: numbers by value, words by their language, what is missing last either way.
const ordered = (rows, column, direction) => {
  const told = rows.map((row) => [row, shown(row.cells[column])]);
  const known = told.filter(([, text]) => !MISSING.has(text));
  const numbers = known.every(([, text]) => NUMBER.test(text));
  const keyed = known.map(([row, text]) => [row, numbers ? value(text) : text]);
  keyed.sort(([, a], [, b]) => direction * (numbers ? a - b : words.compare(a, b)));
  return [...keyed, ...told.filter(([, text]) => MISSING.has(text))].map(([row]) => row);
};

const said = document.createElement("p");
said.className = "hide";
said.setAttribute("role", "status");
document.body.append(said);

const sortable = (table) => {
  const body = table.tBodies[0], given = [...body.rows], heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      // Largest first where there are numbers, as one looks for them; then the other way round; then as given.
      const turns = head.classList.contains("n") || given.some((row) => row.cells[column]?.querySelector(".badge")) ? ["descending", "ascending"] : ["ascending", "descending"];
      const turn = turns[turns.indexOf(head.getAttribute("aria-sort")) + 1];
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      if (turn) head.setAttribute("aria-sort", turn);
      body.append(...(turn ? ordered(given, column, turn === "ascending" ? 1 : -1) : given));
      said.textContent = SAID[turn ? { descending: "down", ascending: "up" }[turn] : "none"](button.textContent.trim());
    });
  });
};

// A full-width character counts two.
const long = (text) => text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0) > LONG;
// On a phone a row of many words is read as a small card (house.css); it stays a table for whoever listens to it.
const stackable = (table) => {
  const heads = [...table.tHead.rows[0].cells];
  const roles = [[table, "table"], [table.tHead, "rowgroup"], [table.tBodies[0], "rowgroup"], ...heads.map((head) => [head, "columnheader"])];
  for (const row of table.rows) roles.push([row, "row"]);
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, column) => {
      roles.push([cell, cell.tagName === "TH" ? "rowheader" : "cell"]);
      cell.dataset.label = heads[column]?.textContent.trim() ?? "";
      cell.classList.toggle("across", long(cell.textContent.trim()));
    });
  }
  for (const [part, role] of roles) part.setAttribute("role", role);
  table.classList.add("stacked");
};

const scan = (root) => root.querySelectorAll("table:not([data-ready])").forEach((table) => {
  const heads = [...table.tHead?.rows[0]?.cells ?? []];
  if (!heads.length || table.tBodies.length !== 1) return;
  table.dataset.ready = "";
  const isWide = !("flat" in table.dataset) && heads.length >= FEWEST_COLUMNS && heads.filter((head) => !head.classList.contains("n")).length >= FEWEST_WORDS;
  if (isWide || "stack" in table.dataset) stackable(table);
  // Readings of one thing, and words that are read in their order, are not to be sorted.
  const inOrder = "stack" in table.dataset || table.closest(".risk");
  if (table.tBodies[0].rows.length >= FEWEST_ROWS && !inOrder) sortable(table);
});
scan(document);
document.addEventListener("htmx:load", (event) => scan(event.detail.elt));

// What follows by itself is asked for again where the server was too busy: nobody clicked, and nobody would click again.
const TRIES = 20;
document.addEventListener("htmx:responseError", (event) => {
  const { elt, xhr } = event.detail, tried = Number(elt.dataset.tried ?? 0) + 1;
  if (xhr.status !== 503 || !elt.classList.contains("awaited") || tried > TRIES) return;
  elt.dataset.tried = tried;
  setTimeout(() => htmx.trigger(elt, "again"), 1000 * (Number(xhr.getResponseHeader("Retry-After")) || 5));
});
