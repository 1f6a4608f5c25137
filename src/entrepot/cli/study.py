"""`entrepot study check`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from entrepot.cli.printing import print_json, print_table
from entrepot.cli.words import group, lake_option, option
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.studies.verdict import Verdict

NOT_ALL_CHECKABLE = 4


@group(T("Papers: whether what they print holds.", "论文：所载数据能否成立。"), name="study")
def study() -> None: ...


@study.command(
    name="check",
    text=T(
        "Recompute the claims of a file from the lake; 4 where some cannot be checked.",
        "用数据湖复算文件中的各条论断；有无法核对的，退出码为 4。",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, readable=False), metavar="FILE.csv")
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def check(*, file: Path, as_json: bool, lake: str | None) -> int:
    from entrepot.workbench import Workbench

    found = Workbench(lake).check_claims(file)
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
