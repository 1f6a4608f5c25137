"""Studies and claims that somebody handed over: named after what they say, so that an address always shows the same."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from entrepot.studies.claims import Claim
from entrepot.studies.claims_file import claims_in
from entrepot.studies.claims_paper import study_of_claims
from entrepot.studies.declaration import Study
from entrepot.studies.paper import Paper
from entrepot.studies.paper_json import read_paper, save_paper
from entrepot.studies.study_file import study_of_toml
from entrepot.vocabulary.errors import EntrepotError, MissingData, SchemaMismatch
from entrepot.vocabulary.text import T
from entrepot.web.front.state import state_folder

Kind = Literal["toml", "csv"]
"""A study, or claims by themselves."""
MOST_KEPT: Final = 200
KEPT_DAYS: Final = 90
MOST_BYTES: Final = 400_000
MOST_CLAIMS: Final = 300
MOST_BLOCKS: Final = 150
_NAME: Final = re.compile(r"own-[0-9a-f]{32}")
_CLAIMS: Final = "claims.csv"


def is_own(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def name_of(kind: Kind, text: str) -> str:
    seal = hashlib.sha256(f"{kind} {text}".encode()).hexdigest()
    return f"own-{seal[:32]}"


def keep(kind: Kind, text: str) -> str:
    """The name under which the text is kept from now on."""
    name = name_of(kind, text)
    sweep()
    place = _folder() / f"{name}.{kind}"
    beside = place.with_name(f"{place.name}.{os.getpid()}.part")
    beside.touch(mode=0o600)
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(place)
    return name


def kept_text(name: str) -> tuple[Kind, str]:
    """What was handed over under that name; MissingData where it is not kept."""
    kinds: tuple[Kind, ...] = ("toml", "csv")
    for kind in kinds:
        with suppress(FileNotFoundError):
            return kind, (_folder() / f"{name}.{kind}").read_text(encoding="utf-8")
    raise MissingData(
        T(
            f"this study or table of claims is not kept here (any more; {KEPT_DAYS} days): hand it over again",
            f"此处没有（或不再保留，期限{KEPT_DAYS}天）这份研究或论断：请重新提交",
        )
    )


Declared = tuple[Study, Mapping[str, Sequence[Claim]]]


def declared(kind: Kind, text: str, *, file: str) -> Declared:
    """The study and the claims that go with it; SchemaMismatch with the line of all that is wrong or too much."""
    if kind == "csv":
        claims = claims_in(text, file=file)
        if not claims:
            raise SchemaMismatch(T(f"{file}: there is no claim below the header", f"{file}：表头之下没有论断"))
        _bounded(file, T("claims", "项论断"), len(claims), MOST_CLAIMS)
        return study_of_claims(claims, file=_CLAIMS), {_CLAIMS: claims}
    study = study_of_toml(text, file=file)
    _bounded(file, T("blocks", "块"), sum(1 for _ in study.all_blocks()), MOST_BLOCKS)
    return study, {}


def too_large(size: int) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{size // 1000:,} kB are more than a study or a table of claims has (at most {MOST_BYTES // 1000} kB)",
            f"{size // 1000:,} kB 超出一份研究或论断表的大小（最多 {MOST_BYTES // 1000} kB）",
        )
    )


def keep_paper(name: str, paper: Paper, standing: str) -> None:
    """What the study came to on the lake as it stood."""
    for old in _papers(name):
        old.unlink(missing_ok=True)
    save_paper(paper, _folder() / f"{name}.{standing}.paper")


def kept_paper(name: str, standing: str) -> Paper | None:
    """The paper of that study, if it was run on the lake as it stands."""
    place = _folder() / f"{name}.{standing}.paper"
    with suppress(EntrepotError):
        return read_paper(place) if place.exists() else None
    return None


def ran_before(name: str) -> bool:
    return bool(_papers(name))


def standing_of(versions: Mapping[str, int] | Sequence[tuple[str, int]]) -> str:
    """A short word for how the lake stands."""
    return hashlib.sha256(repr(sorted(dict(versions).items())).encode()).hexdigest()[:12]


def newest(most: int = 8) -> list[tuple[str, T]]:
    """Name and title of what was handed over last and could be read: claims, and studies that were run."""
    found = []
    for place in sorted(_folder().glob("own-*.*"), key=_changed, reverse=True):
        if is_own(place.stem) and (place.suffix == ".csv" or (place.suffix == ".toml" and ran_before(place.stem))):
            found.append((place.stem, _title(place.stem)))
        if len(found) == most:
            break
    return found


def sweep() -> None:
    """Away with what is old, and with the oldest where there are too many."""
    oldest = time.time() - KEPT_DAYS * 24 * 3600
    texts = sorted((one for one in _folder().iterdir() if one.suffix in (".toml", ".csv")), key=_changed)
    for place in texts[: max(0, len(texts) - MOST_KEPT + 1)] + [one for one in texts if _changed(one) < oldest]:
        place.unlink(missing_ok=True)
        for paper in _papers(place.stem):
            paper.unlink(missing_ok=True)


@lru_cache(MOST_KEPT)
def _title(name: str) -> T:
    try:
        kind, text = kept_text(name)
        return declared(kind, text, file=name)[0].title
    except EntrepotError:
        return T(name, name)


def _bounded(file: str, what: T, found: int, most: int) -> None:
    if found > most:
        raise SchemaMismatch(
            T(
                f"{file}: {found:,} {what.en}; at most {most} are taken here (the command line takes more)",
                f"{file}：共 {found:,} {what.zh}，此处最多 {most}（命令行不限）",
            )
        )


def _papers(name: str) -> list[Path]:
    return sorted(_folder().glob(f"{name}.*.paper"))


def _changed(place: Path) -> float:
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _folder() -> Path:
    folder = state_folder() / "own"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder
