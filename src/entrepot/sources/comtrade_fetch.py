"""Asking Comtrade's API page by page, so that no answer is cut off and none is asked for twice."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from entrepot.parameters.settings import COMTRADE_ADDRESS, COMTRADE_KEY, COMTRADE_KEY_FILE
from entrepot.sources.asking import PATIENCE, Patience
from entrepot.sources.comtrade_json import count
from entrepot.sources.comtrade_pages import MOST_ROWS, Page, Way, pages_for
from entrepot.sources.download import download
from entrepot.sources.source import RawFile
from entrepot.vocabulary.errors import EntrepotError, MissingData, SourceUnavailable, WrongCall
from entrepot.vocabulary.text import T

ADDRESS: Final = "https://comtradeapi.un.org"
MOST_BYTES: Final = 2**30


@dataclass(frozen=True, slots=True)
class Door:
    """Where to ask, and the key where there is one; it goes into a header and nowhere else."""

    base: str
    way: Way
    headers: dict[str, str]
    patience: Patience

    def __repr__(self) -> str:
        return f"Door({self.base!r}, {self.way!r})"


def fetch(wanted: Mapping[str, str], *, how: T, patience: Patience = PATIENCE) -> Iterator[RawFile]:
    """The answers for every reporter and period: `{"reporter": "CHN,DEU", "period": "2018-2022", "product": "8703"}`.

    With `into`, answers are kept in that folder, and a fetch that broke off goes on with those that it lacks.
    """
    pages = pages_for(wanted)
    door = _door(patience)
    with ExitStack() as stack:
        into = Path(wanted["into"]) if "into" in wanted else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        nothing = True
        for page in pages:
            for answer in _whole(page, door, into, how):
                nothing = False
                yield answer
    if nothing:
        raise MissingData(
            T(
                "UN Comtrade has nothing for these reporters and periods (yet)",
                "UN Comtrade尚无这些报告地区和时期的数据",
            )
        )


def _whole(page: Page, door: Door, into: Path, how: T) -> Iterator[RawFile]:
    """The answer to `page`, in as many pieces as it takes."""
    path = into / page.name
    if not path.is_file():
        download(
            page.address(door.base, door.way), into=into, name=page.name, headers=door.headers, patience=door.patience,
            max_bytes=MOST_BYTES, how=how,
        )  # fmt: skip
    content = path.read_bytes()
    try:
        rows = count(page.name, content)
    except EntrepotError:
        # What is no answer must not be found here by the next call.
        path.unlink()
        raise
    if rows >= MOST_ROWS[door.way]:
        path.unlink()
        yield from _in_pieces(page, door, into, how)
    elif rows:
        digest = hashlib.sha256(content).hexdigest()
        yield RawFile(page.name, page.address(door.base, door.way), iter((content,)), size=len(content), sha256=digest)


def _in_pieces(page: Page, door: Door, into: Path, how: T) -> Iterator[RawFile]:
    halves = page.halves()
    if halves is None:
        most = MOST_ROWS[door.way]
        raise SourceUnavailable(
            T(
                f"UN Comtrade gives {most:,} rows at a time and has more for {page.reporter} in {page.period}: name "
                f"partners or finer products{'' if door.headers else ', or set ENTREPOT_COMTRADE_KEY'}",
                f"UN Comtrade每次最多返回 {most:,} 行，而 {page.reporter} 在 {page.period} 的数据超过此数：请指定伙伴或更细的商品"
                f"{'' if door.headers else '，或设置 ENTREPOT_COMTRADE_KEY'}",
            )
        )
    for half in halves:
        yield from _whole(half, door, into, how)


def _door(patience: Patience) -> Door:
    base = COMTRADE_ADDRESS.read().rstrip("/") or ADDRESS
    key = _key()
    if key is None:
        return Door(base, "preview", {}, patience)
    parts = urlsplit(base)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise WrongCall(
            T(
                "ENTREPOT_COMTRADE_ADDRESS is not https: the key would travel for all to read",
                "ENTREPOT_COMTRADE_ADDRESS 不是 https：密钥会以明文传输",
            )
        )
    return Door(base, "get", {"Ocp-Apim-Subscription-Key": key}, patience)


def _key() -> str | None:
    """The key from ENTREPOT_COMTRADE_KEY, or from the file that ENTREPOT_COMTRADE_KEY_FILE names."""
    key = COMTRADE_KEY.read()
    file = COMTRADE_KEY_FILE.read()
    if not key and file:
        try:
            key = Path(file).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as problem:
            text = T(
                f"ENTREPOT_COMTRADE_KEY_FILE names {file}, which cannot be read",
                f"ENTREPOT_COMTRADE_KEY_FILE 指定的 {file} 无法读取",
            )
            raise WrongCall(text) from problem
    if key and not re.fullmatch(r"[A-Za-z0-9_\-]{8,200}", key):
        # The key itself is never shown, broken or not.
        raise WrongCall(
            T(
                "the key in ENTREPOT_COMTRADE_KEY (or its _FILE) is no Comtrade key: letters and digits on one line",
                "ENTREPOT_COMTRADE_KEY（或其 _FILE）中的密钥格式不对：应为一行字母和数字",
            )
        )
    return key or None
