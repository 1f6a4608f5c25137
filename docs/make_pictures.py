"""Draw the pictures of the terminal: the real output of `entrepot up` on a lake made for it, in both languages.

python docs/make_pictures.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from entrepot.vocabulary.text import LANGUAGES, Language

FOLDER = Path(__file__).parent / "pictures"
COLUMNS = 92
INK, GROUND = (236, 233, 227), (26, 31, 38)
GREYS = [GROUND, INK, INK, INK, INK, INK, INK, INK]
THEME = TerminalTheme(GROUND, INK, GREYS, GREYS)
RUN = re.compile(r"\s+|[\u2e80-\uffef]|[^\s\u2e80-\uffef]+")
# Rich's own frame asks a server for a font. Whatever fixed font the reader has will do: rich states each text's length.
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="$ entrepot up">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "Noto Sans CJK SC",
"PingFang SC", "Microsoft YaHei", monospace; font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect width="100%" height="100%" rx="10" fill="#1A1F26"/>
<g transform="translate(20, 25)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def said(language: Language, home: Path) -> str:
    """What `entrepot up` prints on a terminal, with the folder of the lake as its owner knows it."""
    program = Path(sys.executable).with_name("entrepot")
    surroundings = dict(os.environ) | {
        "XDG_DATA_HOME": str(home / ".local" / "share"), "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "TERM": "xterm-256color",
    }  # fmt: skip
    surroundings.pop("ENTREPOT_LAKE", None)
    command = [str(program), "--lang", language, "up"]
    ran = subprocess.run(command, env=surroundings, check=True, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603
    return ran.stdout.replace(str(home), "~")


def picture(text: str, name: str) -> str:
    console = Console(record=True, width=COLUMNS, file=Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    console.print(Text("$ ./entrepot up", style="bold"))
    console.print(in_runs(Text.from_ansi(text.rstrip())))
    drawn = console.export_svg(theme=THEME, code_format=FRAME, unique_id=name)
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def in_runs(text: Text) -> Text:
    """Every run of one script gets a place of its own: where a font's Chinese is not twice as wide, columns still stand."""
    for number, run in enumerate(RUN.finditer(text.plain)):
        text.stylize(Style(meta={"run": number}), run.start(), run.end())
    return text


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for language in LANGUAGES:
            name = f"up_{language}"
            drawn = picture(said(language, Path(home)), name)
            (FOLDER / f"{name}.svg").write_text(drawn, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
