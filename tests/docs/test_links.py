"""Links between the documents lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DOCUMENTS = sorted(path for pattern in ("*.md", "docs/**/*.md") for path in CHECKOUT.glob(pattern))
LINK = re.compile(r"\]\(([^)\s]+)\)|<(?:img|a)[^>]*(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def anchor(heading: str) -> str:
    """The anchor that a heading is given on the pages where these documents are read."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    lost = []
    for found in LINK.finditer(document.read_text("utf-8")):
        target = found[1] or found[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, place = target.partition("#")
        page = document.parent / name if name else document
        anchors = [anchor(heading) for heading in HEADING.findall(page.read_text("utf-8"))] if place else []
        if not page.exists() or (place and place not in anchors):
            lost.append(target)
    assert lost == []


def test_anchor_of_a_heading() -> None:
    assert anchor("Exit codes, and `--json`") == "exit-codes-and---json"
    assert anchor("退出码（约定）") == "退出码约定"
