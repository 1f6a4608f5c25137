"""The reference without the region itself: what it is compared with must not be partly itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import WORLD_ROW
from entrepot.measures.joining import beside
from entrepot.measures.option import Option
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import FloatingValue

OWN = Option(
    "own",
    "by_name",
    T(
        "Our own trade in the reference: taken out where the reference lists us or states the whole world (by_name), "
        "always taken out, as of a province in its nation (inside), or left in (kept)",
        "参照中的本地区贸易：参照列有本地区或为全世界时扣除（by_name）；总是扣除，如省在全国之中（inside）；不扣除（kept）",
    ),
    ("by_name", "inside", "kept"),
)


def beside_rest(own: Table, reference: Table, within: tuple[str, ...], item: str, how: str) -> Table:
    """`own` (`within`, reporter, item, `x`) with `r`, the reference's trade of the item without us, and `r_all`, of all.

    An item that the reference does not list is no trade where it lists any; a rest below nothing is a contradiction
    and has no value.
    """
    cells = reference.group_by(*within, item).agg(w=reference.value.sum())
    stated = (reference.reporter == WORLD_ROW).ifelse(1, 0).max()
    wholes = reference.group_by(*within).agg(w_all=reference.value.sum(), stated=stated)
    named = reference.group_by(*within, "reporter", item).agg(named=reference.value.sum())
    listed = reference.group_by(*within, "reporter").agg(named_all=reference.value.sum())
    both = beside(beside(own, wholes, within), cells, [*within, item])
    both = beside(beside(both, listed, [*within, "reporter"]), named, [*within, "reporter", item])
    both = both.mutate(
        w=both.w.coalesce(both.w_all * 0.0), x_all=both.x.sum().over(group_by=[*within, "reporter"]),
        is_inside=(both.stated == 1) if how == "by_name" else (both.stated >= 0),
    )  # fmt: skip
    if how == "kept":
        return both.mutate(r=both.w, r_all=both.w_all)
    taken = both.named_all.notnull().ifelse(both.named.coalesce(0.0), both.is_inside.ifelse(both.x, 0.0))
    taken_all = both.named_all.coalesce(both.is_inside.ifelse(both.x_all, 0.0))
    return both.mutate(r=_less(both.w, taken), r_all=_less(both.w_all, taken_all))


def _less(whole: FloatingValue, part: FloatingValue) -> FloatingValue:
    """whole - part, where a last digit below nothing is nothing, and more than that has no value."""
    rest = whole - part
    return (rest >= 0).ifelse(rest, (rest >= -1e-9 * whole).ifelse(0.0, None))
