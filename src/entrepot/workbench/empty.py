"""Nothing to answer with: which part of the question is empty, and what the lake does hold."""

from __future__ import annotations

from dataclasses import replace

from entrepot.measures.inputs import Input
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.contents import Contents
from entrepot.workbench.narrowing import able_sql, narrowing_sql
from entrepot.workbench.selection import Selection

MOST_NAMED = 30


def nothing_told(
    contents: Contents,
    selection: Selection,
    wanted: Input,
    needed: frozenset[str],
    regions: tuple[str, ...],
    flow: str | None,
) -> MissingData:
    """The first condition that leaves nothing: source, region, direction, period, detail, partner, product, regime."""
    bare = Selection()
    steps: list[tuple[T, str, Selection, frozenset[str], tuple[str, ...], str | None]] = [
        (T("flows of trade", "贸易流量"), "source", bare, frozenset(), (), None)
    ]

    def step(
        title: T, column: str, chosen: Selection, needs: frozenset[str] = frozenset(), way: str | None = None
    ) -> None:
        steps.append((title, column, chosen, needs, regions, way))

    if selection.source:
        steps.append((T(f"source {selection.source}", f"来源 {selection.source}"), "source", Selection(source=selection.source), frozenset(), (), None))  # fmt: skip
    base = Selection(source=selection.source)
    if regions:
        step(T(f"region {', '.join(regions)}", f"地区 {'、'.join(regions)}"), "reporter", base)
    if flow:
        step(T(f"direction {flow}", f"流向 {flow}"), "flow", base, way=flow)
    base = replace(base, currency=selection.currency, basis=selection.basis, nomenclature=selection.nomenclature)
    if selection.basis or selection.nomenclature:
        step(T(f"{selection.basis or ''} {selection.nomenclature or ''}".strip(), f"{selection.basis or ''} {selection.nomenclature or ''}".strip()), "nomenclature", base, way=flow)  # fmt: skip
    base = replace(base, first=selection.first, last=selection.last)
    if selection.first or selection.last:
        span = f"{selection.first or '...'} .. {selection.last or '...'}"
        step(T(f"period {span}", f"时期 {span}"), "period", base, way=flow)
    base = replace(base, frequency=selection.frequency)
    if selection.frequency:
        step(T(f"frequency {selection.frequency}", f"频度 {selection.frequency}"), "frequency", base, way=flow)
    base = replace(base, digits=selection.digits)
    detail = ", ".join(sorted(needed)) or "-"
    step(T(f"detail by {detail}", f"按 {detail} 分类"), "concat_ws(' ', source, frequency, product_digits, partner_level, regime_level)", base, needed, flow)  # fmt: skip
    for column, names in (("partner", selection.partners), ("product", selection.products), ("regime", selection.regimes)):  # fmt: skip
        if names:
            base = base.only(column, names)
            step(T(f"{column} {', '.join(names)}", f"{column} {'、'.join(names)}"), column, base, needed, flow)
    before = "true"
    for title, column, chosen, needs, who, way in steps:
        condition = able_sql(chosen, needs, way, who, "")
        narrow = narrowing_sql(chosen)
        cells = contents.cells(chosen, who)
        if not contents.column(f"SELECT 1 FROM {cells} WHERE {condition} LIMIT 1"):
            return _empty(contents, wanted, title, column, before)
        if not narrow:
            before = condition
    if selection.frequency == "year":
        twelve = T("a whole year, of twelve months,", "完整的十二个月")
        return _empty(contents, wanted, twelve, "period", before)
    money = selection.currency or "USD"
    return _empty(
        contents, wanted, T(f"currency {money}", f"货币 {money}"), "CASE WHEN n_usd > 0 THEN 'USD' END", before
    )


def _empty(contents: Contents, wanted: Input, title: T, column: str, before: str) -> MissingData:
    if column in ("partner", "product", "regime"):
        rows = [f"SELECT DISTINCT {column} AS c FROM {table}" for table in ("flows", "published_flows")]
        sql = f"SELECT c FROM ({' UNION '.join(rows)}) WHERE c IS NOT NULL ORDER BY 1 LIMIT {MOST_NAMED}"
    elif column == "period":
        sql = f"SELECT min(period) || ' .. ' || max(period) FROM held WHERE {before} HAVING count(*) > 0"
    else:
        sql = (
            f"SELECT DISTINCT {column} FROM held WHERE {before} AND {column} IS NOT NULL ORDER BY 1 LIMIT {MOST_NAMED}"
        )
    held = contents.column(sql)
    return MissingData(
        T(
            f"no rows for {wanted.title.en.lower()}: the {title.en} has none; the lake holds {', '.join(held) or 'nothing'}. "
            "Ask for what is there, or ingest a file that has it.",
            f"没有{wanted.title.zh}的数据：{title.zh} 无记录；数据湖中有：{'、'.join(held) or '无'}。请改换条件，或导入相应文件。",
        )
    )


def nothing(wanted: Input, selection: Selection) -> MissingData:
    """A published figure, or a list of areas, that is not there."""
    where = ", ".join(selection.regions) or "any region"
    where_zh = "、".join(selection.regions) or "任何地区"
    return MissingData(
        T(
            f"the lake holds no {wanted.title.en.lower()} for {where}; "
            f"type it into the template of `figures` and ingest that, name another period, or give it by --table {wanted.name}=FILE",
            f"数据湖中没有{where_zh}的{wanted.title.zh}；请填写 figures 模板并导入，改换时期，或用 --table {wanted.name}=FILE 给出",
        )
    )


def nothing_to_compare(selection: Selection, wanted: Input) -> MissingData:
    return MissingData(
        T(
            f"there is nothing to compare {', '.join(selection.regions)} with: the lake holds no {wanted.title.en.lower()}. "
            "Ingest a world table (BACI, Comtrade) or other regions of the same source, or name --reference",
            f"{'、'.join(selection.regions)} 没有可比的参照：数据湖中没有{wanted.title.zh}。"
            "请导入世界数据（BACI、Comtrade）或同一来源的其他地区，或用 --reference 指明",
        )
    )


def no_values(contents: Contents, selection: Selection) -> MissingData:
    """Rows were there and yet no answer came: the periods of the inputs do not meet."""
    asked = f"reporter IN ({', '.join(repr(r) for r in selection.regions)})" if selection.regions else "true"
    span = contents.column(f"SELECT min(period) || ' .. ' || max(period) FROM held WHERE {asked} HAVING count(*) > 0")
    return MissingData(
        T(
            f"no rows: the inputs have no period and region in common; flows are of {', '.join(span) or 'no period'}",
            f"没有结果：各项数据没有共同的时期和地区；流量数据时期：{'、'.join(span) or '无'}",
        )
    )
