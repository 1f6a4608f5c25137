"""Which trade meets which notice: cases worked out by hand, then laws, then what is not known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.risks.finding import Span
from entrepot.risks.notices import Asked, Exposure, exposure
from entrepot.vocabulary.errors import MissingData

COLUMNS = (
    "source", "notice", "kind", "effect", "imposed_by", "affected", "products", "nomenclature", "announced_on", "in_force_from",
    "in_force_until", "rate_printed", "title_en", "title_zh", "url", "reference", "flag", "batch",
)  # fmt: skip
USUAL = {
    "source": "notices", "kind": "anti_dumping", "effect": "restricts", "imposed_by": "USA", "affected": "CHN", "nomenclature": "HS2022",
    "announced_on": "2019-06-01", "in_force_from": "2020-01-01", "batch": "b1",
}  # fmt: skip
ASKED = Asked("CN-LN", "CHN", "2023", "export", date(2023, 12, 31), "USD", edition="HS2022")


def notices(*lines: dict[str, Any]) -> pa.Table:
    rows = [{**dict.fromkeys(COLUMNS), **USUAL, **line} for line in lines]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in COLUMNS]))


def trade(*rows: tuple[str, str, float | None]) -> pa.Table:
    partners, products, values = zip(*rows, strict=True)
    return pa.table({"partner": partners, "product": products, "value": pa.array(values, pa.float64())})


BATTERIES_AND_STEEL = trade(
    ("USA", "850760", 100.0), ("DEU", "850760", 60.0), ("USA", "721049", 40.0), ("JPN", "030617", 20.0)
)


def met(found: Exposure) -> dict[str, Span]:
    return {one.notice: one.money for one in found.notices}


def test_a_row_met_by_two_notices_counts_once_and_is_divided_between_them() -> None:
    found = exposure(
        BATTERIES_AND_STEEL,
        notices(
            {"notice": "A", "products": "8507"}, {"notice": "B", "products": "850760 721049", "kind": "countervailing"}
        ),
        ASKED,
    )
    assert (found.total, found.money, found.share) == (220.0, Span(140.0, 140.0), Span(140 / 220, 140 / 220))
    assert met(found) == {"A": Span(100.0, 100.0), "B": Span(140.0, 140.0)}
    by_notice = {one.notice: one for one in found.notices}
    assert by_notice["A"].part == Span(50.0, 50.0)
    assert by_notice["B"].part == Span(90.0, 90.0)
    # Were A lifted nothing would change; were B lifted, steel would be free.
    assert by_notice["A"].alone == Span(0.0, 0.0)
    assert by_notice["B"].alone == Span(40.0, 40.0)
    assert found.families == (("defence", Span(140.0, 140.0)),)
    assert found.partners == (("USA", Span(140.0, 140.0)),)


def test_a_bloc_stands_for_its_members_of_that_day() -> None:
    line = {"notice": "R", "kind": "tbt", "imposed_by": "EU", "affected": "WLD", "products": "8507"}
    both = trade(("DEU", "850760", 60.0), ("GBR", "850760", 30.0))
    assert met(exposure(both, notices(line), ASKED)) == {"R": Span(60.0, 60.0)}
    before_brexit = Asked("CN-LN", "CHN", "2020-01", "export", date(2020, 1, 31), edition="HS2022")
    assert met(exposure(both, notices(line), before_brexit)) == {"R": Span(90.0, 90.0)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"in_force_from": "2024-01-01"}, None),
        ({"in_force_from": "2023-12-31"}, Span(100.0, 100.0)),
        ({"in_force_until": "2023-12-30"}, None),
        ({"in_force_until": "2023-12-31"}, Span(100.0, 100.0)),
        ({"in_force_from": None}, Span(0.0, 100.0)),
        ({"in_force_from": None, "announced_on": "2024-02-01"}, None),
        ({"in_force_from": None, "flag": "announced"}, None),
        ({"effect": "liberalises"}, None),
        ({"affected": "VNM"}, None),
        ({"affected": "VNM CHN"}, Span(100.0, 100.0)),
        ({"affected": "RCEP"}, Span(100.0, 100.0)),
        ({"affected": None}, Span(0.0, 100.0)),
        ({"imposed_by": "CAN"}, None),
        ({"kind": "subsidy"}, None),
        ({"products": "TOTAL"}, Span(140.0, 140.0)),
        ({"products": "85"}, Span(100.0, 100.0)),
        ({"products": "85076000"}, Span(0.0, 100.0)),
        ({"products": "850761"}, None),
        # Another edition of the nomenclature: headings mean the same goods, finer codes may not.
        ({"products": "8507", "nomenclature": "HS2012"}, Span(100.0, 100.0)),
        ({"products": "850760", "nomenclature": "HS2012"}, Span(0.0, 100.0)),
        # An edition that is not told is the one of the year of the announcement: 2019 is of HS 2017.
        ({"products": "850760", "nomenclature": None}, Span(0.0, 100.0)),
        ({"products": "850760", "nomenclature": None, "announced_on": "2022-06-01"}, Span(100.0, 100.0)),
    ],
)  # fmt: skip
def test_what_certainly_meets_and_what_may(line: dict[str, Any], expected: Span | None) -> None:
    found = exposure(BATTERIES_AND_STEEL, notices({"notice": "N", "products": "850760", **line}), ASKED)
    assert met(found) == ({} if expected is None else {"N": expected})
    assert found.money == (expected or Span(0.0, 0.0))


def test_controls_of_ones_own_country_meet_its_exports_and_others_controls_its_imports() -> None:
    own = notices(
        {"notice": "G", "kind": "export_control", "imposed_by": "CHN", "affected": "WLD", "products": "811292"}
    )
    theirs = notices(
        {"notice": "C", "kind": "export_control", "imposed_by": "USA", "affected": "CHN", "products": "8542"}
    )
    sold = trade(("JPN", "811292", 9.0), ("USA", "854231", 1.0))
    buying = Asked("CN-LN", "CHN", "2023", "import", date(2023, 12, 31), edition="HS2022")
    assert met(exposure(sold, own, ASKED)) == {"G": Span(9.0, 9.0)}
    assert met(exposure(sold, theirs, ASKED)) == {}
    assert met(exposure(sold, theirs, buying)) == {"C": Span(1.0, 1.0)}
    assert met(exposure(sold, own, buying)) == {}


def test_partners_told_as_blocs_are_met_in_part() -> None:
    line = notices({"notice": "D", "imposed_by": "DEU", "products": "8507"})
    assert met(exposure(trade(("EU", "850760", 50.0)), line, ASKED)) == {"D": Span(0.0, 50.0)}
    assert met(exposure(trade(("WLD", "850760", 50.0)), line, ASKED)) == {"D": Span(0.0, 50.0)}


def test_what_is_not_listed_widens_the_upper_end_of_the_share() -> None:
    asked = Asked("CN-LN", "CHN", "2023", "export", date(2023, 12, 31), total=400.0, edition="HS2022")
    found = exposure(BATTERIES_AND_STEEL, notices({"notice": "A", "products": "8507"}), asked)
    assert found.share == Span(100 / 400, (100 + 180) / 400)
    assert found.coverage == 0.55
    assert any("45.0%" in one.en for one in found.says)


def test_coarser_trade_is_met_in_part() -> None:
    found = exposure(
        trade(("USA", "85", 70.0), ("USA", "TOTAL", 30.0)), notices({"notice": "A", "products": "850760"}), ASKED
    )
    assert met(found) == {"A": Span(0.0, 100.0)}


def test_a_concordance_makes_codes_of_another_edition_certain_or_lets_them_fall() -> None:
    sold = trade(("USA", "850760", 100.0), ("USA", "854142", 30.0), ("USA", "854143", 10.0))
    line = notices({"notice": "S", "products": "854140", "nomenclature": "HS2012"})
    links = pa.table(
        {"own": ["850760", "854142", "854143", "854143"], "code": ["850760", "854140", "854140", "854150"]}
    )
    assert met(exposure(sold, line, ASKED)) == {}
    found = exposure(sold, line, ASKED, links={"HS2012": links})
    # All that is 854142 was 854140; of 854143 only a part was.
    assert met(found) == {"S": Span(30.0, 40.0)}


def test_a_notice_of_several_lines_is_one_notice_and_keeps_its_rates() -> None:
    found = exposure(
        BATTERIES_AND_STEEL,
        notices(
            {"notice": "A", "products": "850760", "rate_printed": "10%"},
            {"notice": "A", "products": "8507 721049", "rate_printed": "12%"},
        ),
        ASKED,
    )
    [one] = found.notices
    assert (one.money, one.rate, one.rows, one.batches) == (Span(140.0, 140.0), "10%; 12%", 2, ("b1",))


def test_the_products_of_a_firm() -> None:
    asked = Asked(
        "CN-LN",
        "CHN",
        "2023",
        "export",
        date(2023, 12, 31),
        edition="HS2022",
        products=("850760", "72", "72104910", "0101"),
    )
    found = exposure(
        BATTERIES_AND_STEEL, notices({"notice": "A", "products": "8507"}, {"notice": "B", "products": "7210"}), asked
    )
    by_code = {one.product: one for one in found.products}
    assert (by_code["850760"].traded, by_code["850760"].money, by_code["850760"].partners) == (
        160.0,
        Span(100.0, 100.0),
        ("USA",),
    )
    assert by_code["72"].notices == ("notices:B",)
    # Of a code finer than the trade is told, only a part may be meant.
    assert by_code["72104910"].money == Span(0.0, 40.0)
    assert (by_code["0101"].traded, by_code["0101"].notices) == (0.0, ())


def test_notices_without_codes_are_told_apart_and_counted_nowhere() -> None:
    found = exposure(
        BATTERIES_AND_STEEL, notices({"notice": "P", "kind": "sps", "imposed_by": "JPN", "products": None}), ASKED
    )
    assert (found.unplaced.notices, found.unplaced.trade, found.money) == (1, 20.0, Span(0.0, 0.0))
    assert any("no product codes" in one.en for one in found.says)


def test_missing_values_are_no_trade_and_no_trade_is_no_answer() -> None:
    found = exposure(
        trade(("USA", "850760", None), ("USA", "850710", 5.0)), notices({"notice": "A", "products": "8507"}), ASKED
    )
    assert (found.total, found.rows) == (5.0, 1)
    with pytest.raises(MissingData, match="no trade by partner and product in 2023"):
        exposure(BATTERIES_AND_STEEL.slice(0, 0), notices({"notice": "A", "products": "8507"}), ASKED)


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "notice": st.sampled_from(["A", "B", "C"]),
            "imposed_by": st.sampled_from(["USA", "DEU", "EU", "USA JPN"]),
            "affected": st.sampled_from(["CHN", "WLD", None]),
            "products": st.sampled_from(["8507", "850760", "85076000", "72", "TOTAL", "721049 850760"]),
            "in_force_from": st.sampled_from(["2020-01-01", None]),
        }
    ),
    min_size=1,
    max_size=5,
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["USA", "DEU", "JPN", "EU"]), st.sampled_from(["850760", "850710", "721049", "010121"]), st.integers(1, 50).map(float)
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@given(LINES, ROWS)
@settings(max_examples=6, deadline=None)
def test_parts_add_up_ends_are_in_order_and_lifting_a_notice_does_what_alone_says(
    lines: list[dict[str, Any]], rows: list[tuple[str, str, float]]
) -> None:
    found = exposure(trade(*rows), notices(*lines), ASKED)
    low, high = found.money.low, found.money.high
    assert low is not None and high is not None
    assert 0 <= low <= high <= found.total
    assert sum(one.part.low or 0 for one in found.notices) == pytest.approx(low)
    assert sum(one.part.high or 0 for one in found.notices) == pytest.approx(high)
    for one in found.notices:
        assert (one.money.low or 0) <= (one.money.high or 0) <= high
        assert (one.alone.low or 0) <= (one.alone.high or 0) <= (one.money.high or 0)
        rest = exposure(trade(*rows), notices(*(line for line in lines if line["notice"] != one.notice), NEVER), ASKED)
        fall = high - (rest.money.high or 0)
        assert (one.alone.low or 0) - 1e-9 <= fall <= (one.alone.high or 0) + 1e-9


NEVER = {"notice": "Z", "imposed_by": "CAN", "products": "0101"}
