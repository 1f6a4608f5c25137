"""`entrepot study diff`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from entrepot.cli.printing import print_json, print_table
from entrepot.cli.words import command, lake_option, option
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T, current_language

if TYPE_CHECKING:
    from entrepot.studies.moved import Shown
    from entrepot.studies.paper import Paper

NOW = "now"


@command(
    T(
        "What moved between two runs, by how much, and why: two saved runs (FILE.json), or two days with --study.",
        "两次运行之间哪些数字变动、变动多少、原因为何：两个保存的结果（FILE.json），或用 --study 指定研究并给出两个日期。",
    ),
    name="diff",
)
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER", default=NOW)
@option("--study", "study", metavar="STUDY", text=T("Of which study, where days are given; AFTER is now unless said.", "给出日期时所属的研究；AFTER 默认为现在（now）。"))  # fmt: skip
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def diff(*, before: str, after: str, study: str | None, as_json: bool, lake: str | None) -> None:
    from entrepot.studies.moved import REASONS, moved

    found = moved(_paper(before, study, lake), _paper(after, study, lake))
    if as_json:
        print_json([one.as_json() for one in found])
        return
    titles = (T("number", "数字"), T("before", "之前"), T("after", "之后"), T("change", "变动"), T("why", "原因"))
    print_table(
        [str(title) for title in titles],
        # A number that stands in text, table and chart moved once.
        dict.fromkeys((one.what, _shown(one.before), _shown(one.after), _change(one.before, one.after), REASONS[one.why]) for one in found),
        numbers=(1, 2, 3),
    )  # fmt: skip
    click.echo(str(T(f"{len(found)} numbers moved", f"{len(found)} 个数字有变动")))


def _paper(given: str, study: str | None, lake: str | None) -> Paper:
    """A saved run, or the study as the lake stood on a day."""
    if given.endswith(".json"):
        from entrepot.studies.paper_json import read_paper

        return read_paper(Path(given))
    if study is None:
        raise WrongCall(
            T(f"{given!r} is a day: say of which study with --study, or give two saved runs (.json)", f"“{given}”是日期：请用 --study 指明研究，或给出两个保存的结果（.json）")
        )  # fmt: skip
    from entrepot.workbench import Workbench

    return Workbench(lake).run_study(study, as_of=None if given == NOW else given)


def _shown(one: Shown | None) -> str | None:
    from entrepot.reports.documents.showing import said

    return None if one is None else said(one.number, current_language())


def _change(before: Shown | None, after: Shown | None) -> str | None:
    """By how much: points for shares, per cent for everything else."""
    from entrepot.vocabulary.amounts import format_points, format_share

    if before is None or after is None or before.number.value is None or after.number.value is None:
        return None
    first, second = before.number.value, after.number.value
    if after.number.shown_in in ("%", "points"):
        return format_points(second - first, decimals=2, sign=True)
    return format_share((second - first) / abs(first), decimals=1, sign=True) if first else None
