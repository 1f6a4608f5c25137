"""Ways from one nomenclature to another through the concordances in the lake: in one step, or over others between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Final

import ibis

from entrepot.vocabulary.tables import CONCORDANCES
from entrepot.workbench.flow_rows import lake_table
from entrepot.workbench.selection import Split

if TYPE_CHECKING:
    from ibis import Table

UNCONVERTED: Final = "unconverted"
"""The product of trade whose code its concordance does not list."""


@dataclass(frozen=True, slots=True)
class Step:
    """One concordance of the lake; `has_conversion` tells whether its publisher names one target for each code."""

    source: str
    target: str
    kind: str
    has_conversion: bool


Chain = tuple[Step, ...]


def chain_to(into: str, edition: str, held: Iterable[tuple[str, str, str]], split: Split | None) -> Chain | None:
    """The shortest way from `edition` to `into` over (from, to, kind) pairs; of equally short ones the first by name."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for source, target, kind in held:
        kinds.setdefault((source, target), set()).add(kind)
    ways: dict[str, Chain] = {edition: ()}
    reached = [edition]
    while reached and into not in ways:
        ahead: list[str] = []
        for here in sorted(reached):
            for source, target in sorted(kinds):
                if source == here and target not in ways:
                    kind = _kind_to_read(kinds[source, target], split)
                    ways[target] = (*ways[here], Step(source, target, kind, "conversion" in kinds[source, target]))
                    ahead.append(target)
        reached = ahead
    return ways.get(into)


def _kind_to_read(kinds: set[str], split: Split | None) -> str:
    """The correlation tells of all targets; the conversion is read where it is the rule, or all there is."""
    order = ("conversion", "correlation") if split == "publisher" else ("correlation", "conversion")
    return next(kind for kind in (*order, *sorted(kinds)) if kind in kinds)


def path_of(chain: Chain) -> str:
    """`HS2022 → HS2012 → SITC2`, without the last: that is what everything becomes."""
    return " → ".join(step.source for step in chain)


def links_of(chains: Mapping[str, Chain]) -> tuple[Table, Table]:
    """Links (`from_nomenclature, from_code, product, share`), each code's shares adding up to one; and their lines in the lake.

    A code whose way breaks off between has a share in UNCONVERTED. The lines are `batch`, `source` for each step behind a link.
    """
    whole = [(edition, chain, _along(chain)) for edition, chain in chains.items()]
    links = [
        rows.group_by("from_code", "product")
        .agg(share=rows.share.sum())
        .mutate(from_nomenclature=ibis.literal(edition))
        for edition, _, rows in whole
    ]
    lines = [
        rows.select(
            "from_code", "product", "share", batch=rows[f"batch_{at}"], source=rows[f"source_{at}"],
            from_nomenclature=ibis.literal(edition),
        ).filter(ibis._.batch.notnull())
        for edition, chain, rows in whole
        for at in range(len(chain))
    ]  # fmt: skip
    return _together(links), _together(lines)


def _along(chain: Chain) -> Table:
    """`from_code, product, share` by way of each chain of codes, and each step's batch and source."""
    rows = _of_step(chain[0], 0).rename(product="to_code")
    for at, step in enumerate(chain[1:], start=1):
        # All steps read the same table of the lake: views keep them apart.
        onward = _of_step(step, at).rename(between="from_code", onward="share").view()
        both = rows.left_join(onward, [("product", "between")])
        told = {name: both[name] for name in rows.columns if name not in ("product", "share")}
        rows = both.select(
            **told, **{name: both[name] for name in (f"batch_{at}", f"source_{at}")},
            product=both.to_code.fill_null(UNCONVERTED), share=both.share * both.onward.fill_null(1.0),
        ).view()  # fmt: skip
    return rows


def _of_step(step: Step, at: int) -> Table:
    pairs = lake_table(CONCORDANCES, name="concordances")
    pairs = pairs.filter(
        pairs.from_nomenclature == step.source, pairs.to_nomenclature == step.target, pairs.kind == step.kind
    )
    targets = pairs.count().over(group_by="from_code")
    return pairs.select(
        "from_code", "to_code", share=1.0 / targets, **{f"batch_{at}": pairs.batch, f"source_{at}": pairs.source}
    )


def _together(tables: Sequence[Table]) -> Table:
    return reduce(lambda one, more: one.union(more.select(one.columns)), tables)
