"""The files that a browser is sent, made from the palette and the chart library when the server is set up."""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Final, get_args

from entrepot.reports.drawing import WIDTH, config
from entrepot.reports.land import land
from entrepot.reports.palette import Theme, tokens
from entrepot.vocabulary.text import LANGUAGES, Language
from entrepot.web.front.state import state_folder, static_folder

OWN: Final = Path(__file__).parent / "static"
LOADER: Final = Path(__file__).parent / "charts.js"
_CHINESE: Final = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"'
# Chinese first, so that digits and characters match; Latin first in English, or quotes become full-width.
FONTS: Final[dict[Language, str]] = {
    "zh": f"{_CHINESE}, system-ui, sans-serif",
    "en": f'-apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, {_CHINESE}, sans-serif',
}
MARK: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="5" fill="{ground}"/>'
    '<path d="M6 20V11l8-5 8 5v9M10.5 20v-6h7v6M6 22.5h16" fill="none" stroke="{line}" stroke-width="1.8" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


def make_assets() -> None:
    """Once for each version of what they are made from: written aside, then put in place."""
    from django.core.management import call_command

    loader = loader_with_looks()
    made = {"tokens.css": tokens_css(), "mark.svg": mark()}
    parts = [loader, *made.values(), *(file.read_text("utf-8") for file in sorted(OWN.iterdir()))]
    seal = hashlib.sha256("".join([version("vl-convert-python"), *parts]).encode()).hexdigest()
    stamp = state_folder() / "assets.made"
    if stamp.exists() and stamp.read_text("ascii") == seal and static_folder().is_dir():
        return
    stamp.unlink(missing_ok=True)
    for name, text in {**made, "charts.js": bundle(loader)}.items():
        (state_folder() / "assets" / name).write_text(text, encoding="utf-8", newline="\n")
    shutil.rmtree(static_folder(), ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(seal, encoding="ascii")


def loader_with_looks() -> str:
    looks = {
        f"{theme} {language}": config(theme, language, WIDTH, FONTS[language])
        for theme in get_args(Theme)
        for language in LANGUAGES
        if theme != "print"
    }
    put_in = {"/*LOOKS*/null": looks, "/*LAND*/null": land()}
    text = LOADER.read_text("utf-8")
    for place, value in put_in.items():
        text = text.replace(place, json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return text


def bundle(loader: str) -> str:
    """Vega, Vega-Lite, vega-embed and our loader as one module (some two seconds)."""
    import vl_convert

    made: str = vl_convert.javascript_bundle(loader)
    return made


def tokens_css() -> str:
    """Every colour as a custom property, by theme."""
    light, dark, printed = (_properties(theme) for theme in ("light", "dark", "print"))
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f"@media(prefers-color-scheme:dark){{:root[data-theme=auto]{{color-scheme:dark;{dark}}}}}\n"
        f"@media print{{:root,:root[data-theme]{{color-scheme:light;{printed}}}}}\n"
    )


def _properties(theme: Theme) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in tokens(theme).items())


def mark() -> str:
    return MARK.format(ground=tokens("light")["link"], line=tokens("light")["surface"])
