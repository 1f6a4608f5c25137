"""Click, speaking both languages, and loading a command only when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import click

from entrepot.cli.click_words import Context
from entrepot.vocabulary.text import T


class _Bilingual:
    """`text` is shown as help in the language in use at that moment."""

    _text: T | None = None

    def _get_help(self) -> str | None:
        return str(self._text) if self._text is not None else None

    def _set_help(self, _: object) -> None:
        """Click sets help to None when it builds a command; `text` is what counts."""

    help = property(_get_help, _set_help)


class Command(_Bilingual, click.Command):
    context_class = Context

    def __init__(self, *args: Any, text: T, **kwargs: Any) -> None:
        self._text = text
        super().__init__(*args, **kwargs)


class Option(_Bilingual, click.Option):
    def __init__(self, *args: Any, text: T, **kwargs: Any) -> None:
        self._text = text
        super().__init__(*args, **kwargs)


class Group(_Bilingual, click.Group):
    """Commands named in `lazy` (`"module:attribute"`) are imported when first asked for."""

    command_class = Command
    context_class = Context

    def __init__(self, *args: Any, text: T, lazy: dict[str, str] | None = None, **kwargs: Any) -> None:
        self._text = text
        self._lazy = lazy or {}
        super().__init__(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self._lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._lazy:
            module, _, attribute = self._lazy[cmd_name].partition(":")
            loaded = getattr(importlib.import_module(module), attribute)
            if not isinstance(loaded, click.Command):
                raise TypeError(f"{self._lazy[cmd_name]} is no command")
            return loaded
        return super().get_command(ctx, cmd_name)


def command(text: T, **attrs: Any) -> Callable[[Callable[..., Any]], Command]:
    def make(function: Callable[..., Any]) -> Command:
        return click.command(cls=Command, text=text, **attrs)(function)

    return make


def group(text: T, **attrs: Any) -> Callable[[Callable[..., Any]], Group]:
    def make(function: Callable[..., Any]) -> Group:
        return click.group(cls=Group, text=text, **attrs)(function)

    return make


def option(*names: str, text: T, **attrs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(*names, cls=Option, text=text, **attrs)


def lake_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--lake DIR` after the command as well as before it; the command takes `lake: str | None`."""

    def remember(context: click.Context, _: click.Parameter, value: str | None) -> str | None:
        root = context.find_root()
        if value is not None:
            root.obj = value
        return value if value is not None else root.obj

    return option(
        "--lake", "lake", metavar="DIR", callback=remember,
        text=T("The lake to use (or ENTREPOT_LAKE).", "使用的数据湖（或 ENTREPOT_LAKE）。"),
    )(function)  # fmt: skip


def form_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--json` and `--csv`, for pipes; a table for people otherwise."""
    as_json = option("--json", "as_json", is_flag=True, text=T("Print JSON.", "以 JSON 输出。"))
    as_csv = option("--csv", "as_csv", is_flag=True, text=T("Print CSV.", "以 CSV 输出。"))
    return as_json(as_csv(function))
