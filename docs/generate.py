"""Write the pages of `docs/reference` from what the program declares, or with --check say which of them are stale.

python docs/generate.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from pages.charts import charts
from pages.commands import commands
from pages.measures import measures
from pages.risks import risks
from pages.rules import rules
from pages.scenarios import scenarios
from pages.sources import sources
from pages.words import errors, settings, tables

FOLDER = Path(__file__).parent / "reference"
FROM = "<!-- written by `python docs/generate.py`; change the declarations, not this page -->"
PAGES: dict[str, Callable[[], str]] = {
    "measures.md": measures,
    "sources.md": sources,
    "commands.md": commands,
    "charts.md": charts,
    "tables.md": tables,
    "rules.md": rules,
    "risks.md": risks,
    "scenarios.md": scenarios,
    "errors.md": errors,
    "settings.md": settings,
}


def pages() -> dict[str, str]:
    return {name: f"{FROM}\n\n{page().strip()}\n" for name, page in PAGES.items()}


def stale(wanted: dict[str, str]) -> list[str]:
    """Names of pages that differ from what would be written, are not there, or that nobody writes any more."""
    there = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        sys.stderr.write("python docs/generate.py [--check]\n")
        return 2
    wanted = pages()
    differing = stale(wanted)
    if arguments:
        for name in differing:
            sys.stderr.write(f"docs/reference/{name} is stale: run `python docs/generate.py`\n")
        return 1 if differing else 0
    FOLDER.mkdir(exist_ok=True)
    for name in differing:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
