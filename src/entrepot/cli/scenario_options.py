"""Options by which all commands say on what a scenario is tried, and how often it is drawn."""

from __future__ import annotations

from typing import Final

import click

from entrepot.cli.words import option
from entrepot.vocabulary.text import T

REGION: Final = option("--region", required=True, metavar="AREA", text=T("The region.", "地区。"))
PERIOD: Final = option(
    "--period",
    metavar="YEAR",
    text=T("The year that it is tried on (the last whole one).", "所依据的年份（默认最近的完整年份）。"),
)
METHOD: Final = option(
    "--method",
    metavar="METHOD",
    text=T("stress, pass_through, split or smart.", "stress、pass_through、split 或 smart。"),
)
DRAWS: Final = option(
    "--draws",
    type=click.IntRange(0, 10_000),
    default=200,
    text=T("How many draws from the ranges.", "从各区间抽取的次数。"),
)
RISKS: Final = option(
    "--risks/--no-risks",
    default=True,
    text=T("Whether to ask the risks too, which takes longest.", "是否同时计算风险（耗时最长）。"),
)
