"""A finding in JSON: the same words and numbers for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrepot.risks.finding import Drivers, Evidence, Finding, ReadingFound, Span


def finding_json(finding: Finding) -> dict[str, Any]:
    """Numbers as they are, texts in both languages; what is not known is null."""
    drivers, rank = finding.drivers, finding.rank
    return {
        "id": finding.id,
        "risk": finding.risk.id,
        "title": finding.risk.title.as_json(),
        "region": finding.region,
        "part": {"kind": finding.part.kind, "id": finding.part.id, "title": finding.part.title.as_json(), "share": finding.part.share},
        "period": finding.period,
        "score": finding.score.point,
        "score_low": finding.score.low,
        "score_high": finding.score.high,
        "level": finding.level,
        "level_low": finding.levels[0],
        "level_high": finding.levels[1],
        "direction": finding.direction,
        "change": finding.change,
        "readings": [_reading(one) for one in finding.readings],
        "drivers": None if drivers is None else _drivers(drivers),
        "split": None if finding.split is None else _drivers(finding.split),
        "peers": [
            {
                "peers": one.peers, "title": one.title.as_json(), "number": one.number, "percentile": one.percentile,
                "compared_by": list(one.compared_by),
            }
            for one in finding.peers
        ],
        "rank": None if rank is None else {
            "declared": rank.declared, "equal": rank.equal, "low": rank.low, "high": rank.high, "among": rank.among,
            "draws": rank.draws, "seed": rank.seed,
        },
        "coverage": finding.coverage,
        "currency": finding.currency,
        "evidence": [_evidence(one) for one in finding.evidence],
        "levers": list(finding.risk.levers),
        "says": [one.as_json() for one in finding.says],
        "synthetic": finding.synthetic,
    }  # fmt: skip


def _span(span: Span) -> dict[str, float | None]:
    return {"value": span.point, "low": span.low, "high": span.high}


def _reading(found: ReadingFound) -> dict[str, Any]:
    return {
        "id": found.reading.id,
        "title": found.reading.title.as_json(),
        "measure": found.reading.measure,
        "unit": found.reading.unit.value,
        **_span(found.value),
        "before": _span(found.before),
        "score": _span(found.score),
        "weight": found.weight,
        "says": None if found.said is None else found.said.as_json(),
        "remark": None if found.remark is None else found.remark.as_json(),
    }


def _drivers(drivers: Drivers) -> dict[str, Any]:
    return {
        "reading": drivers.reading,
        "over": drivers.over,
        "since": drivers.since,
        "change": drivers.change,
        "largest": [
            {
                "id": one.id,
                "title": one.title.as_json(),
                "before": one.before,
                "now": one.now,
                "contribution": one.contribution,
            }
            for one in drivers.largest
        ],
        "others": drivers.others,
        "others_number": drivers.others_number,
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "table": one.table,
        "source": one.source,
        "where": [list(pair) for pair in one.where],
        "rows": one.rows,
        "added_up": one.added_up,
        "batches": list(one.batches),
        "places": list(one.places),
    }
