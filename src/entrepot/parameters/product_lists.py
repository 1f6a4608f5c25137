"""Lists of products by field that readings speak of: Lall's high technology, or a catalogue of one's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from entrepot.vocabulary.errors import MissingData, SchemaMismatch, WrongCall
from entrepot.vocabulary.products import TOTAL, chapters, normalised_code
from entrepot.vocabulary.text import T

_FILE: Final = Path(__file__).with_name("high_technology.csv")
_HEADS: Final = {
    "field": ("field", "领域"), "title_en": ("title_en", "领域英文"), "title_zh": ("title_zh", "领域名称"),
    "codes": ("codes", "code", "编码", "商品编码", "税号"), "inputs": ("inputs", "投入品"),
}  # fmt: skip
_MOST_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class Field:
    """`codes` are its goods, `inputs` the goods that making them takes; none declared where it is not said."""

    id: str
    title: T
    codes: tuple[str, ...]
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductList:
    """Fields that do not overlap; `notes` say what a reader must know of the list."""

    id: str
    title: T
    reference: T
    fields: tuple[Field, ...]
    notes: tuple[T, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all fields: goods whose code begins with one of them are of the list."""
        return tuple(code for field in self.fields for code in field.codes)


@cache
def high_technology() -> ProductList:
    """Lall's classes HT1 and HT2 in headings of the HS, as of 2007 and later editions."""
    return ProductList(
        "lall_high_technology",
        T("high technology by Lall's classes", "高技术产品（Lall分类）"),
        T(
            "S. Lall (2000), The technological structure and performance of developing country manufactured exports, 1985-98, Oxford Development "
            "Studies 28(3), doi:10.1080/713688318, classes HT1 and HT2 (SITC Rev. 2, three digits), put into headings and subheadings of the HS by Entrepôt",
            "S. Lall（2000），The technological structure and performance of developing country manufactured exports, 1985-98，Oxford Development "
            "Studies 28(3)，doi:10.1080/713688318，HT1、HT2类（SITC第2版三位），由贸枢对应到协调制度品目和子目",
        ),
        _fields(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()), _FILE.name, line=2),
        (
            T(
                "Lall's classes are of goods, by their making at large: what is assembled from bought parts counts as well",
                "Lall分类按商品的一般工艺划分：由外购零部件组装者也计入",
            ),
            T(
                "the inputs of each field are Entrepôt's own choice of parts and materials",
                "各领域的投入品（零部件和材料）由贸枢选定",
            ),
        ),
    )


def product_list(file: Path | str | None = None) -> ProductList:
    """Lall's high technology, or the catalogue in a CSV: a line for each code with `field` and `code` (docs/readings.md)."""
    if file is None:
        return high_technology()
    path = Path(file)
    rows = csv.DictReader(io.StringIO(_text(path)))
    known = _known_heads(rows.fieldnames or ())
    if not {"field", "codes"} <= set(known.values()):
        raise SchemaMismatch(
            T(
                f"{path.name} is no list of products: it needs the columns field and code (领域, 编码); it has {', '.join(rows.fieldnames or ()) or '-'}",
                f"{path.name} 不是商品目录：需要 field、code（领域、编码）两列；现有：{'、'.join(rows.fieldnames or ()) or '-'}",
            )
        )
    plain = ({known[head]: cell or "" for head, cell in row.items() if head in known} for row in rows)
    fields = _fields(plain, path.name, line=2)
    name = T(f"the list {path.name}", f"目录 {path.name}")
    return ProductList(path.stem, name, name, fields)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise MissingData(
            T(f"{path} cannot be read ({problem.strerror})", f"无法读取 {path}（{problem.strerror}）")
        ) from problem
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SchemaMismatch(T(f"{path.name} is neither UTF-8 nor GB18030", f"{path.name} 既非UTF-8也非GB18030编码"))


def _known_heads(heads: Iterable[str]) -> dict[str, str]:
    ours = {word: name for name, words in _HEADS.items() for word in words}
    return {head: ours[head.strip().casefold()] for head in heads if head and head.strip().casefold() in ours}


def _fields(rows: Iterable[Mapping[str, str]], file: str, *, line: int) -> tuple[Field, ...]:
    """Every problem of the list at once, each with its line."""
    problems: list[T] = []
    owner: dict[str, str] = {}
    found: dict[str, Field] = {}
    for number, row in enumerate(rows, start=line):
        name = (row.get("field") or "").strip()
        if not name:
            problems.append(T(f"{file}, line {number}: the field is empty", f"{file} 第 {number} 行：领域为空"))
            continue
        codes = _codes(row.get("codes") or "", file, number, problems)
        for code in codes:
            other = next((one for one in owner if one.startswith(code) or code.startswith(one)), None)
            if other is not None and (owner[other] != name or other == code):
                problems.append(
                    T(
                        f"{file}, line {number}: {code} of {name} is counted in {owner[other]} already (by {other})",
                        f"{file} 第 {number} 行：{name} 的 {code} 已计入 {owner[other]}（{other}）",
                    )
                )
            owner.setdefault(code, name)
        before = found.get(name)
        title = T(
            row.get("title_en") or row.get("title_zh") or name, row.get("title_zh") or row.get("title_en") or name
        )
        inputs = _codes(row.get("inputs") or "", file, number, problems)
        found[name] = Field(name, before.title if before else title, (*(before.codes if before else ()), *codes), (*(before.inputs if before else ()), *inputs))  # fmt: skip
    if not found and not problems:
        problems.append(T(f"{file} lists no product", f"{file} 没有任何商品"))
    if problems:
        told = problems[:_MOST_TOLD]
        raise SchemaMismatch(T("\n".join(one.en for one in told), "\n".join(one.zh for one in told)))
    return tuple(found.values())


def _codes(text: str, file: str, line: int, problems: list[T]) -> tuple[str, ...]:
    found = []
    for word in text.replace("；", ";").replace("、", ";").replace(",", ";").replace(" ", ";").split(";"):
        if not word.strip():
            continue
        try:
            code = normalised_code(word)
        except WrongCall as problem:
            problems.append(
                T(f"{file}, line {line}: {problem.message.en}", f"{file} 第 {line} 行：{problem.message.zh}")
            )
            continue
        if code == TOTAL or len(code) % 2 or code[:2] not in chapters():
            problems.append(
                T(
                    f"{file}, line {line}: {word!r} is no HS code of 2, 4, 6, 8 or 10 digits (a lost leading zero?)",
                    f"{file} 第 {line} 行：“{word}”不是2、4、6、8或10位的协调制度编码（前导零丢失？）",
                )
            )
            continue
        found.append(code)
    return tuple(found)
