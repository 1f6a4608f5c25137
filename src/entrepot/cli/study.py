"""`entrepot study list|show|check`, and the rest of the noun"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from entrepot.cli.printing import print_json, print_table, print_titles
from entrepot.cli.words import group, lake_option, option
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.studies.verdict import Verdict

NOT_ALL_CHECKABLE = 4
NOT_AS_IT_SHOULD_BE = 3
_LAZY = {
    "new": "entrepot.cli.study_new:new",
    "run": "entrepot.cli.study_run:run",
    "diff": "entrepot.cli.study_diff:diff",
}


@group(
    T("Papers: declared, written, and whether what they print holds.", "论文：声明、生成，以及所载数据能否成立。"),
    name="study",
    lazy=_LAZY,
)
def study() -> None: ...


@study.command(name="list", text=T("The studies that come with the package.", "随附的研究。"))
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
def list_(*, as_json: bool) -> None:
    from entrepot.studies.shelf import shipped_titles

    print_titles(shipped_titles(), as_json=as_json)


@study.command(name="show", text=T("A study's file, to read or to copy.", "研究文件的内容，供阅读或复制。"))
@click.argument("name", metavar="STUDY")
def show(*, name: str) -> None:
    from entrepot.studies.shelf import path_of

    click.echo(path_of(name).read_text(encoding="utf-8"), nl=False)


@study.command(
    name="check",
    text=T(
        "Recompute the claims of a CSV or XLSX file, 4 where some cannot be checked; or check a study's declaration, 3 where it is not as it should be.",
        "复算 CSV 或 XLSX 文件中的各条论断，有无法核对的则退出码为 4；或检查研究声明，有问题则退出码为 3。",
    ),
)
@click.argument("name", metavar="STUDY|FILE.csv|FILE.xlsx")
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def check(*, name: str, as_json: bool, lake: str | None) -> int:
    from entrepot.workbench import Workbench

    if Path(name).suffix.lower() in (".csv", ".xlsx"):
        return _check_claims(Workbench(lake).check_claims(Path(name)), as_json=as_json)
    found = Workbench(lake).check_study(name)
    if as_json:
        print_json([one.as_json() for one in found])
    else:
        for one in found:
            click.echo(str(one))
        if not found:
            click.echo(str(T("nothing is wrong with the declaration", "声明没有问题")))
    return NOT_AS_IT_SHOULD_BE if found else 0


def _check_claims(found: tuple[Verdict, ...], *, as_json: bool) -> int:
    if as_json:
        print_json([verdict.as_json() for verdict in found])
    else:
        _print(found)
    return NOT_ALL_CHECKABLE if any(verdict.verdict == "not_checkable" for verdict in found) else 0


def _print(found: tuple[Verdict, ...]) -> None:
    from entrepot.studies.verdict import TITLES, WORDS

    titles = (T("claim", "论断"), T("verdict", "结论"), T("printed", "公布值"), T("why", "说明"))
    print_table(
        [str(title) for title in titles],
        ([one.id, TITLES[one.verdict], one.printed, one.message] for one in found),
        numbers=(2,),
    )
    counts = ((word, sum(one.verdict == word for one in found)) for word in WORDS)
    click.echo(", ".join(f"{TITLES[word]} {count}" for word, count in counts if count))
