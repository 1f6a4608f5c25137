"""Click's own words in both languages: headings of help, and what it says of a wrong call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from entrepot.vocabulary.text import T

_WORDS = {
    "Usage:": T("Usage:", "用法："),
    "Options": T("Options", "选项"),
    "Commands": T("Commands", "命令"),
    "Show this message and exit.": T("Show this message and exit.", "显示帮助并退出。"),
    "Show the version and exit.": T("Show the version and exit.", "显示版本并退出。"),
}


def in_our_language(words: str) -> str:
    return str(_WORDS.get(words, words))


class Formatter(click.HelpFormatter):
    """Help with translated headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{in_our_language('Usage:')} ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(in_our_language(name)):
            yield

    def write_dl(self, rows: Any, *args: Any, **kwargs: Any) -> None:
        super().write_dl([(first, in_our_language(second)) for first, second in rows], *args, **kwargs)


class Context(click.Context):
    formatter_class = Formatter


def wrong_call(problem: click.ClickException) -> T:
    """What Click found wrong with the call, and where help is."""
    en = problem.format_message()
    zh = _in_chinese(problem) or en
    context = getattr(problem, "ctx", None)
    if context is None:
        return T(en, zh)
    help_is_at = f"{context.command_path} --help"
    return T(f"{en} `{help_is_at}` tells more.", f"{zh} 详见 `{help_is_at}`。")


def _in_chinese(problem: click.ClickException) -> str:
    match problem:
        case click.MissingParameter():
            return f"缺少参数 {_place(problem)}。"
        case click.NoSuchOption(option_name=name, possibilities=near):
            return f"没有选项 {name}。" + (f"是否要用：{'、'.join(near)}？" if near else "")
        case click.BadParameter():
            return f"参数 {_place(problem)} 的值不对：{problem.message}"
        case click.UsageError() if "No such command" in problem.message:
            return problem.message.replace("No such command", "没有命令").rstrip(".") + "。"
        case click.UsageError() if "unexpected extra argument" in problem.message:
            return f"多余的参数：{problem.message.partition('(')[2].rstrip(').') or problem.message}。"
        case _:
            return ""


def _place(problem: click.BadParameter) -> str:
    hint = problem.param_hint or (problem.param.get_error_hint(problem.ctx) if problem.param is not None else "")
    return " / ".join(hint) if isinstance(hint, list | tuple) else str(hint)
