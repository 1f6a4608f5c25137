"""Run every rule over what is staged and gather what they find."""

from __future__ import annotations

from dataclasses import dataclass

from entrepot.lake.checks.rows import row_rules
from entrepot.lake.checks.rule import RowRule
from entrepot.lake.checks.together import together_findings
from entrepot.lake.staging import Staged
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.text import T

SHOWN_PER_RULE = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """`bad_rows` is SQL that is true for the rows which a stop names; empty where a stop is about the whole file."""

    findings: tuple[Finding, ...]
    bad_rows: str

    @property
    def stops(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "stop")


def check(staged: Staged) -> Checked:
    """Every finding of every rule, stops first, at most SHOWN_PER_RULE rows of each rule spelled out."""
    rules = row_rules(staged.spec, staged.printed)
    counts = _counts(staged, rules)
    findings: list[Finding] = list(staged.remarks)
    bad: list[str] = []
    for rule, count in zip(rules, counts, strict=True):
        if count:
            findings += _spelled_out(staged, rule, count)
            if rule.level == "stop":
                bad.append(f"({rule.bad})")
    together = together_findings(staged)
    findings += together.findings
    bad += together.bad
    order = {"stop": 0, "warn": 1, "note": 2}
    findings.sort(key=lambda finding: (order[finding.level], finding.row or 0))
    whole_file = any(
        f.level == "stop" and f.row is None and f.rule not in together.row_rules for f in together.findings
    )
    return Checked(tuple(findings), "" if whole_file else " OR ".join(bad))


def _counts(staged: Staged, rules: tuple[RowRule, ...]) -> list[int]:
    """One pass over the rows for all rules."""
    if not rules:
        return []
    cells = ", ".join(f"count(*) FILTER (WHERE {rule.bad})" for rule in rules)
    row = staged.connection.execute(f"SELECT {cells} FROM staged").fetchone()
    return [int(n) for n in row] if row else []


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
        findings.append(
            Finding(
                rule.level, rule.name,
                T(f"and {more:,} more rows like these", f"另有 {more:,} 行存在同样问题"),
                staged.file, None, rule.column,
            )
        )  # fmt: skip
    return findings
