// A copied table is text with tabs: it falls into the cells of a worksheet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const rows = [...document.getElementById(button.dataset.copy).querySelectorAll("tr")];
  const text = rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t")).join("\n");
  navigator.clipboard.writeText(text).then(() => { button.textContent = button.dataset.done; });
});
