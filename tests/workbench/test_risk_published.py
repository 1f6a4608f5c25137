"""What papers print of a region of which they tell no flows: every number again by hand from the printed ones."""

from __future__ import annotations

import math

import pytest

from entrepot.risks.finding import Finding
from entrepot.vocabulary.text import T
from entrepot.workbench import Workbench

ASKED = {"source": "figures", "currency": "CNY"}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    made = Workbench(tmp_path_factory.mktemp("papers") / "lake")
    made.take_in_embedded()
    return made


def found(papers: Workbench, year: str, risk: str, part: str = "CN-LN", region: str = "CN-LN") -> Finding:
    return next(one for one in papers.risks(region, year, risks=risk, **ASKED) if one.part.id == part)


def test_partners_printed_beside_blocs_bound_the_concentration(papers: Workbench) -> None:
    """Liaoning 2023: five countries, three blocs and the total; what is left may be one market."""
    one = found(papers, "2023", "market_concentration")
    countries = [amount / 7659.6 for amount in (901.2, 634.1, 575.7, 567.2, 549.0)]
    blocs = [amount / 7659.6 for amount in (1317.1, 595.4, 153.2)]
    rest = 1 - sum(countries) - sum(blocs)
    hhi = one.reading("hhi_partners").value
    assert hhi.low == pytest.approx(sum(share**2 for share in countries))
    assert hhi.high == pytest.approx(sum(share**2 for share in (*countries, *blocs, rest)))
    first = one.reading("top_partner").value
    assert (first.low, first.high) == (pytest.approx(max(countries)), pytest.approx(rest))
    five = one.reading("top5_partners").value
    assert five.low == pytest.approx(sum(countries))
    assert five.high == pytest.approx(sum(sorted((*countries, *blocs, rest))[-5:]))
    assert one.coverage == pytest.approx(sum(countries) + sum(blocs))
    assert one.level is None and any("blocs" in said.en for said in one.says)
    behind = next(each for each in one.evidence if ("measure", "trade_total") in each.where)
    assert behind.rows == papers.rows("series", where=behind.where).count() == 9
    assert behind.places and all("Shenyang Customs" in place for place in behind.places)


@pytest.mark.parametrize(
    ("year", "shares", "rows"), [("2021", (0.663, 0.242), 2), ("2023", (5264.3 / 7659.6, 1564.3 / 7659.6), 3)]
)
def test_printed_regimes_are_judged_as_shares_or_amounts(
    papers: Workbench, year: str, shares: tuple[float, float], rows: int
) -> None:
    """Firms are printed in the same list of amounts, and are no regimes."""
    one = found(papers, year, "single_regime")
    hhi, rest = one.reading("hhi_regimes").value, 1 - sum(shares)
    assert hhi.low == pytest.approx(sum(share**2 for share in shares))
    assert hhi.high == pytest.approx(sum(share**2 for share in shares) + rest**2)
    assert one.reading("processing").value.point == pytest.approx(shares[1])
    assert not one.reading("ecommerce_gap").value.known
    assert rows in [each.rows for each in one.evidence if dict(each.where)["measure"] in ("mode_share", "trade_total")]


def test_printed_growth_is_a_swing_of_that_good(papers: Workbench) -> None:
    one = found(papers, "2021", "scale_volatility", "ships")
    assert one.reading("swing").value.point == pytest.approx(0.191)
    assert one.part.title == T("Ships", "船舶")
    low, high = one.score.low, one.score.high
    # One of four readings is known: .35 of what it scores, and the others may score anything.
    assert low is not None and high is not None and high - low == pytest.approx(65)
    assert one.evidence[0].places == ("liaoning-manufacturing section 1.2",)
    assert papers.rows("series", where=one.evidence[0].where).count() == 1


def test_printed_amounts_of_a_good_are_read_before_the_growth_beside_them(papers: Workbench) -> None:
    one = next(
        each
        for each in papers.risks("CHN", "2020", source="figures", risks="scale_volatility")
        if each.part.id == "high-tech"
    )
    swing = one.reading("swing")
    assert swing.value.point == pytest.approx(8295.5 / 7307.5 - 1)
    assert swing.before.point == pytest.approx(7307.5 / 7430.4 - 1)
    assert one.reading("drawdown").value.point == pytest.approx(1 - 7307.5 / 7430.4)
    assert [each.rows for each in one.evidence] == [3]


def test_exports_to_a_bloc_are_judged_over_all_years(papers: Workbench) -> None:
    one = found(papers, "2020", "scale_volatility", "ASEAN", "CN-SX")
    rows = papers.rows("series", where=one.evidence[0].where).to_arrow().to_pylist()
    by_year = {row["period"]: row["value"] for row in rows}
    growth = [math.log(by_year[str(year)] / by_year[str(year - 1)]) for year in range(2016, 2021)]
    mean = sum(growth) / 5
    assert one.reading("swing").value.point == pytest.approx(math.exp(growth[-1]) - 1)
    assert one.reading("volatility").value.point == pytest.approx((sum((g - mean) ** 2 for g in growth) / 4) ** 0.5)
    assert one.score.point is not None


def test_one_year_alone_has_no_fall_from_a_peak(papers: Workbench) -> None:
    one = found(papers, "2023", "scale_volatility")
    assert one.score.low == 0 and one.score.high == 100
    assert not one.reading("drawdown").value.known
