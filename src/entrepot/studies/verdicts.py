"""Whether a claim holds, by interval arithmetic on printed digits, and what stands against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from entrepot.studies.amounts_said import amount_said
from entrepot.studies.claim_formula import Call, Figure, Node, Printed, figures_in
from entrepot.studies.claims import Claim
from entrepot.studies.expanding import expanded
from entrepot.studies.figures import Figures, Found, Missing, area_id, cells_of, selecting
from entrepot.studies.intervals import Interval
from entrepot.studies.recomputing import Choice, Table, as_found, choices, worked_out
from entrepot.studies.saying import saying, told
from entrepot.studies.slips import corrected, input_slips, times
from entrepot.studies.verdict import Verdict, Word
from entrepot.studies.worded_claims import verdict_on_date, verdict_on_trend
from entrepot.vocabulary.amounts import CURRENCY_NAMES
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.money import PrintedUnit
from entrepot.vocabulary.short_names import name_in_sentences
from entrepot.vocabulary.text import T

# The census and the figure may lie decades apart.
_ROOM_FOR_PEOPLE: Final = Decimal("1.5")
_AMOUNT: Final = re.compile(r"[−\d][\d,.]*")
_LARGEST: Final = Decimal(10) ** 40
_NO_HEADS: Final = ("change", "growth", "gap", "target")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One way to take the inputs, and what comes of it, in the claim's unit."""

    choice: Choice
    ours: Interval
    unknown: T | None


@dataclass(frozen=True, slots=True)
class _Question:
    """A claim of a number, and what it is checked with."""

    claim: Claim
    value: Decimal
    unit: PrintedUnit
    node: Node
    table: Table

    @property
    def claimed(self) -> Interval:
        return self.claim.precision.of_claim(self.value)

    @property
    def decimals(self) -> int:
        exponent = self.value.as_tuple().exponent
        if self.unit.kind == "rank" or not isinstance(exponent, int):
            return 0
        return max(2, 1 - exponent)

    def shown(self, value: Decimal) -> T:
        """Our number in the claim's unit, in words."""
        return amount_said(f"{value.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP):f}", self.unit.text)


def verdicts(claims: Iterable[Claim], figures: Figures) -> tuple[Verdict, ...]:
    return tuple(judged(claim, figures) for claim in claims)


def judged(claim: Claim, figures: Figures) -> Verdict:
    """The verdict on one claim; what cannot be worked out makes it not checkable, and the message says why."""
    try:
        if claim.value is not None and claim.unit is not None:
            return _on_number(claim, claim.value, claim.unit, figures)
        if isinstance(claim.formula, Printed):
            return verdict_on_date(claim, claim.formula)
        return verdict_on_trend(claim, figures)
    except (Missing, EntrepotError) as problem:
        return Verdict(claim.id, "not_checkable", claim.printed, problem.message)


def _on_number(claim: Claim, value: Decimal, unit: PrintedUnit, figures: Figures) -> Verdict:
    table = Table(figures, claim.precision, claim.study)
    question = _Question(claim, value, unit, expanded(claim.formula), table)
    too_many = _more_than_people(question)
    if too_many:
        return Verdict(claim.id, "implausible", claim.printed, too_many)
    others = _printed_elsewhere(question)
    outcomes = _outcomes(question)
    near = [one for one in outcomes if question.claimed.meets(one.ours)]
    unknown = next((one.unknown for one in near if one.unknown is not None), None)
    if unknown is not None:
        raise Missing(unknown)
    if not near:
        return _that_fails(question, outcomes[0], others)
    far = [one for one in outcomes if one not in near]
    if far or others:
        return _contradicted(question, near[0], far, others)
    best = next((one for one in near if _to_the_digit(question, one)), near[0])
    word: Word = "reproduces" if _to_the_digit(question, best) else "within_rounding"
    return _verdict(question, word, best, T(*_ours(question, best)))


