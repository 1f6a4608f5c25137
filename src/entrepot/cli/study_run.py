"""`entrepot study run`"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from entrepot.cli.printing import print_json, visible
from entrepot.cli.words import command, lake_option, option
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import LANGUAGES, Language, T, current_language

if TYPE_CHECKING:
    from entrepot.studies.paper import Paper

NOT_WHOLE = 4
JSON = "json"


@command(T("Write a study's paper from what the lake holds.", "用数据湖中的数据生成研究论文。"), name="run")
@click.argument("study", metavar="STUDY|FILE.toml")
@option(
    "--to",
    "to",
    metavar="FORMATS",
    default="docx",
    text=T(
        "docx, pdf, html, xlsx, md, json; several with commas.", "docx、pdf、html、xlsx、md、json，可用逗号分隔多个。"
    ),
)
@option(
    "--out",
    "out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    text=T("Where the files go; here unless said.", "文件所在目录，默认为当前目录。"),
)
@option(
    "--lang", "lang", type=click.Choice((*LANGUAGES, "both")), text=T("zh, en or both.", "zh、en 或 both（两种）。")
)
@option("--as-of", "as_of", metavar="DATE", text=T("As the lake stood on that day.", "以该日的数据为准。"))
@option(
    "--strict",
    is_flag=True,
    text=T(
        "Exit with 4 where data are missing or a number is typed into the text.",
        "缺少数据或正文中直接写入数字时，退出码为 4。",
    ),
)
@option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
@lake_option
def run(
    *, study: str, to: str, out: Path, lang: str | None, as_of: str | None, strict: bool, as_json: bool, lake: str | None
) -> int:  # fmt: skip
    # Looking for rubbish at every 700th object costs a tenth of a run that is over in seconds.
    gc.set_threshold(100_000, 50, 50)
    formats = _formats(to)
    from entrepot.studies.checking import warnings as warnings_of
    from entrepot.studies.shelf import study_named
    from entrepot.workbench import Workbench

    declared = study_named(study)
    paper = Workbench(lake).run_study(declared, as_of=as_of)
    warnings = warnings_of(declared)
    files = _written(paper, formats, out, lang)
    if as_json:
        print_json(
            {
                "study": paper.id, "vintage": paper.vintage, "synthetic": paper.synthetic,
                "files": [str(path) for path in files], "numbers": len(paper.derivations),
                "missing": [gap.missing.as_json() for gap in paper.gaps],
                "warnings": [one.as_json() for one in warnings],
            }
        )  # fmt: skip
    else:
        _say(paper, files, warnings)
    return NOT_WHOLE if strict and (paper.gaps or warnings) else 0


def _formats(to: str) -> tuple[str, ...]:
    from entrepot.reports.documents import FORMATS

    known = (*FORMATS, JSON)
    formats = tuple(dict.fromkeys(part.strip().lower() for part in to.replace("，", ",").split(",") if part.strip()))
    for one in formats:
        if one not in known:
            hint = T(f"(known: {', '.join(known)})", f"（可用：{'、'.join(known)}）")
            raise UnknownName(T("format", "格式"), one, known, hint=hint)
    return formats


def _written(paper: Paper, formats: tuple[str, ...], out: Path, lang: str | None) -> list[Path]:
    from entrepot.reports.documents import write_paper
    from entrepot.studies.paper_json import save_paper

    languages: tuple[Language, ...] = LANGUAGES if lang == "both" else (current_language(),)
    files = [save_paper(paper, out / f"{paper.id}.json")] if JSON in formats else []
    for language in languages:
        files += [
            write_paper(paper, one, out / f"{paper.id}.{language}.{one}", language=language)
            for one in formats
            if one != JSON
        ]
    return files


def _say(paper: Paper, files: list[Path], warnings: tuple[T, ...]) -> None:
    for path in files:
        click.echo(visible(str(path)))
    synthetic = T(", synthetic data among them", "，含合成数据") if paper.synthetic else T(".", "。")
    count = len(paper.derivations)
    click.echo(str(T(f"{count} numbers, data of {paper.vintage or '—'}{synthetic.en}", f"{count} 个数字，数据截至 {paper.vintage or '—'}{synthetic.zh}")))  # fmt: skip
    for gap in paper.gaps:
        click.echo(visible(str(gap.missing)), err=True)
    if paper.gaps and not paper.derivations:
        click.echo(str(T("No number could be worked out. Where the lake holds nothing yet: entrepot up takes in the published figures, entrepot ingest your own files.", "没有算出任何数字。若数据湖尚无数据：entrepot up 导入公布的数据，entrepot ingest 导入自己的文件。")), err=True)  # fmt: skip
    for warning in warnings:
        click.echo(visible(str(warning)), err=True)
