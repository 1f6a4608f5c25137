"""`entrepot product find`"""

from __future__ import annotations

import click

from entrepot.cli.printing import print_records
from entrepot.cli.words import form_options, group, option
from entrepot.vocabulary.text import T


@group(T("Products: sections, chapters and groups.", "商品：类、章和商品组。"), name="product")
def product() -> None: ...


@product.command(name="find", text=T("Products by code or name, in either language.", "按编码或中英文名称查找商品。"))
@click.argument("text")
@option("--most", type=click.IntRange(1, 500), default=10, show_default=True, text=T("At most so many.", "最多条数。"))
@form_options
def find(*, text: str, most: int, as_json: bool, as_csv: bool) -> None:
    from entrepot.vocabulary.products import find_products

    records = [
        {"code": one.code, "nomenclature": one.nomenclature, "en": one.name.en, "zh": one.name.zh}
        for one in find_products(text, most=most)
    ]
    titles = [
        str(t) for t in (T("code", "编码"), T("nomenclature", "分类"), T("English", "英文"), T("Chinese", "中文"))
    ]
    print_records(records, ["code", "nomenclature", "en", "zh"], as_json=as_json, as_csv=as_csv, titles=titles)
