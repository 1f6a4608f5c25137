"""What stands around the tables of warnings and back-tests."""

from __future__ import annotations

from typing import Final

from entrepot.parameters.warning_settings import warning_settings
from entrepot.risks.warnings.warning import KIND_TITLES, Watch
from entrepot.vocabulary.amounts import format_share
from entrepot.vocabulary.text import T
from entrepot.web.front.about import About, read_from

_RULES: Final = (("method/#warnings", T("Every rule with its reference", "各项规则及出处")),)
_FLOWS: Final = {"export": T("exports", "出口"), "import": T("imports", "进口")}
_HELD_BACK: Final = T(
    "The checks of the data take these for slips of a power of ten or of the currency: the reason stands with each.",
    "数据检查认为这些可能是数量级或货币单位的差错，理由列于各行。",
)


def of_gaps(watch: Watch) -> About:
    """Of the table of what could be judged at all."""
    flow = _FLOWS[watch.flow]
    return About(
        "gaps",
        T(f"What could be judged: {flow.en}, {watch.period}", f"可判断的范围：{flow.zh}，{watch.period}"),
        read_from((watch.source,), T(f"{watch.series:,} series", f"{watch.series:,}个序列"), synthetic=watch.synthetic),
        (
            T(
                f"A series is one product sold to one partner. Too few: it has fewer than {watch.fewest_records} usable records in the window; no alarm can be given for it.",
                f"一个序列即一种商品对一个伙伴的贸易。记录不足：窗口内可用记录少于{watch.fewest_records}条，无法预警。",
            ),
        ),
        more=_RULES,
    )


def lights_said() -> tuple[T, ...]:
    """What each light, and each column of the table, means."""
    since = T(
        "New level since: the month from which the series runs on another level than before, where such a change is found.",
        "新水平始于：序列自该月起转到另一水平（检出者）。",
    )
    together = T(
        "Composite: no single number is far enough off, but several signals that ran ahead of earlier events stand out together.",
        "综合：单项偏离未必够大，但此前领先于事件的若干信号同时突出。",
    )
    return (*_how(), since, together)


def of_alarms(watch: Watch, *, held: bool = False) -> About:
    """Of the table of alarms, or of what was held back."""
    counts = [(KIND_TITLES[kind], number) for kind, number in watch.judged.items()]
    coverage = T(
        f"{', '.join(f'{title.en} {number:,}' for title, number in counts)} of {watch.series:,} series could be judged",
        f"{watch.series:,}个序列中可判断者：{'、'.join(f'{title.zh}{number:,}' for title, number in counts)}",
    )
    flow = _FLOWS[watch.flow]
    title = T("Held back", "暂不预警") if held else T("Alarms", "预警")
    return About(
        "held" if held else "alarms",
        T(f"{title.en}: {flow.en}, {watch.period}", f"{title.zh}：{flow.zh}，{watch.period}"),
        read_from((watch.source,), coverage, synthetic=watch.synthetic),
        (*((_HELD_BACK,) if held else ()), *_how()),
        more=_RULES,
    )


def _how() -> tuple[T, ...]:
    """The rules in words, with the numbers in force."""
    rules = warning_settings()
    amber, red = (f"{one:g}" for one in rules.unusual)
    moves = {kind: format_share(rules.move[kind], decimals=0) for kind in rules.move}
    weight = format_share(rules.weight[0], decimals=2)
    return (
        T(
            f"Against expected: the month beside its season and the median of the twelve months before, over a window of {rules.window} months.",
            f"较预期：与季节因素及此前十二个月的中位数相比，窗口为{rules.window}个月。",
        ),
        T(
            f"Usual deviations: the last month, or the median of the last three, in the series' own usual deviations: amber from {amber}, red from {red}.",
            f"偏离倍数：最近一个月（或最近三个月中位数）偏离该序列通常偏差的倍数，{amber}起为黄灯，{red}起为红灯。",
        ),
        T(
            f"Told only from {moves['price']} (price) or {moves['volume']} (volume, value) on, and from {weight} of an average month of the region's trade.",
            f"仅在变动达到{moves['price']}（价格）或{moves['volume']}（数量、金额），且达到该地区月均贸易额的{weight}时预警。",
        ),
    )
