"""The rules of early warning and of matching notices, with the numbers in force, where they come from, and an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from entrepot.parameters.warning_settings import warning_settings
from entrepot.vocabulary.amounts import format_share
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class Rule:
    """`formula` is what is worked out, `example` a case of it; `reference` empty where the rule is of our own making.

    `id` is its place on the page, where others lead to it.
    """

    title: T
    formula: T
    about: T
    example: T
    reference: str = ""
    id: str = ""


def warning_rules() -> tuple[Rule, ...]:
    """What makes an alarm, in the order in which it is asked."""
    rules = warning_settings()
    amber, red = rules.unusual
    volume = format_share(rules.move["volume"], decimals=0)
    floor, weight = format_share(rules.floor, decimals=0), format_share(rules.weight[0], decimals=2)
    said = rules.references
    return (
        Rule(
            T("What was to be expected", "预期值"), T("expected = median(twelve months before) × season(month)", "预期值 = 此前十二个月的中位数 × 该月季节系数"),
            T(f"medians over {rules.window} months, from {rules.fewest_records} records on; no trade counts as {floor} of the usual month", f"取{rules.window}个月窗口的中位数，至少{rules.fewest_records}条记录；无贸易的月份按通常月份的{floor}计"),
            T("usual 100, December +20 %: 120 is expected of a December", "通常为100、12月高20%：12月预期为120"), said["window"],
        ),
        Rule(
            T("Unusual", "异常"), T("unusual = (log(month) − log(expected)) ÷ usual deviation", "异常度 = (ln 当月值 − ln 预期值) ÷ 通常偏差"),
            T(f"amber from {amber:g}, red from {red:g}, of the last month or the median of the last three", f"最近一个月或最近三个月中位数：{amber:g}起为黄灯，{red:g}起为红灯"),
            T("usual deviation 0.1, 30 % below expected: -0.357 / 0.1 = -3.6, red", "通常偏差0.1、低于预期30%：−0.357/0.1 = −3.6，红灯"), said["unusual"],
        ),
        Rule(
            T("Large, and of weight", "幅度与权重"), T("abs(change) ≥ move; abs(money − expected) ÷ average month ≥ weight", "|变动| ≥ 幅度门槛；|金额 − 预期值| ÷ 月均贸易额 ≥ 权重门槛"),
            T(f"a move of {volume} in volumes and values, {format_share(rules.move['price'], decimals=0)} in prices; {weight} of an average month of the region's trade", f"数量与金额变动{volume}、价格变动{format_share(rules.move['price'], decimals=0)}；达到该地区月均贸易额的{weight}"),
            T("30 % below 100, of a month's 10,000: 0.30 %, told", "100减少30%，占月贸易额10,000的0.30%：预警"), said["move"],
        ),
        Rule(
            T("Back-test", "回测"), T("precision = alarms followed by an event ÷ alarms; recall = events alarmed ÷ events", "精确率 = 有事件随后发生的预警 ÷ 全部预警；召回率 = 有预警的事件 ÷ 全部事件"),
            T("the warnings of up to 36 past months are given again, each from what was known then: the lake as it stood, or the months that were published by then; "
              "two naive rules are asked of the same cases: last month's change repeats, and three standard deviations. A warning that does not beat both is said not to",
              "对最近至多36个月逐月重做预警，每月只用当时已知的数据（当时的数据湖，或届时已公布的月份）；并以同样的样本检验两种简单规则：上月变动重演、三倍标准差。未优于两者的预警如实注明"),
            T("10 alarms of which 2 are followed by an event, 20 events: precision 20 %, recall 10 %", "10次预警中2次其后有事件、共20次事件：精确率20%、召回率10%"), id="backtest",
        ),
        Rule(
            T("Back-test: event and AUROC", "回测：事件与 AUROC"), T("event = move within months ≥ max(move, usual moves × n); AUROC = P(strength of event > strength of none)", "事件 = 若干月内的变动 ≥ max(幅度门槛, 通常变动 × n)；AUROC = P(有事件者强度 > 无事件者强度)"),
            T(f"within {rules.within_months} months, at least {rules.event_unusual:g} of the series' own usual moves; beside two naive rules", f"{rules.within_months}个月内，且不少于该序列通常变动的{rules.event_unusual:g}倍；并与两种简单规则比较"),
            T("strengths 3, 2 with an event and 1 without: AUROC 1", "有事件者强度为3和2、无事件者为1：AUROC 为 1"), said["score"],
        ),
    )  # fmt: skip


MATCHING: Final = (
    Rule(
        T("Trade under measures", "受措施影响的贸易"), T("share = sum of trade met by any notice ÷ total trade", "比重 = 受任一措施影响的贸易额之和 ÷ 贸易总额"),
        T(
            "a row certainly meets a notice that is in force, affects the region's country and covers the whole of the row's product and partner; "
            "it may meet one that names goods more finely, or does not tell its day: that makes the upper end",
            "措施已生效、涉及本国且覆盖该行的全部商品与伙伴，即确定涉及；措施所列商品更细或未说明生效日的，为可能涉及，计入上限",
        ),
        T("exports 50 + 30 + 20, notices on the first two: 80 %; one on both counts once", "出口50+30+20，前两项受措施影响：80%；同受两项者只计一次"),
    ),
    Rule(
        T("Met by it alone", "仅受其影响"), T("alone = sum of trade met by this notice and no other", "仅受其影响 = 只受该措施而不受其他措施影响的贸易额之和"),
        T("by so much the exposure falls where the notice is lifted", "该措施取消后受影响贸易减少的金额"),
        T("two notices on the same 50: alone 0 each", "同一笔50受两项措施影响：各自“仅受其影响”为0"),
    ),
)  # fmt: skip
