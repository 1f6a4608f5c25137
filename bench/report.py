"""Papers as documents: a long paper of 60 pages and 40 charts, and a shipped study from a cold start: `python bench/report.py`.

CPU seconds are given beside those of the clock: on a busy machine only they can be compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from entrepot.reports.documents import paper_bytes
from entrepot.studies.paper import (
    Column,
    Derivation,
    Figure,
    Number,
    Paper,
    Paragraph,
    Section,
    SourceLine,
    Table,
    To,
)
from entrepot.vocabulary.text import T

CHARTS = 40
STUDY = "shanxi-asean"
FORMATS = ("docx", "pdf", "html", "xlsx")
SOURCE = SourceLine((T("made for the bench", "为测速编造"),), "2026-01-31", T("all years", "全部年份"), synthetic=True)
PARTNERS = ("JPN", "KOR", "USA", "VNM", "DEU", "RUS", "AUS")
SENTENCES = 12


def long_paper() -> Paper:
    sections = tuple(section(n) for n in range(CHARTS))
    groups = tuple(
        Section(part, T(part.title(), name), (), sections[i::3])
        for i, (part, name) in enumerate((("status", "现状"), ("problem", "问题"), ("remedy", "对策")))
    )  # fmt: skip
    why = tuple(
        Derivation(f"n{n}-{year}", T(f"exports {n}, {year}", f"{year}年第{n}项出口"), "sum(exports)", T(f"{n} + {year}", f"{n} + {year}"), (T("a (1)", "甲（1）"),), (f"batch-{n}",), "2026-01-31")
        for n in range(CHARTS)
        for year in range(2011, 2023)
    )  # fmt: skip
    return Paper("long", T("A long paper", "长篇报告"), None, None, (), groups, why, (), "2026-01-31")


def section(n: int) -> Section:
    number = Number(Decimal(1_234_000_000 + n), "USD", "1e8 USD", 1, derivation=f"n{n}-2022")
    sentence = ("Exports came to ", number, " (", To(f"figure{n}"), ", ", To(f"table{n}"), "). "), ("出口为", number, "（", To(f"figure{n}"), "、", To(f"table{n}"), "），较上年有所增长，结构继续优化。")  # fmt: skip
    text = Paragraph(sentence[0] * SENTENCES, sentence[1] * SENTENCES)
    return Section("status", T(f"Topic {n}", f"专题{n}"), (text, figure(n), text, table(n)))


def figure(n: int) -> Figure:
    chart = ("trend", "lines", "ranked_bars", "share_stack")[n % 4]
    years = range(2011, 2023)
    rows: tuple[dict[str, object], ...]
    if chart == "ranked_bars":
        rows = tuple({"partner": one, "value": 1e9 * (9 - i) + n * 1e7} for i, one in enumerate(PARTNERS))
    elif chart == "trend":
        rows = tuple(
            {"period": str(y), "flow": f, "value": 1e9 * (y - 2000) + n * 1e7}
            for y in years
            for f in ("export", "import")
        )
    else:
        key = "part" if chart == "share_stack" else "series"
        rows = tuple(
            {"period": str(y), key: one, "value": 1e9 * (9 - i) + y + n * 1e7}
            for y in years
            for i, one in enumerate(PARTNERS[:4])
        )
    unit = {"unit": "money", "currency": "USD"}
    return Figure(f"figure{n}", T(f"Chart {n}", f"图题{n}"), chart, rows, SOURCE, options=unit)


def table(n: int) -> Table:
    heads = (
        Column("year", T("Year", "年份"), number=False),
        *(Column(f"c{i}", T(f"Goods {i}", f"商品{i}")) for i in range(6)),
    )
    rows = tuple(
        (T(str(year), str(year)), *(Number(Decimal(year * 1_000_000 * (i + 1) + n), "USD", "1e8 USD", 2, derivation=f"n{n}-{year}") for i in range(6)))
        for year in range(2011, 2023)
    )  # fmt: skip
    return Table(f"table{n}", T(f"Table of {n}", f"表题{n}"), heads, rows, SOURCE)


def timed(work: Callable[[], bytes | None]) -> tuple[float, float, bytes | None]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - wall, time.process_time() - cpu, found


def main() -> None:
    paper, total = long_paper(), 0.0
    for format_ in FORMATS:
        wall, cpu, content = timed(lambda format_=format_: paper_bytes(paper, format_, language="zh"))  # type: ignore[misc]
        assert content is not None
        pages = f", {len(PdfReader(BytesIO(content)).pages)} pages" if format_ == "pdf" else ""
        print(f"{CHARTS} charts to {format_:5} {wall:6.2f} s ({cpu:6.2f} s CPU) {len(content) / 1e6:5.1f} MB{pages}")
        total += wall
    print(f"{CHARTS} charts to four formats {total:.2f} s")
    launcher = Path(__file__).parents[1] / "entrepot"
    with tempfile.TemporaryDirectory() as folder:
        here = {**os.environ, "ENTREPOT_LAKE": str(Path(folder) / "lake")}
        subprocess.run([launcher, "up", "--no-sample"], env=here, check=True, capture_output=True)
        command = [launcher, "study", "run", STUDY, "--to", ",".join(FORMATS), "--out", folder, "--lang", "zh"]
        before = os.times()
        wall, _, _ = timed(lambda: subprocess.run(command, env=here, check=True, capture_output=True) and None)
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        print(f"{STUDY} to {', '.join(FORMATS)} from a cold start {wall:.2f} s ({cpu:.2f} s CPU)")


if __name__ == "__main__":
    sys.exit(main())
