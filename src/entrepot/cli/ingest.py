"""`entrepot ingest FILE...`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from entrepot.cli.printing import print_json, visible
from entrepot.cli.progress import Progress
from entrepot.cli.words import command, lake_option, option
from entrepot.vocabulary.errors import EntrepotError, RefusedByChecks, SchemaMismatch, SourceUnavailable, WrongCall
from entrepot.vocabulary.findings import Finding
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from entrepot.lake.ingest import Ingested

_LEVELS = {"stop": T("stop", "拒绝"), "warn": T("warn", "警告"), "note": T("note", "提示")}
_COLOURS = {"stop": "red", "warn": "yellow", "note": "cyan"}


@command(
    T(
        "Take files into the lake: checked, whole or not at all.",
        "把文件导入数据湖：先检查，要么全部写入，要么不写入。",
    ),
    name="ingest",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar="FILE...")
@option(
    "--source",
    "source",
    metavar="SOURCE",
    text=T("Where the file is from, if it cannot be told by its look.", "文件来源（无法自动识别时指明）。"),
)
@option(
    "--flow",
    type=click.Choice(["export", "import", "re-export", "re-import"]),
    text=T("What the file does not say: exports or imports.", "文件未注明的进出口方向。"),
)
@option(
    "--set",
    "options",
    metavar="NAME=VALUE",
    multiple=True,
    text=T("Something else the file does not say, e.g. period=2024.", "文件未注明的其他内容，如 period=2024。"),
)
@option("--vintage", metavar="DATE", text=T("When the publisher released it.", "发布日期。"))
@option(
    "--quarantine-rows", is_flag=True, text=T("Set bad rows aside and keep the rest.", "搁置有问题的行，保留其余。")
)
@option(
    "--json", "as_json", is_flag=True, text=T("Print one JSON object for each file.", "每个文件输出一个 JSON 对象。")
)
@lake_option
def ingest(
    *, files: tuple[Path, ...], source: str | None, flow: str | None, options: tuple[str, ...], vintage: str | None,
    quarantine_rows: bool, as_json: bool, lake: str | None,
) -> int:  # fmt: skip
    from entrepot.workbench import Workbench

    workbench, worst = Workbench(lake), 0
    for file in files:
        try:
            with Progress(file.name, shown=not as_json) as progress:
                done = workbench.ingest(
                    file, source=source, flow=flow, vintage=vintage, quarantine_rows=quarantine_rows,
                    options=pairs(options), progress=progress,
                )  # fmt: skip
        except RefusedByChecks as refused:
            _say_refused(refused, refused.findings, refused.rows_read, source, as_json=as_json)
            worst = max(worst, refused.exit_code)
        except (SchemaMismatch, SourceUnavailable, WrongCall) as problem:
            # The other files may be sound; each has its own answer.
            unread = Finding("stop", "unreadable", problem.message, file.name)
            _say_refused(problem, (unread,), 0, source, as_json=as_json)
            worst = max(worst, problem.exit_code)
        else:
            _say_done(done, file, as_json=as_json)
    return worst


def pairs(options: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for word in options:
        name, equals, value = word.partition("=")
        if not equals:
            raise WrongCall(T(f"--set takes NAME=VALUE, not {word!r}", f"--set 的写法是 名称=值，而不是“{word}”"))
        pairs[name.strip()] = value.strip()
    return pairs


def _say_done(done: Ingested, file: Path, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "batch": done.batch, "source": done.source, "table": done.table, "rows_read": done.rows_read,
                "rows_kept": done.rows_kept, "rows_quarantined": done.rows_quarantined,
                "rows_replaced": done.rows_replaced, "already_there": done.already_there,
                "findings": [_as_json(finding) for finding in done.findings],
            }
        )  # fmt: skip
        return
    _say_findings(done.findings)
    if done.already_there:
        return
    name = visible(file.name)
    # A line with a column a year is a row for each year.
    wide = T("figures", "个数值") if done.rows_kept > done.rows_read else T("rows", "行")
    click.echo(
        str(
            T(
                f"{name}: {done.rows_kept:,} {wide.en} of {done.rows_read:,}{' rows' * (wide.en != 'rows')} kept in {done.table} as batch {done.batch}"
                + (f", {done.rows_quarantined:,} set aside" if done.rows_quarantined else "")
                + (f", {done.rows_replaced:,} older rows replaced" if done.rows_replaced else ""),
                f"{name}：共 {done.rows_read:,} 行，写入 {done.table} 表 {done.rows_kept:,} {wide.zh}，批次 {done.batch}"
                + (f"，搁置 {done.rows_quarantined:,} 行" if done.rows_quarantined else "")
                + (f"，替换旧数据 {done.rows_replaced:,} 行" if done.rows_replaced else ""),
            )
        )
    )


def _say_refused(
    problem: EntrepotError, findings: tuple[Finding, ...], rows_read: int, source: str | None, *, as_json: bool
) -> None:
    if as_json:
        print_json(
            {
                "batch": None, "source": source, "rows_read": rows_read, "rows_kept": 0, "rows_quarantined": 0,
                "findings": [_as_json(finding) for finding in findings], "error": str(problem),
            }
        )  # fmt: skip
        return
    if isinstance(problem, RefusedByChecks):
        _say_findings(findings)
    click.echo(f"{T('Error', '错误')}: {visible(str(problem))}", err=True)


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "level": finding.level, "rule": finding.rule, "file": finding.file, "row": finding.row, "column": finding.column,
        "value": finding.value, "message": str(finding.message),
    }  # fmt: skip


def _say_findings(findings: tuple[Finding, ...], most: int = 40) -> None:
    for finding in findings[:most]:
        row = str(T(f"row {finding.row}", f"第 {finding.row} 行")) if finding.row else ""
        place = ", ".join(part for part in (finding.file, row, finding.column or "") if part)
        level = click.style(str(_LEVELS[finding.level]), fg=_COLOURS[finding.level])
        click.echo(f"{level}  {visible(f'{place}: {finding.message}')}  [{finding.rule}]", err=True)
    if len(findings) > most:
        more = len(findings) - most
        click.echo(
            str(T(f"... and {more} more; --json lists them all", f"……另有 {more} 项，--json 可全部列出")), err=True
        )
