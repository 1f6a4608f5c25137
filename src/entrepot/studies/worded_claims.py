"""Claims in words: a date that another place gives differently, a trend that the figures deny."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from entrepot.studies.claim_formula import Call, Figure, Printed
from entrepot.studies.claims import TREND_WORDS, Claim
from entrepot.studies.expanding import expanded
from entrepot.studies.figures import Figures, Found, Missing
from entrepot.studies.recomputing import Table, choices, series_of
from entrepot.studies.saying import told
from entrepot.studies.titles import period_title, place_title
from entrepot.studies.verdict import Verdict
from entrepot.vocabulary.text import T


def verdict_on_date(claim: Claim, other: Printed) -> Verdict:
    """Two places that date one event differently contradict each other."""
    if other.text == claim.printed:
        said = T(f"{other.locator} says the same", f"与“{other.locator}”一致")
        return Verdict(claim.id, "reproduces", claim.printed, said, other.text)
    where = place_title(other.locator, claim.study)
    said = T(f"{where.en} says {other.text}", f"“{where.zh}”为 {other.text}")
    return Verdict(claim.id, "contradicts", claim.printed, said, other.text, against=f"{other.text} ({other.locator})")


def verdict_on_trend(claim: Claim, figures: Figures) -> Verdict:
    """The claim's word, and what the selected figures do over their periods."""
    node = expanded(claim.formula)
    if not (isinstance(node, Call) and isinstance(node.arguments[0], Figure)):
        raise TypeError("a trend is of a selection")
    table = Table(figures, claim.precision, claim.study)
    choice = choices(node, table, own_place="", leave_out_own=False, unit_of_claim="")[0]
    series = series_of(node.arguments[0], choice, table)
    if len(series) < 2:
        raise Missing(T("a trend needs two periods or more", "趋势至少需要两个时期"))
    first, last = series[0], series[-1]
    steps = [(first, last)] if node.function == "trend" else list(pairwise(series))
    word = _direction(steps)
    holds = (word == claim.printed.removeprefix("not ")) is not claim.printed.startswith("not ")
    values = [one.literally for one in series]
    ends = f"{first.literally:f} to {last.literally:f}"
    direction = TREND_WORDS.get(word, T("now rising, now falling", "有升有降"))
    when = period_title(first.cell.period), period_title(last.cell.period)
    message = T(
        f"{direction.en}: {told([first], claim.study).en} in {when[0].en}, {told([last], claim.study).en} in {when[1].en}",
        f"{direction.zh}：{when[0].zh}{told([first], claim.study).zh}，{when[1].zh}{told([last], claim.study).zh}",
    )
    against = None if holds else f"{ends} {last.unit_printed} ({last.locator})"
    return Verdict(
        claim.id,
        "reproduces" if holds else "contradicts",
        claim.printed,
        message,
        ends,
        min(values),
        max(values),
        against,
    )


def _direction(steps: Sequence[tuple[Found, Found]]) -> str:
    """One word for all steps, or `mixed`; two figures that may be the same number are flat."""
    words = {
        "flat"
        if later.value.meets(earlier.value)
        else "rising"
        if later.value.value > earlier.value.value
        else "falling"
        for earlier, later in steps
    }
    return words.pop() if len(words) == 1 else "mixed"
