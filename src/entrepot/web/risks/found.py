"""Findings as the pages show them, worked out once: provinces stand among each other, so that all are judged in one go."""

from __future__ import annotations

from entrepot.risks.finding import Finding
from entrepot.vocabulary.areas import mainland_provinces
from entrepot.vocabulary.errors import MissingData
from entrepot.web.front.bench import bench, kept
from entrepot.workbench.risk_trade import chosen_source

PROVINCES = "provinces"


def findings_of(region: str, *, period: str = "", source: str = "", parts: str = "") -> tuple[Finding, ...]:
    """Known once while the lake stands as it stood."""
    if not parts and (region == PROVINCES or region in mainland_provinces()):
        found = _of_provinces(region, period, source)
        if found:
            return found
    asked = {"source": source or None, "parts": parts or None}
    return kept(
        ("risks", region, period, source, parts),
        lambda: bench().risks(region, period or None, **asked),
        in_every_language=True,
    )


def _of_provinces(region: str, period: str, source: str) -> tuple[Finding, ...]:
    """Those of a province, or of all, out of one judging by who tells of them; nothing where that tells nothing of it."""
    asked = mainland_provinces() if region == PROVINCES else (region,)
    try:
        told_by, money = kept(
            ("risks told by", region, source),
            lambda: chosen_source(bench(), asked, source=source or None, currency=None, as_of=None),
            in_every_language=True,
        )
        found = kept(
            ("risks of provinces", period, told_by, money),
            lambda: bench().risks(PROVINCES, period or None, source=told_by, currency=money),
            in_every_language=True,
        )
    except MissingData:
        return ()
    return found if region == PROVINCES else tuple(one for one in found if one.region == region)
