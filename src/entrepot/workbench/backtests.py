"""Back-tests of the warnings over the lake: month by month, each with what was known then."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from entrepot.parameters.warning_settings import KINDS, WarningSettings, warning_settings
from entrepot.risks.backtest.events import adjusted, moves_after
from entrepot.risks.backtest.keeping import FORM, keep_origin, keep_result, kept_origin, kept_result, kept_results
from entrepot.risks.backtest.origins import TESTED, Said, held_back, known_until, nothing_said, said_at
from entrepot.risks.backtest.result import Backtest, Case, lines_of
from entrepot.risks.backtest.shocks import Seen, seen
from entrepot.risks.warnings.leading import Outside
from entrepot.risks.warnings.series import NAMES, MonthlySeries, period_of
from entrepot.risks.warnings.warning import KindOfWarning
from entrepot.vocabulary.errors import BadMachine, MissingData, UnknownName
from entrepot.vocabulary.periods import Period, parse_period
from entrepot.vocabulary.steps import Progress, counted, no_progress
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import Language, T
from entrepot.workbench.contents import look_into
from entrepot.workbench.data_doubts import doubts_of
from entrepot.workbench.leading_signals import leading_signals
from entrepot.workbench.levels import Wanted, plan
from entrepot.workbench.monthly_rows import MonthlyRows
from entrepot.workbench.sample_shocks import known_shocks
from entrepot.workbench.selection import regions_of, select, several
from entrepot.workbench.warnings import read_series

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from entrepot.workbench.bench import Workbench

ORIGINS: Final = 36

_TWO_WAYS: Final = T(
    "Each rule is held to two things: to foresee what is still ahead, which is the declared score, and to recognise early what may have begun in the last "
    "month that was known; how well it does the second is no foresight",
    "各规则受两项检验：预见尚未开始的变动（为正式评分），以及及早识别可能在最后已知月份已开始的变动；后者的成绩不代表预见能力",
)


def backtest(
    workbench: Workbench,
    *,
    period: str | None = None,
    origins: int = ORIGINS,
    settings: WarningSettings | None = None,
    progress: Progress = no_progress,
    flows: pa.Table | None = None,
    **asked: Any,
) -> Backtest:
    """The warnings as they would have been given in each month of `period`, or in the last `origins` whose end is known.

    What each month said is kept in the lake's folder: a run that was stopped goes on where it was.
    """
    settings, asked = settings or warning_settings(), _in_order(asked)
    version = None if flows is not None else _version(workbench)
    monthly, series = read_series(workbench, flows=flows, **asked)
    months = _origins(series, settings, period, origins)
    vintages = _vintages(workbench) if flows is None else ()
    name = _id(asked, settings, version if flows is None else _content(flows))
    folder = _folder(workbench) / name
    _make(folder)
    if (before := kept_result(folder)) is not None and (before.first, before.last) == (period_of(months[0]), period_of(months[-1])):  # fmt: skip
        return before
    price = series.price(settings.trim)
    months_of = {kind: adjusted(series, kind, settings, price) for kind in KINDS}
    outside = leading_signals(workbench.lake, monthly)
    cases: list[Case] = []
    by_month: dict[int, dict[KindOfWarning, Said]] = {}
    read = [_vintage_of(origin, vintages) for origin in months]
    for done, origin in enumerate(months):
        progress(counted(T(f"as known in {period_of(origin)}", f"按{period_of(origin)}所知"), done, len(months)))
        try:
            known, said = _said(workbench, (monthly, series), origin, vintages, settings, folder, asked, outside)
        except KeyboardInterrupt as stop:
            raise KeyboardInterrupt(T(f"Stopped after {done} of {len(months)} months; the same command goes on from there.", f"已中止，完成 {done}/{len(months)} 个月；再次运行同一命令将从此处继续。")) from stop  # fmt: skip
        by_month[known] = said
        for kind in TESTED:
            moves = moves_after(
                months_of["price" if kind == "composite" else kind],
                smoothed_months=settings.smoothed_months,
                known=known - series.first,
                origin=origin - series.first,
                within=settings.within_months,
            )
            cases.append(Case(kind, said[kind], moves.of(said[kind].lines)))
    result = Backtest(
        id=name,
        title=_title(asked),
        regions=regions_of(asked.get("region")),
        flow=str(asked["flow"]),
        first=period_of(months[0]),
        last=period_of(months[-1]),
        origins=len(months),
        vintages=len(set(read)),
        series=series.series,
        lines=lines_of(cases, settings),
        settings=settings,
        source=monthly.source,
        synthetic=monthly.synthetic,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        says=(_TWO_WAYS, *monthly.notes, *_of_vintages(read, settings)),
        shocks=_shocks(series, monthly.source, str(asked["flow"]), by_month),
        version=version,
    )
    keep_result(folder, result)
    return result


def backtests(workbench: Workbench) -> tuple[Backtest, ...]:
    """Those that were run over this lake, the newest first."""
    return kept_results(_folder(workbench))


def backtest_named(workbench: Workbench, name: str, *, hint: T | None = None) -> Backtest:
    """By its id or the beginning of it; `hint` says where they are listed."""
    known = backtests(workbench)
    found = next((one for one in known if one.id == name or (len(name) >= 4 and one.id.startswith(name))), None)
    if found is None:
        raise UnknownName(T("back-test", "回测"), name, [one.id for one in known], hint=hint)
    return found


def is_of_today(workbench: Workbench, found: Backtest) -> bool:
    """Whether it would be the same if it were run now: the same flows, the same settings."""
    return found.version == _version(workbench) and found.settings == warning_settings()


def can_be_tested(workbench: Workbench, region: str, flow: str) -> bool:
    """Whether the lake tells months of it by partner and product; of how many, nobody has counted then."""
    selection = select(region=region, frequency="month", flow=flow)
    with look_into(workbench.lake) as contents:
        return plan(contents, selection, Wanted(flow, selection.regions, frozenset({"partner"}))) is not None


def _version(workbench: Workbench) -> int:
    return workbench.lake.table(FLOWS).newest_version()


def _in_order(asked: dict[str, Any]) -> dict[str, Any]:
    """The same question in the same words, however it was put."""
    said = {name: value for name, value in asked.items() if value is not None}
    said.setdefault("flow", "export")
    if len(regions := regions_of(said.get("region"))) == 1:
        said["region"] = regions[0]
    return said


def _shocks(
    series: MonthlySeries, source: str, flow: str, said: dict[int, dict[KindOfWarning, Said]]
) -> tuple[Seen, ...]:
    found = [
        seen(shock, said, (period_of(shock.first), period_of(shock.last)))
        for shock in known_shocks(series, source, flow)
    ]
    return tuple(one for one in found if one is not None)


def _origins(series: MonthlySeries, settings: WarningSettings, period: str | None, count: int) -> list[int]:
    """Months by whose end enough is known, and whose end is told: what happened then can be looked up."""
    first_able = series.first + settings.fewest_records + settings.lag_months - 1
    last_able = series.last - settings.within_months
    if period is None:
        wanted = range(max(first_able, last_able - count + 1), last_able + 1)
    else:
        low, _, high = period.partition("..")
        ends = [parse_period(end) for end in (low, high or low)]
        wanted = range(max(ends[0].begin, first_able), min(ends[1].end, last_able) + 1)
    if not wanted:
        raise MissingData(
            T(
                f"no month can be tested: it takes {settings.fewest_records} months before it and {settings.within_months} after it, and the lake tells {period_of(series.first)} to {period_of(series.last)}",
                f"没有可回测的月份：之前须有{settings.fewest_records}个月、之后须有{settings.within_months}个月，而数据为{period_of(series.first)}至{period_of(series.last)}",
            )
        )
    return list(wanted)


def _said(
    workbench: Workbench, today: tuple[MonthlyRows, MonthlySeries], origin: int, vintages: tuple[str, ...],
    settings: WarningSettings, folder: Path, asked: dict[str, Any], outside: tuple[Outside, ...],
) -> tuple[int, dict[KindOfWarning, Said]]:  # fmt: skip
    if (kept := kept_origin(folder, period_of(origin))) is not None:
        return kept
    vintage = _vintage_of(origin, vintages)
    if vintage is None:
        monthly, then = today
        known = known_until(origin, settings)
    else:
        try:
            monthly, then = read_series(workbench, as_of=vintage, **asked)
        except MissingData:
            # The lake held something by then, and nothing of this.
            return origin, nothing_said()
        outside = leading_signals(workbench.lake, monthly, as_of=vintage)
        known = min(then.last, origin)
    window = then.until(known, settings.window)
    doubts = doubts_of(workbench.lake, monthly, period_of(window.first), period_of(known), as_of=vintage)
    said = held_back(said_at(window, outside, settings), window, settings, doubts)
    if vintage is not None:
        lines = _lines_in(then.names, today[1].names)
        said = {kind: _moved(one, lines) for kind, one in said.items()}
    keep_origin(folder, period_of(origin), known, said)
    return known, said


def _moved(said: Said, lines: NDArray[np.int64]) -> Said:
    """The same about today's lines; a series that is no longer told is left out."""
    from dataclasses import fields, replace

    there = lines[said.lines] >= 0
    kept = {field.name: getattr(said, field.name)[there] for field in fields(said)}
    return replace(said, **{**kept, "lines": lines[said.lines][there]})


