"""The way from one nomenclature to another: as short as may be, the same every time."""

from __future__ import annotations

import pytest

from entrepot.workbench.concordance_chains import chain_to, path_of

HELD = [
    ("HS2022", "HS2017", "conversion"), ("HS2022", "HS2017", "correlation"), ("HS2017", "HS2012", "correlation"),
    ("HS2022", "HS2012", "correlation"), ("HS2012", "SITC2", "conversion"), ("HS2017", "SITC2", "correlation"), ("SITC2", "Lall", "correlation"),
    ("HS2012", "HS2022", "correlation"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edition", "into", "path"),
    [
        ("HS2022", "HS2017", "HS2022"),
        # Two ways of three steps: over HS 2012 or HS 2017; the first by name is taken.
        ("HS2022", "Lall", "HS2022 → HS2012 → SITC2"),
        ("HS2017", "Lall", "HS2017 → SITC2"),
        # Around in a circle is no way.
        ("HS2012", "HS2017", "HS2012 → HS2022"),
        ("Lall", "HS2022", None),
        ("BEC4", "Lall", None),
    ],
)
def test_ways(edition: str, into: str, path: str | None) -> None:
    chain = chain_to(into, edition, HELD, None)
    assert (None if chain is None else path_of(chain)) == path
    assert chain_to(into, edition, list(reversed(HELD)), None) == chain


def test_the_rule_of_the_publisher_reads_conversions_where_there_are_any() -> None:
    kinds = [
        [step.kind for step in chain_to("SITC2", "HS2022", HELD, split) or ()] for split in (None, "equal", "publisher")
    ]
    assert kinds == [["correlation", "conversion"], ["correlation", "conversion"], ["correlation", "conversion"]]
    [step] = chain_to("HS2017", "HS2022", HELD, "publisher") or ()
    assert (step.kind, step.has_conversion) == ("conversion", True)
