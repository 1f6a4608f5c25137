"""A product seen from a region: the study drafted from what the lake holds, and who else has the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from entrepot.lake.engine import rows_of
from entrepot.studies.drafting import escaped, filled_in, money_unit, quoted
from entrepot.studies.figures import area_id
from entrepot.studies.paper import Gap, Paper, Section
from entrepot.studies.study_file import study_of_toml
from entrepot.studies.titles import area_title
from entrepot.vocabulary.areas import Area, all_by_id, mainland_provinces
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.products import chapters_of, product, section_id
from entrepot.vocabulary.text import T
from entrepot.workbench.study_drafts import holding_of, years_of

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

_SHORTEST: Final = 2
_HAVING: Final = """
SELECT reporter, bool_and(synthetic) AS synthetic, left(min(period), 4) AS first, left(max(period), 4) AS last FROM flows
WHERE flow = 'export' AND (product = ? OR {inside}) GROUP BY reporter
"""


@dataclass(frozen=True, slots=True)
class Exporter:
    """A region that exports the product; `synthetic_only` where nothing real says so."""

    area: Area
    first: str
    last: str
    synthetic_only: bool


def exporters(workbench: Workbench, code: str) -> tuple[Exporter, ...]:
    """Every region with exports of the product, in the order of the vocabulary."""
    name = product(code).code
    within = chapters_of(section_id(name) or "") or ((name,) if name.isdigit() else ())
    inside = " OR ".join("starts_with(product, ?)" for _ in within) or "false"
    with workbench.lake.reader() as connection:
        rows = rows_of(connection, _HAVING.format(inside=inside), [name, *within]).to_pylist()
    known = {row["reporter"]: row for row in rows}
    return tuple(
        Exporter(one, known[one.id]["first"], known[one.id]["last"], bool(known[one.id]["synthetic"]))
        for one in all_by_id().values()
        if one.id in known
    )


def new_product_study(workbench: Workbench, code: str, region: str, *, name: str = "") -> str:
    """The TOML of a study of one product in a region's trade; MissingData where no source tells of goods there."""
    wanted, home = product(code), area_id(region)
    holding = holding_of(workbench, home, flows_only=True, goods=wanted.code if wanted.code.isdigit() else "")
    if not holding.products:
        raise MissingData(
            T(
                f"the lake tells nothing of the goods that {area_title(home).en} trades: take in flows by product (entrepot ingest)",
                f"数据湖中没有{area_title(home).zh}分商品的数据：请录入分商品的贸易数据（entrepot ingest）",
            )
        )
    first, last = years_of("", holding)
    place, title = area_title(home), _short(wanted.name)
    others = [one for one in mainland_provinces() if one != home] if home in mainland_provinces() else []
    slots = {
        "id": name or f"{home.lower()}-{wanted.code.lower().replace(' ', '-')}", "code": escaped(wanted.code),
        "product_en": escaped(title.en), "product_zh": escaped(title.zh), "region": quoted(home), "region_en": place.en,
        "region_zh": place.zh, "peers": ", ".join(quoted(one) for one in others), "period": last if first == last else f"{first}..{last}",
        "source": quoted(holding.source), "currency": quoted(holding.currency),
        "money": money_unit(holding),
    }  # fmt: skip
    conditions = {
        "always": True,
        "years": first < last,
        "partners": holding.partners,
        "others": holding.others and bool(others),
        "of its own": wanted.code.isdigit() and len(wanted.code) >= _SHORTEST,
    }
    return filled_in("draft_product.toml", slots, conditions)


def product_paper(workbench: Workbench, code: str, region: str, *, name: str = "") -> Paper:
    """The study of the product, run; sections of which nothing is known are left out."""
    text = new_product_study(workbench, code, region, name=name)
    paper = workbench.run_study(study_of_toml(text, file=f"{name or code}.toml"))
    sections = tuple(_told(paper.sections))
    if not sections:
        said, place = product(code).name, area_title(area_id(region))
        raise MissingData(T(f"{place.en} has no trade in {said.en} that the lake tells of", f"数据湖中没有{place.zh}的“{said.zh}”贸易数据"))  # fmt: skip
    return replace(paper, sections=sections)


def _told(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        blocks = tuple(block for block in section.blocks if not isinstance(block, Gap))
        if blocks:
            yield replace(section, blocks=blocks)


def _short(name: T) -> T:
    """A heading of the tariff up to its first semicolon: what a title can hold."""
    return T(name.en.partition(";")[0].strip(), name.zh.partition("；")[0].strip())
