"""A lake is opened once for each day that is asked about, and anew once something has come into it."""

from __future__ import annotations

from pathlib import Path

from entrepot.workbench import Workbench
from entrepot.workbench.reading import MOST_PAST, open_reading

HEAD = "area,measure,period,value,unit,study,locator\n"


def take_in(bench: Workbench, folder: Path, year: int) -> None:
    file = folder / f"{year}.csv"
    file.write_text(HEAD + f"辽宁,地区生产总值,{year},5,亿元,an example,table {year}\n", encoding="utf-8")
    bench.ingest(file)


def rows(bench: Workbench, as_of: str | None) -> tuple[int, object]:
    """How many figures there are, and what is shared by all who read the lake as of then."""
    with open_reading(bench.lake, as_of=as_of) as reading:
        counted = reading.connection.execute("SELECT count(*) FROM series").fetchall()[0][0]
        return counted, reading.plans


def test_a_past_day_stays_open_and_stays_as_it_was(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "lake")
    take_in(bench, tmp_path, 2019)
    first = bench.history()[0].id
    then, shared = rows(bench, first)
    assert then == 1
    assert rows(bench, first)[1] is shared
    take_in(bench, tmp_path, 2020)
    assert rows(bench, None)[0] == 2
    again, fresh = rows(bench, first)
    assert again == 1
    assert fresh is not shared, "a day that is not over may have more in it now"


def test_only_the_last_few_days_are_kept(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "lake")
    take_in(bench, tmp_path, 2019)
    days = [f"2020-01-{day:02}" for day in range(1, MOST_PAST + 2)]
    shared = {day: rows(bench, day)[1] for day in days}
    assert [rows(bench, day)[0] for day in days[1:]] == [0] * MOST_PAST
    assert all(rows(bench, day)[1] is shared[day] for day in days[1:])
    assert rows(bench, days[0])[1] is not shared[days[0]]
