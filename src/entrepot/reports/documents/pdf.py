"""A paper as PDF/A-2b by typst, tagged for readers who listen: charts as vectors, data as JSON, never as markup."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, Final

from entrepot.reports.documents.dates import date_of
from entrepot.reports.documents.fitting import UPRIGHT, WHOLE, fit, head_lines, laid
from entrepot.reports.documents.glyphs import SUBSTITUTE, undrawable
from entrepot.reports.documents.pictures import WIDTH, compiler, size, svg
from entrepot.reports.documents.setting import Grid, Heading, Lack, Part, Picture, Run, Setting, Words
from entrepot.reports.documents.words import (
    ABSTRACT,
    APPENDIX,
    CONTENTS,
    FORMULA,
    GAP,
    KEYWORDS,
    NOTE,
    REFERENCES,
    SYNTHETIC,
    SYNTHETIC_PAGE,
    UNSHOWN,
)
from entrepot.reports.fonts import sans, serif
from entrepot.reports.palette import tokens

STANDARDS: Final = ("a-2b", "ua-1")
_COLOURS: Final = ("ink", "ink2", "ink3", "level1")
# A paper of so many tables and figures has a page of contents; a journal's article has none.
_LONG: Final = 50
# Of the width of the text.
_DRAWN: Final = 0.9
_WORDS: Final = {
    "abstract": ABSTRACT, "keywords": KEYWORDS, "contents": CONTENTS, "references": REFERENCES, "appendix": APPENDIX,
    "gap": GAP, "formula": FORMULA, "synthetic": SYNTHETIC, "synthetic_page": SYNTHETIC_PAGE,
}  # fmt: skip


def write(setting: Setting) -> bytes:
    found: bytes = compiler().compile(
        input=_template(), format="pdf", sys_inputs={"paper": source(setting)}, pdf_standards=list(STANDARDS)
    )
    return found


@cache
def _template() -> bytes:
    return resources.files("entrepot.reports.documents").joinpath("paper.typ").read_bytes()


def source(setting: Setting) -> str:
    """The paper as the template reads it, with every character that no font has replaced and named."""
    data = _data(setting)
    whole = json.dumps(data, ensure_ascii=False)
    missing = sorted(undrawable(set(whole)))
    if not missing:
        return whole
    named = ", ".join(f"U+{ord(sign):04X}" for sign in missing)
    data["unshown"] = setting.say(UNSHOWN) + named
    return json.dumps(data, ensure_ascii=False).translate({ord(sign): SUBSTITUTE for sign in missing})


def _data(setting: Setting) -> dict[str, Any]:
    day = date_of(setting.vintage)
    numbers = {id_: f"number-{number}" for id_, number in setting.entries().items()}
    return {
        "language": setting.language,
        "fonts": {"serif": list(serif(setting.language)), "sans": list(sans(setting.language))},
        "colours": {name: tokens("print")[name] for name in _COLOURS},
        "words": {name: _spaced(setting, setting.say(text), name) for name, text in _WORDS.items()},
        "colon": setting.colon,
        "date": [day.year, day.month, day.day],
        "title": setting.title,
        "subtitle": setting.subtitle,
        "abstract": [_run(run, numbers) for run in setting.abstract],
        "keywords": list(setting.keywords),
        "body": [_part(part, setting, numbers) for part in setting.body],
        "references": [{"number": n, "id": f"ref:{id_}", "text": entry} for n, id_, entry in setting.references],
        "numbers": [
            {"number": one.number, "id": f"number-{one.number}", "text": one.what, "facts": one.brief, "synthetic": one.synthetic}
            for one in setting.explanations
        ],
        "long": len(setting.grids) > _LONG,
        "said-once": setting.said_once,
        "whole": WHOLE,
        "unshown": "",
    }  # fmt: skip


def _spaced(setting: Setting, word: str, name: str) -> str:
    """摘 要, as journals set a word of two characters beside one of three."""
    return "\u3000".join(word) if setting.language == "zh" and name == "abstract" else word


def _run(run: Run, numbers: dict[str, str]) -> dict[str, Any]:
    targets = {"number": numbers.get(run.id), "to": f"block:{run.id}", "cite": f"ref:{run.id}"}
    return {"kind": run.kind, "text": run.text, "to": targets.get(run.kind), "synthetic": run.synthetic}


def _part(part: Part, setting: Setting, numbers: dict[str, str]) -> dict[str, Any]:
    match part:
        case Heading():
            return {"kind": "heading", "level": part.level, "text": part.label + part.title, "id": part.id}
        case Words():
            return {"kind": "words", "runs": [_run(run, numbers) for run in part.runs]}
        case Lack():
            return {"kind": "lack", "text": part.text}
        case Grid():
            return _framed(part, setting) | _grid(laid(part, setting), numbers)
        case Picture():
            drawn = svg(part.drawing)
            return _framed(part, setting) | {
                "kind": "picture",
                "svg": drawn,
                "width": _DRAWN * UPRIGHT * min(1.0, size(drawn)[0] / WIDTH),
                "alt": part.drawing.alt,
            }


def _framed(part: Grid | Picture, setting: Setting) -> dict[str, Any]:
    return {
        "id": f"block:{part.id}",
        "called": part.called,
        "continued": setting.continued(part.called),
        "title": part.title,
        "subtitle": setting.bracketed(part.subtitle) if isinstance(part, Picture) else "",
        "source": part.source,
        "notes": [f"{setting.say(NOTE)}{setting.colon}{note}" for note in part.notes],
        "synthetic": part.synthetic,
    }


def _grid(part: Grid, numbers: dict[str, str]) -> dict[str, Any]:
    fitted = fit(part.heads, part.rows)
    return {
        "kind": "grid",
        "landscape": fitted.landscape,
        "heads": [{"lines": head_lines(head.title), "unit": head.unit, "number": head.number} for head in part.heads],
        "rows": [
            [{"text": cell.text, "to": numbers.get(cell.why), "synthetic": cell.synthetic} for cell in row]
            for row in part.rows
        ],
        "parts": [
            {
                "columns": list(columns),
                "widths": [fitted.widths[i] for i in columns],
                "size": fitted.size,
                "share": fitted.share(columns),
            }
            for columns in fitted.parts
        ],
    }
