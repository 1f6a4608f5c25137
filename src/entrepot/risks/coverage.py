"""How much of the trade stands behind findings, in words."""

from __future__ import annotations

from collections.abc import Sequence

from entrepot.risks.finding import Finding
from entrepot.vocabulary.amounts import format_share
from entrepot.vocabulary.text import T


def coverage_of(findings: Sequence[Finding]) -> T:
    """Of the trade, what is known in the detail that the risks need: of the least known one."""
    known = [one.coverage for one in findings if one.coverage is not None]
    if not known:
        return T("not told: no total in this detail", "未说明：无此明细的合计")
    least = format_share(min(known), decimals=0)
    return T(f"{least} of the trade in the detail needed", f"所需明细占贸易额的{least}")
