"""One finding laid open: measure, map, weight, score, level, with thresholds, references and the rows behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrepot.lake.lake import AsOf
from entrepot.parameters.risk_thresholds import Weights
from entrepot.risks.finding import LEVEL_TITLES, Finding
from entrepot.studies.titles import locator_title
from entrepot.vocabulary.amounts import format_money, format_number
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T
from entrepot.workbench.risk_evidence import largest_rows
from entrepot.workbench.risk_saying import told
from entrepot.workbench.risks import thresholds_for

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench


def the_finding(found: Sequence[Finding], part: str | None) -> Finding:
    """The one about the part named, or about the region."""
    known = {"" if one.part.kind == "region" else f"{one.part.kind}:{one.part.id}": one for one in found}
    wanted = part or ""
    if wanted not in known:
        if not part and known:
            return found[0]
        raise UnknownName(T("part", "分项"), part or "", [name for name in known if name])
    return known[wanted]


def explanation(
    workbench: Workbench, finding: Finding, *, weights: str | Path | Weights | None = None, as_of: AsOf = None
) -> dict[str, Any]:
    """The finding in JSON, and beside it each reading's map with its reference, the limits of the levels, and the largest rows."""
    thresholds = thresholds_for(weights)
    maps = {one.reading.id: thresholds.readings[finding.risk.id, one.reading.id] for one in finding.readings}
    rows = largest_rows(workbench, finding, as_of=as_of)
    return {
        "finding": finding.as_json(),
        "maps": {
            name: {"points": [list(point) for point in one.points], "weight": one.weight, "as_of": one.as_of, "reference": one.reference}
            for name, one in maps.items()
        },
        "levels": dict(zip(("watch", "high", "severe"), thresholds.levels, strict=True)),
        "rows": [{"where": [list(pair) for pair in evidence.where], "rows": evidence.rows, "largest": largest} for evidence, largest in rows],
    }  # fmt: skip


def explanation_text(found: dict[str, Any], finding: Finding) -> str:
    """The explanation for people."""
    lines = [told(finding), ""]
    for one in finding.readings:
        scored = found["maps"][one.reading.id]
        points = ", ".join(f"{value:g} → {score:g}" for value, score in scored["points"])
        lines += [
            f"{one.reading.title} ({one.reading.measure})",
            f"  {T('why', '理由')}: {one.reading.why}",
            f"  {T('map', '映射')}: {points}",
            f"  {T('as of', '日期')} {scored['as_of']}: {scored['reference']}",
        ]
    limits = ", ".join(f"{LEVEL_TITLES[name]} ≥ {limit:g}" for name, limit in found["levels"].items())
    lines += ["", f"{T('levels', '等级')}: {limits}"]
    for evidence, rows in zip(finding.evidence, [*found["rows"], *[None] * len(finding.evidence)], strict=False):
        where = " ".join(f"{name}={value}" for name, value in evidence.where)
        amount = (
            f", {format_money(evidence.added_up, finding.currency)}"
            if evidence.added_up is not None and finding.currency
            else ""
        )
        number = format_number(evidence.rows)
        lines.append(
            str(T(f"{number} rows{amount}: {evidence.table} {where}", f"{number} 行{amount}：{evidence.table} {where}"))
        )
        lines += [f"  {T('printed in', '出处')} {locator_title(place)}" for place in evidence.places]
        lines += [f"  {T('batch', '批次')} {batch}" for batch in evidence.batches]
        for row in rows["largest"] if rows else ():
            lines.append("    " + "  ".join(f"{value}" for value in row.values() if value is not None))
    return "\n".join(lines)
