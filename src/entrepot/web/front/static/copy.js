// A copied table is text with tabs: it falls into the cells of a worksheet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const rows = (table) => [...document.getElementById(table).querySelectorAll("tr")];
  const line = (row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t");
  const text = button.dataset.copy.split(" ").map((table) => rows(table).map(line).join("\n")).join("\n\n");
  navigator.clipboard.writeText(text).then(() => { button.textContent = button.dataset.done; });
});
