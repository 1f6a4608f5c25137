"""Gravity over the lake, or over a panel of one's own: estimates side by side, and what a region could sell where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from entrepot.lake.lake import AsOf
from entrepot.models.gravity import (
    Estimates,
    Specification,
    estimate,
    estimate_by_sector,
    potential,
    specification_named,
)
from entrepot.reports.estimates_table import estimates_paper, term_title
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData, SchemaMismatch
from entrepot.vocabulary.text import T
from entrepot.workbench.gravity_panel import GravityPanel, gravity_panel

if TYPE_CHECKING:
    from entrepot.studies.paper import Paper
    from entrepot.workbench.bench import Workbench

Named = str | Specification
USUAL: Final = ("naive", "theory")
_NAMES: Final = ("exporter", "importer", "sector")


@dataclass(frozen=True)
class GravityAnswer:
    """`estimates` in the order asked for, one for each sector where trade is told by sector; `panel` is what they were made on."""

    estimates: tuple[Estimates, ...]
    panel: pa.Table
    region: str | None
    source: T
    synthetic: bool
    notes: tuple[T, ...]
    vintage: str

    def potential(
        self, year: int | None = None, *, specification: str | None = None, level: float = 0.9, draws: int = 500
    ) -> pa.Table:
        """What each pair would trade (of the region where there is one), with its interval; the most unrealised first."""
        able = [
            one
            for one in self.estimates
            if one.specification.tells_potential and one.specification.estimator == "poisson"
        ]
        chosen = [one for one in self.estimates if one.specification.id == specification] if specification else able
        if not chosen or chosen[0].sector:
            raise MissingData(
                T(
                    "no estimation here tells potential: ask for theory or domestic, of all goods together",
                    "现有估计不能用于潜力：请用 theory 或 domestic 对全部商品估计",
                )
            )
        last = int(pc.max(chosen[0].fitted["year"]).as_py())
        table = potential(self.panel, chosen[0], year or last, level=level, draws=draws)
        if self.region is not None:
            table = table.filter(pc.equal(table["exporter"], pa.scalar(self.region)))
        return table.sort_by([("unrealised", "descending"), ("importer", "ascending")])

    def paper(self) -> Paper:
        """The estimates side by side, as papers print them, to be written in any format of documents."""
        return estimates_paper(
            self.estimates, source=self.source, notes=self.notes, synthetic=self.synthetic, vintage=self.vintage
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "region": self.region, "source": self.source.as_json(), "synthetic": self.synthetic, "vintage": self.vintage, "estimates": [_told(one) for one in self.estimates],
            "notes": [one.as_json() for one in self.notes],
        }  # fmt: skip


def gravity(
    workbench: Workbench,
    specifications: Named | Sequence[Named] = USUAL,
    *,
    region: str | None = None,
    years: str | None = None,
    every: int = 1,
    output_per_gdp: float | None = None,
    digits: int | None = None,
    source: str | None = None,
    data: Any = None,
    as_of: AsOf = None,
) -> GravityAnswer:
    """The specifications estimated on one panel; MissingData, NotConverged or SchemaMismatch say what is in the way."""
    asked = _declared(specifications)
    if data is not None:
        made = GravityPanel(_own_panel(data), _called(data), synthetic=False, notes=(), vintage=_day_of(data))
    else:
        lags, leads = ({years for one in asked for years in getattr(one, name)} for name in ("lags", "leads"))
        made = gravity_panel(
            workbench, region=region, years=years, every=every, output_per_gdp=output_per_gdp, digits=digits, source=source,
            shifts=(*sorted(lags), *(-years for years in sorted(leads))), as_of=as_of,
        )  # fmt: skip
    notes, found = list(made.notes), list[Estimates]()
    by_sector = "sector" in made.table.column_names
    for one in asked:
        able, lacking = _with_known_terms(one, made.table)
        notes += lacking
        found += estimate_by_sector(made.table, able) if by_sector else [estimate(made.table, able)]
    own = None if region is None else area(region).id
    return GravityAnswer(
        tuple(found), made.table, own, made.source, made.synthetic, tuple(dict.fromkeys(notes)), made.vintage
    )


def _declared(specifications: Named | Sequence[Named]) -> tuple[Specification, ...]:
    several = (specifications,) if isinstance(specifications, str | Specification) else tuple(specifications)
    return tuple(specification_named(one) if isinstance(one, str) else one for one in several)


def _with_known_terms(specification: Specification, panel: pa.Table) -> tuple[Specification, list[T]]:
    """Terms of which the panel knows nothing at all are left out, and said; MissingData where none is left."""
    unknown = [name for name in panel.column_names if name not in _NAMES and panel[name].null_count == panel.num_rows]
    kept = tuple(term for term in specification.terms if term.removeprefix("log_") not in unknown)
    if kept == specification.terms:
        return specification, []
    lost = [term_title(term) for term in specification.terms if term not in kept]
    en, zh, title = ", ".join(one.en for one in lost), "、".join(one.zh for one in lost), specification.title
    if not kept:
        raise MissingData(
            T(
                f"{title.en}: nothing is held of {en} for these years; take in CEPII's gravity file: entrepot source show cepii_gravity",
                f"{title.zh}：这些年份没有{zh}的数据；请收入 CEPII 引力数据：entrepot source show cepii_gravity",
            )
        )
    without = replace(specification, terms=kept)
    if "rta" not in kept:
        without = replace(without, lags=(), leads=())
    return without, [
        T(
            f"{title.en}: nothing is held of {en} for these years, so it is left out",
            f"{title.zh}：这些年份没有{zh}的数据，未列入",
        )
    ]


def _own_panel(data: Any) -> pa.Table:
    """A Parquet or CSV file, an Arrow table or a frame; what is neither exporter, importer nor sector is numbers."""
    from entrepot.workbench.own_tables import own_table

    given = own_table(data)
    if given.parquet is not None:
        import pyarrow.parquet as pq

        table = pq.read_table(given.parquet)
    else:
        table = given.rows if given.rows is not None else pa.table({})
    columns: dict[str, Any] = {}
    for name in table.column_names:
        try:
            columns[name] = table[name].cast(pa.string() if name in _NAMES else pa.float64())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            # A column of words may be an effect; as a term it would be refused where it is used.
            columns[name] = table[name].cast(pa.string())
    if "year" in columns and pa.types.is_floating(columns["year"].type):
        columns["year"] = columns["year"].cast(pa.int64())
    if not columns:
        raise SchemaMismatch(T("the panel is empty", "面板为空"))
    return pa.table(columns)


def _called(data: Any) -> T:
    return (
        T(Path(data).name, Path(data).name) if isinstance(data, str | Path) else T("a panel of one's own", "自有面板")
    )


def _day_of(data: Any) -> str:
    """When a file was last written; of what is in memory nobody knows."""
    return date.fromtimestamp(Path(data).stat().st_mtime).isoformat() if isinstance(data, str | Path) else ""


def _told(one: Estimates) -> dict[str, Any]:
    return {
        "specification": one.specification.id, "sector": one.sector,
        "terms": [
            {"term": term, "coefficient": one.of(term)[0], "error": one.of(term)[1], "p": one.p_value(term), "interval": one.interval(term)}
            for term in one.terms
        ],
        "observations": one.observations, "clusters": one.clusters, "r_squared": one.r_squared, "residual": one.residual,
        "collinear": one.collinear,
        "dropped": {name: getattr(one.dropped, name) for name in ("missing", "without_trade", "separated", "alone")},
    }  # fmt: skip
