"""The fonts that are installed here, found before anything is drawn: an unknown family draws no text at all, and no error."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import Language, T

_SANS: Final = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Heiti SC",
    "SimHei",
    "WenQuanYi Micro Hei",
)
_SERIF: Final = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
    "Songti SC",
    "STSong",
    "SimSun",
)
# Latin first in English: Chinese fonts draw curly quotes full-width.
_LATIN_SANS: Final = ("Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Helvetica Neue", "Arial")
_LATIN_SERIF: Final = ("Noto Serif", "Liberation Serif", "Times New Roman", "Libertinus Serif")


@cache
def machine_fonts() -> Any:
    """Typst's list of the fonts of this machine, which takes 0.1 s to find: whoever needs them shares it."""
    import typst

    return typst.Fonts()


def installed() -> frozenset[str]:
    """The families that this machine has."""
    return frozenset(machine_fonts().families())


def chinese_sans() -> str:
    """The Chinese sans-serif of charts, headings and captions."""
    return _first(_SANS) or _refuse()


def chinese_serif() -> str:
    """The Chinese serif of running text; the sans-serif where there is no serif."""
    return _first(_SERIF) or chinese_sans()


def sans(language: Language) -> tuple[str, ...]:
    """The families for text without serifs, in order of preference; each is installed."""
    return _stack(language, _LATIN_SANS, chinese_sans())


def serif(language: Language) -> tuple[str, ...]:
    """The families for running text, in order of preference; each is installed."""
    return _stack(language, _LATIN_SERIF, chinese_serif())


def font_list(families: tuple[str, ...], generic: str = "sans-serif") -> str:
    """As a style sheet writes it; the generic family ends the list, for machines that lack the others."""
    return ", ".join([*(f"'{family}'" for family in families), generic])


def _stack(language: Language, latin: tuple[str, ...], chinese: str) -> tuple[str, ...]:
    first = _first(latin) if language == "en" else None
    return (first, chinese) if first else (chinese,)


def _first(wanted: tuple[str, ...]) -> str | None:
    there = installed()
    return next((family for family in wanted if family in there), None)


def _refuse() -> str:
    raise BadMachine(
        T(
            "no Chinese font is installed, and without one charts and documents would lose their text. Debian and Ubuntu: "
            "sudo apt-get install fonts-noto-cjk; Windows: install Microsoft YaHei or Noto Sans SC (Settings, Fonts); "
            "macOS: switch on PingFang SC in Font Book",
            "本机没有中文字体，图表和文档将缺字。Debian、Ubuntu 请运行：sudo apt-get install fonts-noto-cjk；"
            "Windows 请在“设置－字体”中安装微软雅黑或 Noto Sans SC；macOS 请在“字体册”中启用苹方（PingFang SC）",
        )
    )
