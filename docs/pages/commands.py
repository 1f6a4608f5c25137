"""The page of commands, in both languages, read off Click."""

from __future__ import annotations

from collections.abc import Iterator

import click

from entrepot.cli.entry import entrepot
from entrepot.vocabulary.text import Language, in_language
from pages.markdown import code, joined, table, text_block

INTRODUCTION = """\
# Commands · 命令

`./entrepot` in the checkout and the installed `entrepot` take the same words. Each command answers `--help` in the language in use
(`--lang en`, `--lang zh`). Exit codes: [errors.md](errors.md).
检出目录中的 `./entrepot` 与安装后的 `entrepot` 用法相同；各命令均有 `--help`；退出码见 [errors.md](errors.md)。"""


def commands() -> str:
    return joined(INTRODUCTION, *_group(entrepot, ()))


def _group(group: click.Group, path: tuple[str, ...]) -> Iterator[str]:
    yield _command(group, path)
    with click.Context(group) as context:
        for name in group.list_commands(context):
            found = group.get_command(context, name)
            if isinstance(found, click.Group):
                yield from _group(found, (*path, name))
            elif found is not None:
                yield _command(found, (*path, name))


def _command(command: click.Command, path: tuple[str, ...]) -> str:
    name = " ".join(("entrepot", *path))
    with click.Context(command) as context:
        usage = " ".join([name, *command.collect_usage_pieces(context)])
    options = [one for one in command.params if isinstance(one, click.Option)]
    return joined(
        f"{'#' * (len(path[:2]) + 1 if path else 2)} {name}",
        _help(command, "en"), _help(command, "zh"), text_block(usage),
        table(("option · 选项", "what", "说明"), ((_words(one), _help(one, "en"), _help(one, "zh")) for one in options)),
    )  # fmt: skip


def _words(option: click.Option) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    if option.is_flag:
        return code(names)
    choices = "|".join(option.type.choices) if isinstance(option.type, click.Choice) else None
    return code(f"{names} {option.metavar or choices or (option.name or '').upper()}")


def _help(one: click.Command | click.Option, language: Language) -> str:
    with in_language(language):
        text = one.help or ""
    shown = getattr(one, "show_default", False)
    return f"{text} [{one.default}]" if shown and isinstance(one, click.Option) else text