def _outcomes(question: _Question) -> tuple[_Outcome, ...]:
    """What comes of every choice of places; a figure standing alone is recomputed where a measure has its name."""
    node, table = question.node, question.table
    if isinstance(node, Figure) and node.name in table.figures.measures:
        try:
            worked = worked_out(Call("measure", (node,)), {}, table)
        except (Missing, EntrepotError):
            pass
        else:
            return (_Outcome({}, _in_unit(question, worked.value, worked.unit), None),)
    ways = choices(
        node, table, own_place=question.claim.place, leave_out_own=isinstance(node, Figure),
        unit_of_claim=question.unit.base,
    )  # fmt: skip
    found, lacking = [], []
    for choice in ways:
        try:
            worked = worked_out(node, choice, table)
        except Missing as missing:
            lacking.append(missing)
        else:
            found.append(_Outcome(choice, _in_unit(question, worked.value, worked.unit), worked.unknown))
    if not found:
        raise lacking[0]
    return tuple(found)


def _in_unit(question: _Question, value: Interval, base: str) -> Interval:
    """The result in the claim's unit; `USD/firms` is also said in dollars."""
    top, _, under = base.partition("/")
    if base != question.unit.base and (top != question.unit.base or under in ("", *CURRENCY_NAMES)):
        raise Missing(
            T(
                f"the formula gives {base}, the claim is in {question.unit.text} ({question.unit.base})",
                f"公式结果的单位为 {base}，论断的单位为 {question.unit.text}（{question.unit.base}）",
            )
        )
    if max(abs(value.low), abs(value.high)) > _LARGEST:
        raise Missing(T("the result is beyond any figure of this world", "结果超出一切现实数据"))
    return value.over(question.unit.factor)


def _printed_elsewhere(question: _Question) -> tuple[Found, ...]:
    """Other places that print the very figure of the claim, and print it differently."""
    node, table = question.node, question.table
    said = list(question.claim.same_as)
    if isinstance(node, Figure) and node.name in table.figures.measures:
        said.append(node)
    claimed = question.claimed.times(question.unit.factor)
    found = [
        as_found(row.value_printed, row.unit_printed, cell, row.locator, replace(table.precision, inputs=None))
        for figure in said
        for cell in cells_of(figure, study=question.claim.study)
        for row in table.figures.places(cell)
        if row.locator != question.claim.place and row.value_printed and row.unit == question.unit.base
    ]
    if question.claim.same_as and not found:
        (cell, *_) = cells_of(question.claim.same_as[0], study=question.claim.study)
        raise table.figures.lacking(cell)
    return tuple(one for one in found if not claimed.meets(one.value))


def _that_fails(question: _Question, outcome: _Outcome, others: Sequence[Found]) -> Verdict:
    """A slip of a power of ten, a figure printed otherwise elsewhere, or simply another result."""
    claim, unit = question.claim, question.unit
    en, zh = _ours(question, outcome)
    slip = corrected(question.value, claim.precision, outcome.ours)
    single = isinstance(question.node, Figure)
    stand_against = [*others, *(outcome.choice.values() if single else ())]
    against = "; ".join(dict.fromkeys(one.said for one in stand_against)) or None
    if slip is not None:
        power, meant = slip
        message = T(
            f"{en}; a slip of a power of ten: {amount_said(f'{meant:f}', unit.text).en} ({times(power)}) would hold",
            f"{zh}；应为数量级笔误：{amount_said(f'{meant:f}', unit.text).zh}（{times(power)}）方可成立",
        )
        return _verdict(question, "implausible", outcome, message, against or f"{meant:f} {unit.text} ({times(power)})")
    if stand_against:
        words = told(dict.fromkeys(stand_against), claim.study)
        return _verdict(
            question, "contradicts", outcome, T(f"{en}; against it: {words.en}", f"{zh}；与之矛盾：{words.zh}"), against
        )
    slips = list(
        input_slips(question.node, outcome.choice, question.table, question.claimed.times(unit.factor), question.value)
    )
    if slips:
        named = " or ".join(f"{found.cell} {text} ({times(power)})" for found, power, text in slips)
        said = [(saying(selecting(found.cell), {}), text, power) for found, power, text in slips]
        message = T(
            f"{en}; it would hold with "
            + " or ".join(f"{one.en} as {text} ({times(power)})" for one, text, power in said),
            f"{zh}；若"
            + "，或".join(f"{one.zh}为 {text}（{times(power)}）" for one, text, power in said)
            + "，则可复算",
        )
        return _verdict(question, "does_not_reproduce", outcome, message, named)
    return _verdict(question, "does_not_reproduce", outcome, T(en, zh))


