"""`entrepot area find`"""

from __future__ import annotations

import click

from entrepot.cli.printing import print_records
from entrepot.cli.words import form_options, group, option
from entrepot.vocabulary.text import T


@group(T("Countries, provinces, cities, zones and blocs.", "国家、省份、城市、园区和区域集团。"), name="area")
def area() -> None: ...


@area.command(name="find", text=T("Areas by any code or name, in either language.", "按任意编码或中英文名称查找地区。"))
@click.argument("text")
@option("--most", type=click.IntRange(1, 500), default=10, show_default=True, text=T("At most so many.", "最多条数。"))
@form_options
def find(*, text: str, most: int, as_json: bool, as_csv: bool) -> None:
    from entrepot.vocabulary.areas import find_areas

    records = [
        {
            "id": one.id, "kind": one.kind, "en": one.name.en, "zh": one.name.zh, "parent": one.parent,
            "codes": _codes(one.id) if as_json else "; ".join(f"{name} {'/'.join(codes)}" for name, codes in _codes(one.id).items()),
        }
        for one in find_areas(text, most=most)
    ]  # fmt: skip
    titles = [
        str(t)
        for t in (
            T("id", "代号"),
            T("kind", "类别"),
            T("English", "英文"),
            T("Chinese", "中文"),
            T("in", "隶属"),
            T("codes", "编码"),
        )
    ]
    print_records(records, ["id", "kind", "en", "zh", "parent", "codes"], as_json=as_json, as_csv=as_csv, titles=titles)


def _codes(area_id: str) -> dict[str, list[str]]:
    """Every code of the area by scheme; customs renumbered in 2023, so one scheme may hold two."""
    from entrepot.vocabulary.areas import codes_of

    codes: dict[str, list[str]] = {}
    for code in codes_of(area_id):
        codes.setdefault(code.scheme, []).append(code.code)
    return codes
