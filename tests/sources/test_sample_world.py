"""The sample world: its laws, the papers' totals, and its shocks as they show in the rows."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from entrepot.embedded import embedded_rows
from entrepot.lake.engine import connect
from entrepot.sources.sample_world import SAMPLE_WORLD
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.products import chapter_of
from entrepot.vocabulary.regimes import regime
from entrepot.vocabulary.tables import FLOWS

ASEAN = "('BRN','KHM','IDN','LAO','MYS','MMR','PHL','SGP','THA','VNM')"
TARIFF = "('39','40','73','84','85','87','90','94')"


def world(size: str, seed: int = 1) -> pa.Table:
    return pa.concat_tables(SAMPLE_WORLD.generate(seed=seed, size=size))


@pytest.fixture(scope="module", params=["small", "full"])
def rows(request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        connection.register("world", world(request.param))
        yield connection


@pytest.fixture(scope="module")
def full() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        connection.register("world", world("full"))
        yield connection


def one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    found = connection.execute(sql).fetchall()
    assert len(found) == 1
    return tuple(found[0])


def content(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    assert content(world("small", seed=7)) == content(world("small", seed=7))
    assert content(world("small", seed=7)) != content(world("small", seed=8))


def test_an_unknown_size_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="small"):
        next(SAMPLE_WORLD.generate(size="smal"))


def test_the_columns_are_declared_ones_in_their_types() -> None:
    schema = next(SAMPLE_WORLD.generate(seed=1, size="small")).schema
    arrow = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "yes_no": pa.bool_()}
    for field in schema:
        assert field.type == arrow[FLOWS.column(field.name).type], field.name
    needed = {c.name for c in FLOWS.columns if not c.may_be_missing} - {"batch"}
    assert needed <= set(schema.names)


def test_no_cell_is_null_and_no_key_comes_twice(rows: duckdb.DuckDBPyConnection) -> None:
    names = [row[0] for row in rows.execute("DESCRIBE world").fetchall()]
    nulls = one(rows, "SELECT " + ", ".join(f"count(*) - count({name})" for name in names) + " FROM world")
    assert set(nulls) == {0}
    key = [name for name in FLOWS.key if name in names]
    assert one(rows, f"SELECT count(*) - count(DISTINCT ({', '.join(key)})) FROM world") == (0,)


def test_every_row_is_synthetic_whole_and_positive(rows: duckdb.DuckDBPyConnection) -> None:
    bad = """NOT synthetic OR source <> 'sample_world' OR value_usd < 1 OR value_usd <> round(value_usd) OR quantity < 1
             OR net_kg < 1 OR (quantity_unit = 'kg' AND quantity <> net_kg)"""
    assert one(rows, f"SELECT count(*) FROM world WHERE {bad}") == (0,)


def test_every_code_is_known_to_the_vocabulary(rows: duckdb.DuckDBPyConnection) -> None:
    def distinct(column: str) -> list[str]:
        return [row[0] for row in rows.execute(f"SELECT DISTINCT {column} FROM world").fetchall()]

    assert {area(one).kind for one in distinct("reporter")} == {"province"}
    assert len(distinct("reporter")) == 31
    assert {area(one).id for one in distinct("partner")} == set(distinct("partner"))
    assert {chapter_of(one) for one in distinct("product")} == set(distinct("product[:2]"))
    assert {regime(one).id for one in distinct("regime")} == set(distinct("regime"))


def test_every_product_is_a_subheading_of_hs_2022(shared_data: Path) -> None:
    packed = (shared_data / "5_class" / "comtrade_classificationH6.json.gz").read_bytes()
    known = {row["id"] for row in json.loads(gzip.decompress(packed).decode("utf-8-sig"))["results"]}
    ours = {row["product"] for row in embedded_rows("sample_products.csv")}
    assert len(ours) == 994 and ours <= known


def test_shares_of_every_month_add_up_to_one(rows: duckdb.DuckDBPyConnection) -> None:
    (low, high) = one(
        rows,
        """SELECT min(total), max(total) FROM (
             SELECT sum(share) AS total FROM (
               SELECT reporter, flow, period,
                      value_usd / sum(value_usd) OVER (PARTITION BY reporter, flow, period) AS share FROM world)
             GROUP BY reporter, flow, period)""",
    )
    assert low == pytest.approx(1, abs=1e-9) and high == pytest.approx(1, abs=1e-9)


def test_every_year_comes_in_the_order_of_the_lakes_files() -> None:
    """Sorted rows let the lake skip what it does not need."""
    for table in SAMPLE_WORLD.generate(seed=1, size="small"):
        keys = list(zip(*(table[name].to_pylist() for name in FLOWS.sort), strict=True))
        assert keys == sorted(keys)


def test_the_full_world_is_as_large_as_promised(full: duckdb.DuckDBPyConnection) -> None:
    count, provinces, partners, products, chapters, months = one(
        full,
        """SELECT count(*), count(DISTINCT reporter), count(DISTINCT partner), count(DISTINCT product),
                  count(DISTINCT product[:2]), count(DISTINCT period) FROM world""",
    )
    assert 2_000_000 <= count <= 4_000_000
    assert (provinces, chapters, months) == (31, 96, 96)
    assert partners >= 190 and products >= 950


@pytest.mark.parametrize(
    ("year", "exports", "imports"),
    [(2016, 7.17, 5.35), (2017, 6.99, 6.95), (2018, 9.26, 10.30), (2019, 9.67, 12.85), (2020, 7.52, 15.97)],
)
def test_shanxis_trade_with_asean_is_that_of_the_paper(
    full: duckdb.DuckDBPyConnection, year: int, exports: float, imports: float
) -> None:
    """shanxi-asean, table 1, 1e8 USD."""
    sums = one(
        full,
        f"""SELECT sum(value_usd) FILTER (flow = 'export') / 1e8, sum(value_usd) FILTER (flow = 'import') / 1e8
            FROM world WHERE reporter = 'CN-SX' AND partner IN {ASEAN} AND year = {year}""",
    )
    assert sums == (pytest.approx(exports, rel=1e-6), pytest.approx(imports, rel=1e-6))


def test_shanxis_share_of_asean_is_that_of_the_paper(full: duckdb.DuckDBPyConnection) -> None:
    """12.52 is 7.58 % of all trade in 2016, 23.49 is 10.38 % in 2020."""
    found = full.execute(
        f"""SELECT year, sum(value_usd) FILTER (partner IN {ASEAN}) / sum(value_usd) FROM world
            WHERE reporter = 'CN-SX' AND year IN (2016, 2020) GROUP BY year ORDER BY year"""
    ).fetchall()
    assert found == [(2016, pytest.approx(0.0758, rel=1e-6)), (2020, pytest.approx(0.1038, rel=1e-6))]


def test_liaonings_totals_run_from_the_paper_to_the_press(full: duckdb.DuckDBPyConnection) -> None:
    """2023: 3,535.6 and 4,124.0 hundred million yuan; 2016 is an eighth of the way from 508.4 hundred million dollars."""
    in_2023 = one(
        full,
        """SELECT sum(value_cny) FILTER (flow = 'export') / 1e8, sum(value_cny) FILTER (flow = 'import') / 1e8
           FROM world WHERE reporter = 'CN-LN' AND year = 2023""",
    )
    assert in_2023 == (pytest.approx(3535.6, rel=1e-6), pytest.approx(4124.0, rel=1e-6))
    (in_2016,) = one(
        full, "SELECT sum(value_usd) FROM world WHERE reporter = 'CN-LN' AND flow = 'export' AND year = 2016"
    )
    assert in_2016 == pytest.approx(508.4e8 * (3535.6 / 7.0809 / 508.4) ** (1 / 8), rel=1e-6)


def test_the_american_tariff_shows_in_the_share_of_america(full: duckdb.DuckDBPyConnection) -> None:
    """0.70 of what it would be, so a share s falls to about 0.7 s / (1 - 0.3 s)."""
    before, after, asean_before, asean_after = one(
        full,
        f"""SELECT sum(value_usd) FILTER (partner = 'USA' AND year = 2017) / sum(value_usd) FILTER (year = 2017),
                   sum(value_usd) FILTER (partner = 'USA' AND year = 2019) / sum(value_usd) FILTER (year = 2019),
                   sum(value_usd) FILTER (partner IN {ASEAN} AND year = 2017) / sum(value_usd) FILTER (year = 2017),
                   sum(value_usd) FILTER (partner IN {ASEAN} AND year = 2019) / sum(value_usd) FILTER (year = 2019)
            FROM world WHERE flow = 'export' AND product[:2] IN {TARIFF}""",
    )
    assert after / before == pytest.approx(0.7 / (1 - 0.3 * before), rel=0.06)
    assert asean_after / asean_before > 1.1


def test_the_tariff_leaves_other_chapters_alone(full: duckdb.DuckDBPyConnection) -> None:
    (change,) = one(
        full,
        f"""SELECT (sum(value_usd) FILTER (partner = 'USA' AND year = 2019) / sum(value_usd) FILTER (year = 2019))
                 / (sum(value_usd) FILTER (partner = 'USA' AND year = 2017) / sum(value_usd) FILTER (year = 2017))
            FROM world WHERE flow = 'export' AND product[:2] NOT IN {TARIFF}""",
    )
    assert change == pytest.approx(1, abs=0.08)


def test_the_pandemic_empties_the_spring_and_sells_masks(full: duckdb.DuckDBPyConnection) -> None:
    spring, usual, masks, usual_masks = one(
        full,
        """SELECT sum(value_usd) FILTER (period IN ('2020-03', '2020-04')) / sum(value_usd) FILTER (year = 2020),
                  sum(value_usd) FILTER (period IN ('2019-03', '2019-04')) / sum(value_usd) FILTER (year = 2019),
                  sum(value_usd) FILTER (year = 2020 AND product[:2] IN ('63', '90')) / sum(value_usd) FILTER (year = 2020),
                  sum(value_usd) FILTER (year = 2019 AND product[:2] IN ('63', '90')) / sum(value_usd) FILTER (year = 2019)
           FROM world WHERE flow = 'export'""",
    )
    assert spring / usual < 0.8
    assert masks / usual_masks > 1.8


def test_the_squeeze_lowers_the_unit_values_of_liaonings_steel_only(full: duckdb.DuckDBPyConnection) -> None:
    """-25 % from September 2022 on; baskets shift a little, so compare each series with itself."""
    found = full.execute(
        """WITH series AS (
             SELECT reporter, product, partner, regime,
                    sum(value_usd) FILTER (year = 2021) / sum(net_kg) FILTER (year = 2021) AS before,
                    sum(value_usd) FILTER (year = 2023) / sum(net_kg) FILTER (year = 2023) AS after,
                    sum(net_kg) AS kg
             FROM world WHERE flow = 'export' AND product[:2] IN ('72', '73') GROUP BY ALL)
           SELECT reporter = 'CN-LN' AS squeezed, median(after / before) FROM series WHERE kg > 1000
           GROUP BY squeezed ORDER BY squeezed"""
    ).fetchall()
    assert found == [(False, pytest.approx(1, abs=0.02)), (True, pytest.approx(0.75, abs=0.02))]


def test_new_year_months_are_the_lowest_of_a_quiet_year(full: duckdb.DuckDBPyConnection) -> None:
    lowest = full.execute(
        """SELECT arg_min(period, total) FROM (
             SELECT year, period, sum(value_usd) AS total FROM world WHERE flow = 'export' GROUP BY year, period)
           WHERE year IN (2016, 2018, 2019, 2021, 2022, 2023) GROUP BY year ORDER BY year"""
    ).fetchall()
    assert [row[0] for row in lowest] == ["2016-02", "2018-02", "2019-02", "2021-02", "2022-02", "2023-01"]


def test_regimes_of_2020_do_not_trade_before(full: duckdb.DuckDBPyConnection) -> None:
    found = full.execute("SELECT min(period) FROM world WHERE regime IN ('9710', '9810') GROUP BY regime").fetchall()
    assert [row[0] for row in found] == ["2020-07", "2020-07"]


def test_trade_is_heavy_tailed_and_falls_with_distance(full: duckdb.DuckDBPyConnection) -> None:
    (top_tenth,) = one(
        full,
        """SELECT sum(value_usd) FILTER (rank <= 0.1) / sum(value_usd) FROM (
             SELECT value_usd, percent_rank() OVER (ORDER BY value_usd DESC) AS rank FROM world WHERE year = 2019)""",
    )
    assert top_tenth > 0.5
    (liaoning, guangdong) = one(
        full,
        """SELECT sum(value_usd) FILTER (reporter = 'CN-LN' AND partner = 'JPN') / sum(value_usd) FILTER (reporter = 'CN-LN'),
                  sum(value_usd) FILTER (reporter = 'CN-GD' AND partner = 'JPN') / sum(value_usd) FILTER (reporter = 'CN-GD')
           FROM world WHERE flow = 'export'""",
    )
    assert liaoning > guangdong
