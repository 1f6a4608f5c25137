"""What is traded: nomenclatures kept apart, HS sections and chapters, and the product groups that reports speak of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from entrepot.vocabulary.errors import UnknownName, WrongCall, near_names
from entrepot.vocabulary.tables_of_words import word_rows
from entrepot.vocabulary.text import T

TOTAL: Final = "TOTAL"
KIND: Final = T("product", "商品")
NO_NAMES: Final[Mapping[str, T]] = {}

HS_YEARS: Final = (1992, 1996, 2002, 2007, 2012, 2017, 2022)
# The next edition enters into force on this day; what it holds is not known to this version.
NEXT_HS_YEAR: Final = 2028
HS_EDITIONS: Final = tuple(f"HS{year}" for year in HS_YEARS)

NOMENCLATURES: Final[Mapping[str, T]] = {
    **{f"HS{y}": T(f"Harmonized System {y}", f"商品名称及编码协调制度（{y}年版）") for y in HS_YEARS},
    "HS_COMBINED": T("Harmonized System, all editions together", "协调制度（各版合并）"),
    **{f"SITC{r}": T(f"SITC Revision {r}", f"国际贸易标准分类（修订{r}）") for r in (1, 2, 3, 4)},
    **{f"BEC{r}": T(f"Broad Economic Categories, Revision {r}", f"按经济大类分类（修订{r}）") for r in (4, 5)},
    "ISIC3": T("ISIC Revision 3", "国际标准产业分类（修订3）"),
    "Lall": T("Lall's technology classes", "Lall技术分类"),
}

NOMENCLATURE_OF_COMTRADE: Final[Mapping[str, str]] = {
    **{f"H{i}": edition for i, edition in enumerate(HS_EDITIONS)},
    **{f"S{r}": f"SITC{r}" for r in (1, 2, 3, 4)},
    "B4": "BEC4",
    "B5": "BEC5",
}
NOMENCLATURE_OF_BACI: Final[Mapping[str, str]] = {f"HS{year % 100:02d}": f"HS{year}" for year in HS_YEARS}


@dataclass(frozen=True, slots=True)
class Product:
    """`code` is digits, TOTAL, a section (`S16`) or a group's id; `parts` are a group's HS codes, where published."""

    code: str
    nomenclature: str
    name: T
    parts: tuple[str, ...] = ()


def nomenclature(text: str) -> str:
    """The id of a nomenclature by its id, its Comtrade code (H6, S3, B4) or its BACI code (HS22)."""
    plain = text.strip()
    for table in (NOMENCLATURE_OF_COMTRADE, NOMENCLATURE_OF_BACI):
        if plain.upper() in table:
            return table[plain.upper()]
    by_fold = {name.casefold(): name for name in NOMENCLATURES}
    if plain.casefold() in by_fold:
        return by_fold[plain.casefold()]
    hint = None
    if plain.upper() == "HS":
        hint = T("HS alone does not say which edition: give its year.", "仅写HS不能确定版本：请注明年份。")
    raise UnknownName(T("nomenclature", "商品分类"), text, NOMENCLATURES, hint=hint)


def hs_edition_on(year: int) -> str:
    """The HS edition in force in China's customs in `year`."""
    if not HS_YEARS[0] <= year < NEXT_HS_YEAR:
        first, last = HS_YEARS[0], NEXT_HS_YEAR - 1
        raise WrongCall(
            T(
                f"the HS edition of {year} is not known: only {first} to {last}; name the edition yourself",
                f"不知道{year}年采用的协调制度版本：仅限{first}年至{last}年；请自行指定版本",
            )
        )
    return f"HS{max(y for y in HS_YEARS if y <= year)}"


_WIDE_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")


def normalised_code(text: str) -> str:
    """A product code as digits only, or TOTAL: `0101.21-00 ` becomes `01012100`; nothing is padded or cut."""
    plain = re.sub(r"[\s.\-·]", "", text).translate(_WIDE_DIGITS)
    if plain.upper() == TOTAL:
        return TOTAL
    if re.fullmatch(r"[0-9]{1,12}", plain):
        return plain
    raise WrongCall(
        T(
            f"{text!r} is not a product code: expected 1 to 12 digits (dots, dashes and spaces allowed) or TOTAL",
            f"“{text}”不是商品编码：应为1至12位数字（可含点、横线、空格）或TOTAL",
        )
    )


def digits(code: str) -> int:
    """How many digits a product code has; TOTAL has none."""
    plain = normalised_code(code)
    return 0 if plain == TOTAL else len(plain)


def chapter_of(code: str) -> str:
    """The HS chapter of an HS code of 2, 4, 6, 8 or 10 digits; an odd length has lost a zero and is refused."""
    plain = normalised_code(code)
    if plain == TOTAL or len(plain) % 2 or plain[:2] not in _chapters():
        raise WrongCall(
            T(
                f"{code!r} has no HS chapter: expected 2, 4, 6, 8 or 10 digits that begin with 01 to 99; "
                "an odd number of digits usually means a lost leading zero",
                f"“{code}”没有对应的章：应为以01至99开头的2、4、6、8或10位编码；位数为奇数通常是丢失了前导零",
            )
        )
    return plain[:2]


def section_of(code: str) -> str | None:
    """The HS section (`S16`) of an HS code; None for chapters 98 and 99, which nations use as they like."""
    section = _chapters()[chapter_of(code)]["section"]
    return f"S{section}" if section else None