def _lines_in(names: pa.Table, today: pa.Table) -> NDArray[np.int64]:
    """Of each series where it stands among today's; -1 where it is gone."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    keys: list[Any] = []
    for table in (names, today):
        words: list[Any] = [table[name].cast(pa.string()) for name in NAMES]
        keys.append(pc.binary_join_element_wise(*words, "|"))
    place = pc.index_in(keys[0], keys[1].combine_chunks()).to_numpy(zero_copy_only=False)
    lines: NDArray[np.int64] = np.nan_to_num(place.astype(np.float64), nan=-1).astype(np.int64)
    return lines


def _vintages(workbench: Workbench) -> tuple[str, ...]:
    """The days on which flows were taken in, oldest first."""
    return tuple(sorted({batch.at[:10] for batch in workbench.history() if batch.table == FLOWS.name}))


def _vintage_of(origin: int, vintages: tuple[str, ...]) -> str | None:
    """The last day of the month, if the lake held anything by then."""
    day = Period("month", origin, origin).last_day.isoformat()
    return max((one for one in vintages if one <= day), default=None)


def _of_vintages(read: Sequence[str | None], settings: WarningSettings) -> tuple[T, ...]:
    """What was known in the months tested: a state of the lake each, or None."""
    then, today = [one for one in read if one], read.count(None)
    said = []
    if then:
        said.append(
            T(
                f"{len(then)} of the {len(read)} months were given the lake as it stood then, in {len(set(then))} vintages",
                f"{len(read)}个月份中有{len(then)}个按当时的数据湖回测，共{len(set(then))}个历史版本",
            )
        )
    if today:
        held = T(f"before the lake held anything ({today} of {len(read)} months)", f"其中{today}/{len(read)}个月早于数据湖的首个版本") if then else T("the lake holds one vintage only", "数据湖仅有一个版本")  # fmt: skip
        said.append(
            T(
                f"{held.en}: each month is given what publication allows ({settings.lag_months} month later; January and February together since {settings.together_since}), but later revisions are in the numbers",
                f"{held.zh}：各月只用届时已公布的月份（滞后{settings.lag_months}个月；{settings.together_since}年起1、2月合并公布），但数值已含事后修订",
            )
        )
    return tuple(said)


def _id(asked: dict[str, Any], settings: WarningSettings, state: int | str | None) -> str:
    """The same question of the same lake with the same settings is the same back-test, whichever months it takes."""
    return hashlib.sha256(f"{FORM} {sorted(asked.items())} {settings} {state}".encode()).hexdigest()[:12]


def _content(flows: pa.Table) -> str:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, flows.schema) as writer:
        writer.write_table(flows)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _title(asked: dict[str, Any]) -> T:
    from entrepot.reports.naming import name_of

    def words(language: Language) -> list[str]:
        named = [
            name_of({"region": "reporter"}.get(key, key), value, language)
            for key, value in asked.items()
            if value is not None and key in ("region", "partner", "product", "flow")
        ]
        by, digits = several(asked.get("by")), asked.get("digits")
        titles = [FLOWS.column(name).title.in_language(language) for name in by]
        if titles:
            named.append(T(f"by {' and '.join(titles).lower()}", f"按{'、'.join(titles)}").in_language(language))
        if digits:
            named.append(T(f"{digits} digits", f"编码前{digits}位").in_language(language))
        return named

    return T(
        "Back-test of warnings: " + ", ".join(words("en") or ["all"]), "预警回测：" + "、".join(words("zh") or ["全部"])
    )


def _folder(workbench: Workbench) -> Path:
    return workbench.lake.folder / "backtests"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadMachine(
            T(f"{folder} cannot be written to ({problem.strerror})", f"无法写入 {folder}（{problem.strerror}）")
        ) from problem
