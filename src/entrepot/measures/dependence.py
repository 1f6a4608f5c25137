"""How much an economy hangs on trade and on foreign capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.inputs import EXPORTS, FDI, GDP, IMPORTS, RATES
from entrepot.measures.joining import beside, two_way
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

DEPENDENCE = Theme("dependence", T("Dependence", "依存度"))

X = Term("x", "exports", "出口")
M = Term("m", "imports", "进口")
GDP_TERM = Term("gdp", "gross domestic product, in its own currency", "地区生产总值（原货币）")
RATE = Term(
    "rate", "rate from the currency of GDP; 1 where it is the same", "由GDP货币折算的汇率；同币种为1", Unit.RATE
)
HANDBOOK = "Mikic and Gilbert (2009), Trade Statistics in Policymaking, ST/ESCAP/2559: trade and economy"
OUTPUT = (GDP("period", "reporter"), RATES("period"))


def over_gdp(amounts: Table, amount: str, gdp: Table, rates: Table | None) -> Table:
    """`value` = amount / (gdp * rate); the rate is 1 only if no table of rates is given."""
    both = beside(amounts, gdp.select("period", "reporter", gdp="value"), ["period", "reporter"])
    both = both.mutate(rate=1.0) if rates is None else beside(both, rates.select("period", rate="value"), ["period"])
    return both.mutate(value=both[amount] / (both.gdp * both.rate).nullif(0))


@measure(
    theme=DEPENDENCE,
    title=T("Trade dependence", "外贸依存度"),
    unit=Unit.SHARE,
    reads=(EXPORTS("period", "reporter"), IMPORTS("period", "reporter"), *OUTPUT),
    per=("period", "reporter"),
    terms=(X, M, GDP_TERM, RATE),
    formula="(x + m) / (gdp * rate)",
    reference=HANDBOOK,
    direction="neither",
    range=(0, None),
)
def trade_dependence(exports: Table, imports: Table, gdp: Table, rates: Table | None, *, by: Names = ()) -> Table:
    """(X + M) / GDP, in one currency; the rate used is a term."""
    both = two_way(exports, imports, (*by, "period", "reporter"))
    return over_gdp(both.mutate(both_ways=both.x + both.m), "both_ways", gdp, rates)


trade_dependence.example(
    source=T("ADB TA-9036, table 3: Liaoning 2015, 100 million US dollars", "亚行TA-9036表3：辽宁2015年，亿美元"),
    given={
        "exports": "period reporter value\n2015 CN-LN 508.4",
        "imports": "period reporter value\n2015 CN-LN 452.5",
        "gdp": "period reporter value\n2015 CN-LN 4615",
    },
    expect="""period reporter x     m     gdp  rate value
              2015   CN-LN    508.4 452.5 4615 1    0.20821235102925243""",
)
trade_dependence.example(
    source=T(
        "by hand: GDP in yuan at 0.25 dollars a yuan; 2021 has a rate and no GDP, 2022 a GDP and no rate: no value",
        "手算：GDP以人民币计，每元折0.25美元；2021年缺GDP，2022年缺汇率：无值",
    ),
    given={
        "exports": """period reporter value
                      2020   A        30
                      2021   A        30
                      2022   A        30""",
        "imports": """period reporter value
                      2020   A        20
                      2021   A        20
                      2022   A        20""",
        "gdp": """period reporter value
                  2020   A        800
                  2022   A        800""",
        "rates": """period value
                    2020   0.25
                    2021   0.25""",
    },
    expect="""period reporter x  m  gdp rate value
              2020   A        30 20 800 0.25 0.25
              2021   A        30 20 -   0.25 -
              2022   A        30 20 800 -    -""",
)


@measure(
    theme=DEPENDENCE,
    title=T("Export dependence", "出口依存度"),
    unit=Unit.SHARE,
    reads=(EXPORTS("period", "reporter"), *OUTPUT),
    per=("period", "reporter"),
    terms=(X, GDP_TERM, RATE),
    formula="x / (gdp * rate)",
    reference=HANDBOOK,
    direction="neither",
    range=(0, None),
)
def export_dependence(exports: Table, gdp: Table, rates: Table | None, *, by: Names = ()) -> Table:
    """X / GDP, in one currency."""
    sums = exports.group_by(*by, "period", "reporter").agg(x=exports.value.sum())
    return over_gdp(sums, "x", gdp, rates)


export_dependence.example(
    source=T("by hand: 30 of 200; a GDP of zero gives no value", "手算：200中的30；GDP为零则无值"),
    given={
        "exports": """period reporter value
                      2020   A        30
                      2020   B        30""",
        "gdp": """period reporter value
                  2020   A        200
                  2020   B        0""",
    },
    expect="""period reporter x  gdp rate value
              2020   A        30 200 1    0.15
              2020   B        30 0   1    -""",
)
export_dependence.example(
    source=T("by hand: by partner, the parts add up to 0.15", "手算：按伙伴分，合计0.15"),
    given={
        "exports": """period reporter partner value
                      2020   A        JPN     20
                      2020   A        KOR     10""",
        "gdp": """period reporter value
                  2020   A        200""",
    },
    by=("partner",),
    expect="""period reporter partner value
              2020   A        JPN     0.1
              2020   A        KOR     0.05""",
)


@measure(
    theme=DEPENDENCE,
    title=T("Import dependence", "进口依存度"),
    unit=Unit.SHARE,
    reads=(IMPORTS("period", "reporter"), *OUTPUT),
    per=("period", "reporter"),
    terms=(M, GDP_TERM, RATE),
    formula="m / (gdp * rate)",
    reference=HANDBOOK,
    direction="neither",
    range=(0, None),
)
def import_dependence(imports: Table, gdp: Table, rates: Table | None, *, by: Names = ()) -> Table:
    """M / GDP, in one currency."""
    sums = imports.group_by(*by, "period", "reporter").agg(m=imports.value.sum())
    return over_gdp(sums, "m", gdp, rates)


import_dependence.example(
    source=T("by hand: 50 of 200", "手算：200中的50"),
    given={
        "imports": "period reporter value\n2020 A 50",
        "gdp": "period reporter value\n2020 A 200",
    },
    expect="""period reporter m  gdp rate value
              2020   A        50 200 1    0.25""",
)
import_dependence.example(
    source=T("by hand: the GDP of another year does not serve", "手算：别的年份的GDP不能代用"),
    given={
        "imports": "period reporter value\n2020 A 50",
        "gdp": "period reporter value\n2019 A 200",
    },
    expect="""period reporter m  gdp rate value
              2020   A        50 -   1    -""",
)


@measure(
    theme=DEPENDENCE,
    title=T("Dependence on foreign direct investment", "外资依存度"),
    unit=Unit.SHARE,
    reads=(FDI("period", "reporter"), *OUTPUT),
    per=("period", "reporter"),
    terms=(Term("fdi", "inflow of foreign direct investment", "实际利用外资"), GDP_TERM, RATE),
    formula="fdi / (gdp * rate)",
    reference="UNCTAD (2012), World Investment Report 2012, annex: FDI flows as a percentage of GDP",
    direction="neither",
    range=(None, None),
)
def fdi_dependence(fdi: Table, gdp: Table, rates: Table | None, *, by: Names = ()) -> Table:
    """FDI / GDP, in one currency."""
    return over_gdp(fdi.select(*by, "period", "reporter", fdi="value"), "fdi", gdp, rates)


fdi_dependence.example(
    source=T("ADB TA-9036, FDI table and table 3: Liaoning 2010", "亚行TA-9036外资表与表3：辽宁2010年"),
    given={
        "fdi": "period reporter value\n2010 CN-LN 207.5",
        "gdp": "period reporter value\n2010 CN-LN 2726",
    },
    expect="""period reporter fdi   gdp  rate value
              2010   CN-LN    207.5 2726 1    0.07611885546588408""",
)
fdi_dependence.example(
    source=T(
        "by hand: capital that leaves makes the inflow negative; 2021 is missing", "手算：资本净流出时为负；2021年缺"
    ),
    given={
        "fdi": "period reporter value\n2020 A -5\n2021 A -",
        "gdp": "period reporter value\n2020 A 100\n2021 A 100",
    },
    expect="""period reporter fdi gdp rate value
              2020   A        -5  100 1    -0.05
              2021   A        -   100 1    -""",
)