def chapters_of(section: str) -> tuple[str, ...]:
    """The chapters of a section given as `S16`."""
    wanted = section_id(section)
    return tuple(c for c, row in _chapters().items() if wanted and f"S{row['section']}" == wanted)


def chapters() -> tuple[str, ...]:
    """Every chapter of the HS, in order."""
    return tuple(_chapters())


def section_id(text: str) -> str | None:
    """`S16` for `S16`, `HS section 16`, `section XVI`, `第十六类` or `第16类`; None when it speaks of no section."""
    plain = text.strip()
    found = re.fullmatch(r"(?:S|(?:HS )?section )([0-9]{1,2}|[IVX]+)", plain, re.IGNORECASE)
    found = found or re.fullmatch(r"第([0-9]{1,2}|[一二十三四五六七八九]+)类", plain)
    if not found:
        return None
    return _section_words().get(found[1].upper())


def product(code: str, nomenclature: str = "HS2022", *, names: Mapping[str, T] = NO_NAMES) -> Product:
    """The product of a code, section, group id or group name; `names` brings names finer than the chapters."""
    group = _group(code)
    if group is not None:
        return group
    section = section_id(code)
    if section is not None:
        return Product(section, nomenclature, _section_name(section), chapters_of(section))
    try:
        plain = normalised_code(code)
    except WrongCall:
        raise UnknownName(KIND, code, _all_words(names)) from None
    if plain == TOTAL:
        return Product(TOTAL, nomenclature, T("All products", "全部商品"))
    return Product(plain, nomenclature, names.get(plain) or _name_from_chapter(plain, nomenclature))


def find_products(
    text: str, most: int = 10, *, nomenclature: str = "HS2022", names: Mapping[str, T] = NO_NAMES
) -> tuple[Product, ...]:
    """The products whose code begins with `text` or whose name holds it, else the near names, nearest first."""
    words, wanted = _all_words(names), text.strip()
    if section_id(wanted):
        codes = [wanted]
    elif re.fullmatch(r"[0-9]+", wanted):
        codes = [code for code in words.values() if code.startswith(wanted)]
        codes = codes or ([wanted] if _is_hs(wanted) else [])
    else:
        near = near_names(wanted, words, most=len(words))
        codes = [words[word] for word in near if wanted.casefold() in word.casefold()] or [words[word] for word in near]
    return tuple(product(code, nomenclature, names=names) for code in list(dict.fromkeys(codes))[:most])


def product_groups() -> tuple[Product, ...]:
    """The groups that reports speak of (机电产品, 新三样 ...), in file order."""
    return tuple(
        Product(r["id"], r["nomenclature"] or "HS2022", T(r["en"], r["zh"]), tuple(r["hs"].split()))
        for r in word_rows("product_groups.csv")
    )


def named_products() -> tuple[Product, ...]:
    """Every group, section and chapter that has a name of its own."""
    codes = (*(f"S{row['section']}" for row in word_rows("hs_sections.csv")), *_chapters())
    return (*product_groups(), *(product(code) for code in codes))


def lall_classes() -> Mapping[str, T]:
    """Lall's (2000) technology classes and their names."""
    return {r["id"]: T(r["en"], r["zh"]) for r in word_rows("lall_classes.csv")}


def _is_hs(code: str) -> bool:
    return len(code) % 2 == 0 and len(code) <= 10 and code[:2] in _chapters()


@cache
def _chapters() -> dict[str, dict[str, str]]:
    return {r["chapter"]: r for r in word_rows("hs_chapters.csv")}


@cache
def _section_words() -> dict[str, str]:
    units = ("", *"一二三四五六七八九")
    words: dict[str, str] = {}
    for row in word_rows("hs_sections.csv"):
        number = int(row["section"])
        tens, ones = divmod(number, 10)
        chinese = ("", "十", "二十")[tens] + units[ones]
        words.update({str(number): f"S{number}", f"{number:02d}": f"S{number}", row["roman"]: f"S{number}"})
        words[chinese] = f"S{number}"
    return words


def _section_name(section: str) -> T:
    row = next(r for r in word_rows("hs_sections.csv") if f"S{r['section']}" == section)
    return T(row["en"], row["zh"])


def _name_from_chapter(code: str, nomenclature: str) -> T:
    if not nomenclature.startswith("HS"):
        title = NOMENCLATURES.get(nomenclature, T(nomenclature, nomenclature))
        return T(f"{code} of {title.en}", f"{title.zh} {code}")
    row = _chapters()[chapter_of(code)]
    if len(code) == 2:
        return T(row["en"], row["zh"])
    return T(f"{code} (in chapter {code[:2]}, {row['en']})", f"{code}（属第{code[:2]}章 {row['zh']}）")


@cache
def _group_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for row in word_rows("product_groups.csv"):
        for word in (row["id"], row["en"], row["zh"], *filter(None, row["aliases"].split("|"))):
            words[word.casefold()] = row["id"]
    return words


def _group(text: str) -> Product | None:
    known = _group_words().get(text.strip().casefold())
    return next((g for g in product_groups() if g.code == known), None) if known else None


def _all_words(names: Mapping[str, T]) -> dict[str, str]:
    words = dict(_group_words())
    for row in word_rows("hs_sections.csv"):
        words |= dict.fromkeys((f"S{row['section']}", row["en"], row["zh"]), f"S{row['section']}")
    for chapter, row in _chapters().items():
        words |= dict.fromkeys((chapter, row["zh"]), chapter)
        words.setdefault(row["en"], chapter)
    for code, name in names.items():
        words |= dict.fromkeys((code, name.en, name.zh), code)
    return words
