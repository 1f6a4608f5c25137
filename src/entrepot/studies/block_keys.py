"""The blocks of a section, read from their keys: text, table, published table, chart, claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast

from entrepot.models.scenario.shelf import scenario_named
from entrepot.parameters.keys import Keys
from entrepot.risks.register import risk_named
from entrepot.studies.declaration import (
    ROW_KEYS,
    SHOWS,
    BlockOf,
    ChartOf,
    ClaimsOf,
    ColumnOf,
    FindingsOf,
    Grid,
    PublishedOf,
    ScenarioOf,
    Shows,
    TableOf,
    TextOf,
    Where,
)
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

KINDS: Final = ("text", "table", "chart", "published", "claims", "findings", "scenario")
WHERE_KEYS: Final = {
    "area": "area", "region": "area", "counterpart": "counterpart", "partner": "counterpart", "subject": "subject",
    "product": "product", "regime": "regime", "period": "period", "locator": "locator", "study": "study",
    "unit": "unit", "flow": "flow", "share": "share", "reference": "reference",
}  # fmt: skip
_GRID_KEYS: Final = ("rows", "columns", "over", "top", "sort", "digits", *WHERE_KEYS)
_COLUMN_KEYS: Final = ("name", "formula", "measure", "figure", "title", "unit", "decimals", "show")
_NEEDED: Final = T("?", "?")
# It is spoken of in texts, and stands in addresses and in names of files.
_NOT_IN_IDS: Final = "{}|,:/\\?#%<>\"'&"


def block_of(keys: Keys) -> BlockOf | None:
    """The block; which kind it is says the key it has."""
    kinds = [kind for kind in KINDS if keys.has(kind)]
    if "published" in kinds and "table" in kinds:
        kinds.remove("table")
    if len(kinds) != 1:
        keys.problems.add(
            keys.at,
            T(
                f"a block has one of {', '.join(KINDS)}; this one has {', '.join(kinds) or 'none'}",
                f"每块须有 {'、'.join(KINDS)} 之一；此处为 {'、'.join(kinds) or '空'}",
            ),
        )
        return None
    return _READERS[kinds[0]](keys)


def _text(keys: Keys) -> TextOf | None:
    keys.only(("text", *WHERE_KEYS))
    text = keys.text("text")
    return TextOf(text, _where(keys), keys.at / "text") if text else None


def _table(keys: Keys) -> TableOf:
    keys.only(("table", "title", "beside_printed", "notes", *_GRID_KEYS))
    return TableOf(
        _id(keys, "table"), _title(keys), _grid(keys), keys.flag("beside_printed"), keys.texts("notes"), keys.at
    )


def _chart(keys: Keys) -> ChartOf:
    keys.only(("chart", "id", "title", "subtitle", "options", "each_period", *_GRID_KEYS))
    return ChartOf(
        id=_id(keys, "id"), chart=keys.word("chart", needed=True), title=_title(keys), grid=_grid(keys),
        subtitle=keys.text("subtitle"), options=_options(keys), at=keys.at,
    )  # fmt: skip


def _options(keys: Keys) -> dict[str, object]:
    """What a chart is told besides its rows; what is not said follows from them."""
    own = keys.inner("options")
    if own is None:
        return {}
    own.only(("columns", "unit", "currency", "focus", "points", "whole"))
    columns = own.inner("columns")
    found: dict[str, object] = {
        "columns": {role: columns.word(role) for role in columns.table} if columns else None,
        "unit": own.one_of("unit", tuple(one.value for one in Unit)), "currency": own.one_of("currency", ("USD", "CNY")),
        "focus": own.word("focus"), "points": own.flag("points"),
        "whole": own.flag("whole"),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _published(keys: Keys) -> PublishedOf:
    keys.only(("published", "table", "title", "study", "rows", "figures", "recomputed", "notes"))
    recomputed = keys.inner("recomputed")
    formulas = tuple((name, recomputed.word(name)) for name in recomputed.table) if recomputed else ()
    return PublishedOf(
        id=_id(keys, "table"), title=_title(keys), locators=_locators(keys), study=keys.word("study"),
        rows=keys.words("rows"), figures=keys.words("figures"), recomputed=formulas, notes=keys.texts("notes"), at=keys.at,
    )  # fmt: skip


def _locators(keys: Keys) -> tuple[str, ...]:
    """One place, commas and all, or a list of places."""
    if isinstance(keys.table["published"], list):
        if not keys.words("published"):
            keys.wrong("published", T("name at least one place", "请至少写明一处"))
        return keys.words("published")
    return (keys.word("published", needed=True),)


def _claims(keys: Keys) -> ClaimsOf:
    keys.only(("claims", "id", "title"))
    file = keys.word("claims", needed=True)
    return ClaimsOf(keys.word("id") or "claims", _title(keys), "" if file == "all" else file, keys.at)


def _findings(keys: Keys) -> FindingsOf:
    keys.only(("findings", "id", "title", "partner", "product", "period", "notes"))
    asked = keys.words("findings")
    risks = () if asked == ("all",) else asked
    for one in risks:
        try:
            risk_named(one)
        except EntrepotError as problem:
            keys.wrong("findings", problem.message)
    return FindingsOf(
        _id(keys, "id"),
        _title(keys),
        risks,
        keys.word("partner"),
        keys.words("product"),
        keys.word("period"),
        keys.texts("notes"),
        keys.at,
    )


def _scenario(keys: Keys) -> ScenarioOf:
    keys.only(("scenario", "id", "title", "period", "notes"))
    name = keys.word("scenario", needed=True)
    try:
        scenario_named(name)
    except EntrepotError as problem:
        keys.wrong("scenario", problem.message)
    return ScenarioOf(_id(keys, "id"), _title(keys), name, keys.word("period"), keys.texts("notes"), keys.at)


def _id(keys: Keys, key: str) -> str:
    found = keys.word(key, needed=True)
    if any(sign in _NOT_IN_IDS or sign.isspace() for sign in found):
        keys.wrong(key, T(f"an id has neither blanks nor any of {_NOT_IN_IDS}", f"编号中不能有空格和 {_NOT_IN_IDS}"))
    return found


def _title(keys: Keys) -> T:
    return keys.text("title", needed=True) or _NEEDED


def _where(keys: Keys) -> Where:
    return {key: keys.word(word) for word, key in WHERE_KEYS.items() if keys.word(word)}


def _grid(keys: Keys) -> Grid:
    rows = keys.one_of("rows", tuple(ROW_KEYS), needed=True)
    columns = tuple(_column(one) for one in keys.each("columns"))
    if not columns:
        keys.problems.add(
            keys.at,
            T(
                'nothing is shown: say columns = [{measure = "exports"}]',
                '没有可列出的数据：请写 columns = [{measure = "exports"}]',
            ),
        )
    return Grid(
        rows=ROW_KEYS.get(rows, "period"), columns=columns, over=keys.words("over"), top=keys.number("top", least=1),
        sort=keys.word("sort"), digits=keys.number("digits", least=1), each_period=keys.flag("each_period"), where=_where(keys),
    )  # fmt: skip


def _column(keys: Keys) -> ColumnOf:
    keys.only(_COLUMN_KEYS)
    given = [key for key in ("formula", "measure", "figure") if keys.has(key)]
    if len(given) != 1:
        keys.problems.add(
            keys.at, T("a column has one of measure, figure, formula", "每列须有 measure、figure、formula 之一")
        )
    formula = keys.word(given[0]) if given else ""
    show = cast(Shows, keys.one_of("show", SHOWS, otherwise="value"))
    name = keys.word("name") or (formula if show == "value" else f"{formula} {show}")
    return ColumnOf(name, formula, keys.text("title"), keys.word("unit"), keys.number("decimals"), show, keys.at)


_READERS: Final[Mapping[str, Callable[[Keys], BlockOf | None]]] = {
    "text": _text, "table": _table, "chart": _chart, "published": _published, "claims": _claims,
    "findings": _findings, "scenario": _scenario,
}  # fmt: skip