def _contradicted(question: _Question, near: _Outcome, far: Sequence[_Outcome], others: Sequence[Found]) -> Verdict:
    """The claim holds with one place's figures, and not with another's."""
    en, zh = _ours(question, near)
    told_en, told_zh, against = [], [], [one.said for one in others]
    for outcome in far:
        differing = [found for cell, found in outcome.choice.items() if near.choice[cell] != found]
        where, ours = told(differing, question.claim.study), question.shown(outcome.ours.value)
        against.append(", ".join(found.said for found in differing))
        told_en.append(f"{ours.en} with {where.en}")
        told_zh.append(f"按{where.zh}则为{ours.zh}")
    if others:
        told_en.append(f"printed elsewhere as {told(others, question.claim.study).en}")
        told_zh.append(f"另处公布为{told(others, question.claim.study).zh}")
    message = T(f"{en}; but {'; '.join(told_en)}", f"{zh}；但{'；'.join(told_zh)}")
    return _verdict(question, "contradicts", near, message, "; ".join(dict.fromkeys(against)))


def _to_the_digit(question: _Question, outcome: _Outcome) -> bool:
    """The inputs as printed give the claim as printed; what needs a declared precision only lies within it."""
    return not question.claim.precision.declared and Interval.printed(question.value).holds(outcome.ours.value)


def _verdict(question: _Question, word: Word, outcome: _Outcome, message: T, against: str | None = None) -> Verdict:
    ours = outcome.ours
    return Verdict(question.claim.id, word, question.claim.printed, message, ours.value, ours.low, ours.high, against)


def _ours(question: _Question, outcome: _Outcome) -> tuple[str, str]:
    """Our number with its bounds, and for a multiple whether it is a ratio or a growth."""
    ours, shown = outcome.ours, question.shown
    value, low, high = shown(ours.value), shown(ours.low), shown(ours.high)
    bounds_en = "" if low == high else f" (between {_both(low.en, high.en, ' and ')})"
    bounds_zh = "" if low == high else f"（介于{_both(low.zh, high.zh, '与')}之间）"
    en, zh = f"ours is {value.en}{bounds_en}", f"复算为{value.zh}{bounds_zh}"
    node = question.node
    if question.unit.kind == "ratio" and isinstance(node, Call) and node.function in ("ratio", "growth"):
        ratio = node.function == "ratio"
        other = shown(ours.value - 1 if ratio else ours.value + 1)
        en += f" as a {'ratio' if ratio else 'growth'}, {other.en} as a {'growth' if ratio else 'ratio'}"
        zh += f"（{'倍数' if ratio else '增长倍数'}），若为{'增长倍数' if ratio else '倍数'}则是{other.zh}"
    return en, zh


def _both(low: str, high: str, between: str) -> str:
    """Two amounts with their unit said once: 69.03 and 69.34 times."""
    first = _AMOUNT.search(low)
    return _AMOUNT.sub(lambda found: f"{first[0] if first else low}{between}{found[0]}", high, count=1)


def _more_than_people(question: _Question) -> T | None:
    """More people than live there; the area is the one that the formula speaks of, a city counts as its province."""
    low = question.claimed.times(question.unit.factor).low
    figures = [one for one in (*figures_in(question.node), *question.claim.same_as) if one.values("area")]
    if question.unit.base != "persons" or not figures or any(word in figures[0].name for word in _NO_HEADS):
        return None
    place = area_id(figures[0].values("area")[0])
    known = question.table.figures.people
    people = known.get(place) or known.get(place[:5])
    if people is None or low <= _ROOM_FOR_PEOPLE * people:
        return None
    said, named = question.claim.printed_said, name_in_sentences(place)
    return T(
        f"{said.en} are more than the people of {named.en}, {people:,} in 2020; look at the unit (万) in the original",
        f"{said.zh}超过{named.zh}的人口（2020年 {people:,} 人）；请核对原文的单位（万）",
    )
