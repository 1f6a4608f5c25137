"""Run every rule over what is staged and gather what they find."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from entrepot.lake.checks.duplicates import duplicate_keys
from entrepot.lake.checks.looking import LOOKED_AT, SHOWN_PER_RULE, look_at, told
from entrepot.lake.checks.replaced import replaces_more
from entrepot.lake.checks.rows import row_rules
from entrepot.lake.checks.rule import RowRule
from entrepot.lake.checks.together import TOGETHER
from entrepot.lake.staging import Staged
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.lake.lake import Lake

_ORDER: Final = {"stop": 0, "warn": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is bad: the rule's name, and SQL that is true for the row."""

    name: str
    bad: str


@dataclass(frozen=True, slots=True)
class Checked:
    """`reasons` tell the rows which stops name; none where a stop is about the whole file."""

    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...]

    @property
    def stops(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "stop")

    @property
    def bad_rows(self) -> str:
        """SQL that is true for the rows to set aside; empty where setting rows aside would not help."""
        return " OR ".join(f"({reason.bad})" for reason in self.reasons)


def check(staged: Staged, lake: Lake) -> Checked:
    """Every finding of every rule, stops first, at most SHOWN_PER_RULE of each rule spelled out."""
    findings: list[Finding] = list(staged.remarks)
    whole_file = any(finding.level == "stop" for finding in findings)
    reasons: list[Reason] = []
    # What is ready has passed the rules about a row on its way.
    rules = () if staged.ready else row_rules(staged.spec, staged.printed)
    for rule, count in _counted(staged, rules):
        findings += _spelled_out(staged, rule, count)
        if rule.level == "stop":
            reasons.append(Reason(f"{rule.name} ({rule.column})", rule.bad))
    if staged.count() == 0:
        findings.append(Finding("stop", "no_rows", _nothing_kept(staged), staged.file))
        whole_file = True
    twice, bad = duplicate_keys(staged)
    findings += twice
    if bad:
        reasons.append(Reason("duplicate_key", bad))
    # To set every row aside would keep nothing.
    if reasons and not _any_sound(staged, reasons):
        reasons = []
    findings += _together(staged, lake)
    findings.sort(key=lambda finding: (_ORDER[finding.level], math.inf if finding.row is None else finding.row))
    return Checked(tuple(findings), () if whole_file else tuple(reasons))


def _nothing_kept(staged: Staged) -> T:
    if not staged.remarks:
        return T("not one row of data", "没有任何数据行")
    return T(
        f"not one of its {staged.rows_read:,} rows could be kept; the notes tell why each was left out",
        f"{staged.rows_read:,} 行数据均未能保留，原因见各条提示",
    )


def _any_sound(staged: Staged, reasons: list[Reason]) -> bool:
    bad = " OR ".join(f"coalesce({reason.bad}, false)" for reason in reasons)
    return staged.connection.execute(f"SELECT 1 FROM staged WHERE NOT ({bad}) LIMIT 1").fetchone() is not None


def _together(staged: Staged, lake: Lake) -> list[Finding]:
    if staged.spec.name not in LOOKED_AT:
        return []
    return [*replaces_more(staged, lake), *told(look_at(staged, lake), TOGETHER)]


def _counted(staged: Staged, rules: tuple[RowRule, ...]) -> list[tuple[RowRule, int]]:
    """The rules that some row breaks, and how many do, in one pass over the rows."""
    if not rules:
        return []
    cells = ", ".join(f"count(*) FILTER (WHERE {rule.bad})" for rule in rules)
    row = staged.connection.execute(f"SELECT {cells} FROM staged").fetchone() or ()
    return [(rule, int(count)) for rule, count in zip(rules, row, strict=True) if count]


def _spelled_out(staged: Staged, rule: RowRule, count: int) -> list[Finding]:
    rows = staged.connection.execute(
        f"SELECT row, {rule.shown} FROM staged WHERE {rule.bad} ORDER BY row LIMIT {SHOWN_PER_RULE}"
    ).fetchall()
    findings = [
        Finding(rule.level, rule.name, rule.message(value or ""), staged.file, row or None, rule.column, value)
        for row, value in rows
    ]
    if count > SHOWN_PER_RULE:
        more = count - SHOWN_PER_RULE
        text = T(f"and {more:,} more rows like these", f"另有 {more:,} 行存在同样问题")
        findings.append(Finding(rule.level, rule.name, text, staged.file, None, rule.column))
    return findings
