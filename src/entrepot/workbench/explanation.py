"""One number explained: the formula, the numbers in it, the rows and batches behind them."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from entrepot.measures.formula import filled_in, fraction
from entrepot.measures.measure import Measure, Term
from entrepot.vocabulary.amounts import format_money, format_number, format_share
from entrepot.vocabulary.text import Language, T, current_language, in_language
from entrepot.vocabulary.units import Unit
from entrepot.workbench.answer import Coverage
from entrepot.workbench.rolling import Window

HUNDRED_MILLION = 1e8


def _short(value: float) -> str:
    """Up to six digits after the point, no idle zeros: 960.9, 4,615, 0.000012."""
    return f"{value:,.6f}".rstrip("0").rstrip(".") if abs(value) >= 1e-3 or value == 0 else f"{value:.3g}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind one input for this row: how many rows, their sum, their batches, the largest of them."""

    input: str
    rows: int
    value: float | None
    batches: tuple[tuple[str, int], ...]
    largest: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    measure: Measure
    row: Mapping[str, Any]
    currency: str | None
    evidence: tuple[Evidence, ...]
    coverage: Coverage
    printed_elsewhere: tuple[Mapping[str, Any], ...]
    files: Mapping[str, str]
    notes: tuple[T, ...]
    options: Mapping[str, object]
    levels: Mapping[str, Mapping[str, object]]
    window: Window | None = None
    """The rows that a rolled one was made of."""

    @property
    def scale(self) -> float:
        """Money in a formula is written in hundred millions (亿), as the papers print it, where it is that large."""
        money = [
            abs(v)
            for term in self.measure.terms
            if term.unit is Unit.MONEY and isinstance(v := self.row.get(term.name), float)
        ]
        return HUNDRED_MILLION if money and max(money) >= HUNDRED_MILLION else 1.0

    @property
    def filled(self) -> str:
        """The formula with this row's numbers put in."""
        return filled_in(self.measure.formula, {term.name: self._plain(term) for term in self.measure.terms})

    @property
    def fraction(self) -> str | None:
        """A fraction with both its halves worked out, such as 960.9 / 4,615."""
        terms = {term.name: value for term in self.measure.terms if (value := self._scaled(term)) is not None}
        if len(terms) < len(self.measure.terms):
            return None
        halves = fraction(self.measure.formula, terms)
        return None if halves is None else f"{_short(halves[0])} / {_short(halves[1])}"

    @property
    def scale_words(self) -> str:
        if self.scale == 1.0 or self.currency is None:
            return self.currency or ""
        return str(T(f"100 million {self.currency}", "亿元" if self.currency == "CNY" else "亿美元"))

    def _scaled(self, term: Term) -> float | None:
        value = self.row.get(term.name)
        if not isinstance(value, int | float):
            return None
        return value / self.scale if term.unit is Unit.MONEY else float(value)

    def _plain(self, term: Term) -> str:
        value = self._scaled(term)
        return "—" if value is None else _short(value)

    @property
    def result(self) -> str:
        value = self.row.get("value")
        if value is None and self.row.get("value_low") is not None:
            return f"{self._shown(self.row['value_low'], self.measure.unit)} … {self._shown(self.row['value_high'], self.measure.unit)}"
        return self._shown(value, self.measure.unit)

    def _shown(self, value: object, unit: Unit) -> str:
        if value is None or not isinstance(value, int | float):
            return "—" if value is None else str(value)
        if unit is Unit.MONEY and self.currency:
            return format_money(value, self.currency, decimals=2)
        if unit.as_percent:
            return format_share(value, decimals=2)
        return format_number(value, decimals=4) if value != int(value) else format_number(value, decimals=0)

    def as_json(self) -> dict[str, Any]:
        return {
            "measure": self.measure.id,
            "title": self.measure.title.as_json(),
            "row": dict(self.row),
            "formula": self.measure.formula,
            "filled_in": self.filled,
            "fraction": self.fraction,
            "scale": self.scale,
            "result": self.result,
            "definition": self.measure.definition,
            "reference": self.measure.reference,
            "currency": self.currency,
            "terms": [
                {"name": term.name, "title": {"en": term.en, "zh": term.zh}, "value": self.row.get(term.name), "unit": term.unit.value}
                for term in self.measure.terms
            ],
            "inputs": [
                {
                    "input": one.input, "rows": one.rows, "value": one.value,
                    "batches": [{"batch": batch, "file": self.files.get(batch), "rows": rows} for batch, rows in one.batches],
                    "largest": [dict(row) for row in one.largest],
                }
                for one in self.evidence
            ],
            "coverage": self.coverage.as_json(),
            "printed_elsewhere": [dict(row) for row in self.printed_elsewhere],
            "options": dict(self.options),
            "levels": {name: dict(level) for name, level in self.levels.items()},
            "window": [dict(row) for row in self.window.rows] if self.window is not None else None,
            "notes": [note.as_json() for note in self.notes],
        }  # fmt: skip

    def text(self) -> str:
        """For the terminal, in the language in use."""
        lines = [
            f"{self.measure.title}  {self._keys()}",
            f"  {self.measure.formula}",
            f"= {self.filled}" + (f"   ({self.scale_words})" if self.scale_words else ""),
            *([f"= {self.fraction}"] if self.fraction else []),
            f"= {self.result}",
            "",
        ]
        lines += [
            f"  {term.name}: {term.title} = {self._shown(self.row.get(term.name), term.unit)}"
            for term in self.measure.terms
        ]
        lines.append("")
        if self.window is not None:
            lines.append(f"  {self.window.rolling.title}:")
            lines += [f"    {period}: {amounts}" for period, amounts in self._in_window()]
            lines.append("")
        for one in self.evidence:
            lines.append(f"  {one.input}: {T(f'{one.rows:,} rows', f'{one.rows:,} 行')}" + self._places(one))
            lines += [
                f"    {T('batch', '批次')} {batch} ({self.files.get(batch, '')}): {rows:,}"
                for batch, rows in one.batches
            ]
        if self.coverage.share is not None:
            lines.append(
                f"  {T('coverage', '覆盖率')}: {format_share(self.coverage.share, decimals=1)} ({self.coverage.of})"
            )
        else:
            lines.append(f"  {T('coverage', '覆盖率')}: {self.coverage.of}")
        for printed in self.printed_elsewhere:
            lines.append(
                f"  {T('printed', '原文')}: {printed['value_printed']} {printed['unit_printed']} ({printed['locator']}) {self._verdict(printed)}"
            )
        if self.options:
            lines.append(
                f"  {T('options', '选项')}: "
                + ", ".join(f"{name}={value}" for name, value in self.options.items() if value is not None)
            )
        lines.append(f"  {T('reference', '出处')}: {self.measure.reference}")
        lines += [f"  {note}" for note in self.notes]
        return "\n".join(lines)

    def _in_window(self) -> list[tuple[str, str]]:
        """Each period of the window with its own numbers, those of the terms that are amounts."""
        if self.window is None:
            return []
        amounts = [term for term in self.measure.terms if term.unit is Unit.MONEY]
        return [
            (str(row["period"]), ", ".join(f"{term.name} = {self._shown(row.get(term.name), term.unit)}" for term in amounts))
            for row in self.window.rows
        ]  # fmt: skip

    def _keys(self) -> str:
        return ", ".join(str(self.row[name]) for name in self.measure.per if self.row.get(name) is not None)

    def _places(self, one: Evidence) -> str:
        places = sorted({str(row["locator"]) for row in one.largest if row.get("locator")})
        return f" ({'; '.join(places)})" if places else ""

    def _verdict(self, printed: Mapping[str, Any]) -> str:
        value = self.row.get("value")
        if value is None:
            return ""
        digits = len(str(printed["value_printed"]).partition(".")[2])
        scale = abs(float(str(printed["value_printed"])) / printed["value"]) if printed["value"] else 1.0
        agrees = abs(value * scale - float(str(printed["value_printed"]))) <= 0.5 * 10**-digits + 1e-9
        return str(T("agrees", "一致") if agrees else T("differs", "不一致"))

    def html(self, language: Language | None = None, *, heading: int = 4) -> str:
        """A fragment without style or script, that any page can hold; its heading is of the level that comes next there."""
        with in_language(language or current_language()):
            return self._html(heading)

    def _html(self, heading: int) -> str:
        def cell(text: object) -> str:
            return html.escape(str(text))

        terms = "".join(
            f'<tr><th scope="row"><code>{cell(term.name)}</code> {cell(term.title)}</th><td>{cell(self._shown(self.row.get(term.name), term.unit))}</td></tr>'
            for term in self.measure.terms
        )
        evidence = "".join(
            f"<li><code>{cell(one.input)}</code>: {one.rows:,} {cell(T('rows', '行'))}{cell(self._places(one))}<ul>"
            + "".join(
                f"<li>{cell(batch)} {cell(self.files.get(batch, ''))}: {rows:,}</li>" for batch, rows in one.batches
            )
            + "</ul></li>"
            for one in self.evidence
        )
        printed = "".join(
            f"<li>{cell(p['value_printed'])} {cell(p['unit_printed'])} ({cell(p['locator'])}) {cell(self._verdict(p))}</li>"
            for p in self.printed_elsewhere
        )
        window = "".join(
            f'<tr><th scope="row">{cell(period)}</th><td>{cell(amounts)}</td></tr>'
            for period, amounts in self._in_window()
        )
        share = format_share(self.coverage.share, decimals=1) + " " if self.coverage.share is not None else ""
        return (
            f'<section class="explanation"><h{heading}>{cell(self.measure.title)} <small>{cell(self._keys())}</small></h{heading}>'
            f'<p class="formula"><code>{cell(self.measure.formula)}</code></p><p class="filled"><code>= {cell(self.filled)}</code> {cell(self.scale_words)}</p>'
            + (f'<p class="fraction"><code>= {cell(self.fraction)}</code></p>' if self.fraction else "")
            + f'<p class="result"><strong>= {cell(self.result)}</strong></p><table class="terms"><tbody>{terms}</tbody></table>'
            + (
                f'<table class="window"><caption>{cell(self.window.rolling.title)}</caption><tbody>{window}</tbody></table>'
                if self.window
                else ""
            )
            + f'<ul class="evidence">{evidence}</ul>'
            + (f'<p>{cell(T("Printed", "原文"))}</p><ul class="elsewhere">{printed}</ul>' if printed else "")
            + f'<p class="coverage">{cell(T("Coverage", "覆盖率"))}: {cell(share)}{cell(self.coverage.of)}</p>'
            f'<p class="reference">{cell(T("Reference", "出处"))}: {cell(self.measure.reference)}</p></section>'
        )

    def _repr_html_(self) -> str:
        return self.html()

    def __repr__(self) -> str:
        return self.text()
