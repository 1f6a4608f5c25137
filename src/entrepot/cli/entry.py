"""From the words typed to the command: language first, then the command, then errors as sentences."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from entrepot.cli.click_words import wrong_call
from entrepot.cli.printing import visible
from entrepot.cli.words import Group, option
from entrepot.parameters.settings import system_language
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import LANGUAGES, T, use_language

INTERRUPTED = 130
_LAZY = {
    "up": "entrepot.cli.up:up",
    "ingest": "entrepot.cli.ingest:ingest",
    "data": "entrepot.cli.data:data",
    "source": "entrepot.cli.source:source",
    "measure": "entrepot.cli.measure:measure",
    "notice": "entrepot.cli.notice:notice",
    "risk": "entrepot.cli.risk:risk",
    "reading": "entrepot.cli.reading:reading",
    "study": "entrepot.cli.study:study",
    "watch": "entrepot.cli.watch:watch",
    "backtest": "entrepot.cli.backtest:backtest",
    "lever": "entrepot.cli.lever:lever",
    "scenario": "entrepot.cli.scenario:scenario",
    "gravity": "entrepot.cli.gravity:gravity",
    "smart": "entrepot.cli.smart:smart",
    "potential": "entrepot.cli.potential:potential",
    "diversify": "entrepot.cli.potential:diversify",
    "serve": "entrepot.cli.serve:serve",
    "area": "entrepot.cli.area:area",
    "product": "entrepot.cli.product:product",
    "test": "entrepot.cli.checkout:test",
    "check": "entrepot.cli.checkout:check",
    "bundle": "entrepot.cli.checkout:bundle",
}


@click.group(
    cls=Group,
    lazy=_LAZY,
    text=T("The trade observatory and decision desk for a region.", "贸枢：地区外贸的观测台与决策台。"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="entrepot", prog_name="entrepot")
@option("--lang", type=click.Choice(LANGUAGES), expose_value=False, text=T("Language of messages.", "界面语言。"))
@option(
    "--lake", "lake", metavar="DIR", text=T("The lake to use (or ENTREPOT_LAKE).", "使用的数据湖（或 ENTREPOT_LAKE）。")
)
@click.pass_context
def entrepot(context: click.Context, *, lake: str | None) -> None:
    context.obj = lake


def run(arguments: Sequence[str]) -> int:
    """The exit code, after the command has been run."""
    _write_anywhere(sys.stdout)
    _write_anywhere(sys.stderr)
    try:
        use_language(system_language())
        answer = entrepot.main(_without_language(arguments), prog_name="entrepot", standalone_mode=False)
        return answer if isinstance(answer, int) else 0
    except EntrepotError as problem:
        return _say(problem, as_json="--json" in arguments)
    except click.exceptions.NoArgsIsHelpError as called_bare:
        click.echo(called_bare.format_message())
        return called_bare.exit_code
    except click.ClickException as problem:
        click.echo(f"{T('Error', '错误')}: {visible(str(wrong_call(problem)))}", err=True)
        return problem.exit_code
    except (KeyboardInterrupt, click.Abort) as stop:
        return _say_stopped(stop)
    except BrokenPipeError:
        # The reader of a pipe has seen enough (`| head`).
        sys.stderr.close()
        return 0
    except RuntimeError as problem:
        # So DuckDB says that Ctrl-C came while it was at work.
        if str(problem) != "Query interrupted":
            raise
        return _say_stopped(problem)


def _without_language(arguments: Sequence[str]) -> list[str]:
    """The words without `--lang`, wherever it stands: it must be in force before any help or error is written."""
    words = list(arguments)
    for place, word in enumerate(words):
        asked = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(words):
            asked = words[place + 1]
        for language in LANGUAGES:
            if asked == language:
                use_language(language)
                return words[:place] + words[place + (2 if word == "--lang" else 1) :]
    return words


def _say(problem: EntrepotError, *, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps({"error": str(problem), "exit_code": problem.exit_code}, ensure_ascii=True), err=True)
    else:
        click.echo(f"{T('Error', '错误')}: {visible(str(problem))}", err=True)
    return problem.exit_code


def _say_stopped(stop: BaseException) -> int:
    # Click gives the interrupt as the cause of its own; a command may have told what it leaves behind.
    said = (stop.__cause__ or stop).args
    nothing = T("Stopped; nothing half-done was kept.", "已中止，未留下半成品。")
    click.echo(str(said[0] if said and isinstance(said[0], T) else nothing), err=True)
    return INTERRUPTED


def _write_anywhere(stream: TextIO) -> None:
    """A console in code page 936 or plain ASCII shows `?` for what it lacks instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
