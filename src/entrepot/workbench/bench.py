"""Everything Entrepôt can do, over one lake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import entrepot.embedded
from entrepot.lake.lake import AsOf, Batch, Lake
from entrepot.lake.rows import Rows, Where, rows
from entrepot.measures import Measure, all_measures, measure_named
from entrepot.parameters.settings import lake_folder
from entrepot.sources import ALL_SOURCES, source_named
from entrepot.sources.figures import EMBEDDED
from entrepot.sources.sample_world import SAMPLE_WORLD, SEED
from entrepot.sources.source import Source
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.steps import Progress, no_progress
from entrepot.vocabulary.text import T
from entrepot.workbench.answer import Answer
from entrepot.workbench.selection import Several, select

if TYPE_CHECKING:
    from datetime import date

    from entrepot.lake.ingest import Ingested
    from entrepot.models.gravity import Specification
    from entrepot.models.scenario.declaration import Scenario
    from entrepot.models.scenario.outcome import Outcome as WhatIf
    from entrepot.parameters.risk_thresholds import Weights
    from entrepot.parameters.warning_settings import WarningSettings
    from entrepot.risks.backtest.many import Backtests
    from entrepot.risks.backtest.result import Backtest
    from entrepot.risks.finding import Finding
    from entrepot.risks.levers import Lever
    from entrepot.risks.notices.exposure import Exposure
    from entrepot.risks.readings import Reading
    from entrepot.risks.warnings.warning import EarlyWarning, Watch
    from entrepot.studies.claims import Claim
    from entrepot.studies.declaration import Study
    from entrepot.studies.paper import Paper
    from entrepot.studies.verdict import Verdict
    from entrepot.workbench.claims import Claims
    from entrepot.workbench.diversification import DiversificationAnswer
    from entrepot.workbench.full_set import Outcome
    from entrepot.workbench.gravity import GravityAnswer
    from entrepot.workbench.levers import LeverTried
    from entrepot.workbench.potential import NewProductsAnswer, PotentialAnswer
    from entrepot.workbench.smart import TariffAnswer

FOLDER = Path(entrepot.embedded.__file__).parent


class Workbench:
    """The front door: files in, rows and measures out."""

    def __init__(self, lake: Path | str | None = None) -> None:
        self.lake = Lake(Path(lake) if lake is not None else lake_folder())

    def __repr__(self) -> str:
        return f"Workbench({str(self.lake.folder)!r})"

    def sources(self) -> tuple[Source, ...]:
        return ALL_SOURCES

    def ingest(
        self,
        file: Path | str,
        *,
        source: str | None = None,
        flow: str | None = None,
        vintage: str | None = None,
        quarantine_rows: bool = False,
        options: Mapping[str, str] | None = None,
        progress: Progress = no_progress,
    ) -> Ingested:
        """Take in a file whole or not at all; RefusedByChecks carries the findings where it is refused."""
        from entrepot.lake.ingest import ingest

        among: Sequence[Source] = [source_named(source)] if source else ALL_SOURCES
        asked = tuple(sorted((options or {}).items()))
        return ingest(
            self.lake, Path(file), among, flow=flow, options=asked, vintage=vintage,
            quarantine_rows=quarantine_rows, progress=progress,
        )  # fmt: skip

    def take_in_embedded(self, *, progress: Progress = no_progress) -> tuple[Ingested, ...]:
        """Take in the published figures that come with the package; the second time changes nothing."""
        return tuple(self.ingest(FOLDER / name, source="figures", progress=progress) for name in EMBEDDED)

    def make_sample_world(self, *, seed: int = SEED, size: str = "full", progress: Progress = no_progress) -> Ingested:
        """Take in the synthetic world, marked synthetic in every row."""
        from entrepot.lake.ingest import ingest_generated

        return ingest_generated(self.lake, SAMPLE_WORLD, seed=seed, size=size, progress=progress)

    def history(self) -> tuple[Batch, ...]:
        return self.lake.history()

    def undo(self, batch: str) -> Batch:
        from entrepot.lake.undo import undo

        return undo(self.lake, batch)

    def rows(
        self, table: str, *, where: Where = (), as_of: AsOf = None, limit: int | None = None, offset: int | None = None
    ) -> Rows:
        """Rows of one table as they stood; `where` is pairs of column and wanted value (names in either language).

        With an `offset` every row has its place, so that page follows page."""
        return rows(self.lake, table, where=where, as_of=as_of, limit=limit, offset=offset)

    def measures(self) -> tuple[Measure, ...]:
        return all_measures()

    def measure(
        self,
        id: str,  # noqa: A002 - the word that measures are listed under
        *,
        region: Several = None,
        partner: Several = None,
        product: Several = None,
        regime: Several = None,
        flow: str | None = None,
        period: str | None = None,
        frequency: str | None = None,
        by: Several = None,
        reference: Several = None,
        currency: str | None = None,
        source: str | None = None,
        digits: int | None = None,
        basis: str | None = None,
        nomenclature: str | None = None,
        convert: str | None = None,
        split: str | None = None,
        share: str | None = None,
        as_of: AsOf = None,
        data: Any = None,
        reference_data: Any = None,
        tables: Mapping[str, Any] | None = None,
        of_measure: str | None = None,
        of_options: Mapping[str, Any] | None = None,
        engine: str | None = None,
        rolling: int | str | None = None,
        rolled: str | None = None,
        **options: Any,
    ) -> Answer:
        """A measure for a selection of the lake, or for rows of one's own.

        `data`, `reference_data` and `tables` (by name of the input) are paths of Parquet or CSV files, Arrow tables or
        frames. `of_measure` is for measures about answers: ranks, multiples. `engine` is `spark://...` or `local[2]`
        to work a question out on Spark. `convert="HS2017"` brings product codes of other editions to that one, through a
        concordance in the lake; `split` ("publisher", "equal", "weights") says where codes go that become several. `rolling=12` works the
        measure out over so many periods up to each one, from sums, or with `rolled="mean"` from means of its amounts.
        """
        from entrepot.workbench.measuring import compares_answers, run_on_lake
        from entrepot.workbench.own_tables import DATA, REFERENCE, own_table
        from entrepot.workbench.rolling import rolling_of
        from entrepot.workbench.selection import groupings, money, periods, several

        measure = measure_named(id)
        over_time = rolling_of(rolling, rolled)
        given = {DATA: data, REFERENCE: reference_data, **(tables or {})}
        given = {name: own_table(one, currency=currency) for name, one in given.items() if one is not None}
        of = of_measure if compares_answers(measure, of_measure, has_figures=bool(given)) else None
        if given and convert:
            raise WrongCall(
                T(
                    "codes of one's own table are taken as they stand: convert works on the lake, so ingest the table first",
                    "自有数据的编码按原样使用：convert 仅用于数据湖，请先收入数据",
                )
            )
        if given:
            from entrepot.workbench.given import Narrowing, run_on_tables

            first, last, _ = periods(period)
            equal = {"reporter": region, "partner": partner, "product": product, "regime": regime}
            narrowing = Narrowing(
                {column: several(words) for column, words in equal.items()}, first, last, digits, flow
            )
            asked: dict[str, Any] = {
                "by": groupings(by), "currency": money(currency), "narrowing": narrowing, "rolling": over_time,
            }  # fmt: skip
            if of is not None:
                from entrepot.workbench.peers import about_own_peers

                return about_own_peers(measure, of, given, options, of_options or {}, **asked)
            return run_on_tables(measure, given, options, **asked)
        selection = select(
            region=region, partner=partner, product=product, regime=regime, flow=flow, period=period,
            frequency=frequency, by=by, reference=reference, currency=currency, source=source, digits=digits,
            basis=basis, nomenclature=nomenclature, share=share, as_of=as_of, convert=convert, split=split,
        )  # fmt: skip
        if of is not None:
            from entrepot.workbench.peers import about_peers

            return about_peers(self.lake, measure, of, selection, options, of_options or {}, rolling=over_time)
        return run_on_lake(self.lake, measure, selection, options, engine=engine, rolling=over_time)

    def measure_all(
        self,
        *,
        region: Several = None,
        partner: Several = None,
        period: str | None = None,
        frequency: str | None = None,
        currency: str | None = None,
        source: str | None = None,
        digits: int | None = None,
        as_of: AsOf = None,
        progress: Progress = no_progress,
    ) -> Iterator[Outcome]:
        """Each measure's answer for one selection, or why there is none; sums that measures share are worked out once.

        The answers come one at a time: let go of each before the next, for together they may fill the memory.
        """
        from entrepot.workbench.full_set import full_set

        selection = select(
            region=region, partner=partner, period=period, frequency=frequency, currency=currency, source=source,
            digits=digits, as_of=as_of,
        )  # fmt: skip
        return full_set(self.lake, selection, progress=progress)

    def check_claims(self, claims: Claims) -> tuple[Verdict, ...]:
        """A verdict on each claim of a file (docs/claims.md), or of rows with its columns, recomputed from the lake."""
        from entrepot.workbench.claims import check_claims

        return check_claims(self, claims)

    def run_study(
        self, study: Study | str | Path, *, as_of: AsOf = None, claims: Mapping[str, Sequence[Claim]] | None = None
    ) -> Paper:
        """The paper of a study (docs/studies.md): the id of a shipped one, a TOML file, or its declaration.

        `claims` given, by the names of their files, no such file is read.
        """
        from entrepot.workbench.studies import run_study

        return run_study(self, study, as_of=as_of, claims=claims)

    def check_study(
        self, study: Study | str | Path, *, claims: Mapping[str, Sequence[Claim]] | None = None
    ) -> tuple[T, ...]:
        """What may be wrong with a study's declaration; SchemaMismatch with file, line and key where something is."""
        from entrepot.workbench.studies import check

        return check(self, study, claims=claims)

    def new_study(
        self, region: str, *, partner: str = "", peers: Sequence[str] = (), period: str = "", name: str = "",
        source: str = "", judged: bool = True,
    ) -> str:  # fmt: skip
        """The TOML of a first draft of a study about a region, from what the lake holds of it; `judged`: with risks and scenarios."""
        from entrepot.workbench.study_drafts import new_study

        return new_study(
            self, region, partner=partner, peers=peers, period=period, name=name, source=source, judged=judged
        )

    def watch(
        self,
        *,
        region: Several = None,
        partner: Several = None,
        product: Several = None,
        flow: str = "export",
        period: str | None = None,
        by: Several = None,
        digits: int | None = None,
        currency: str | None = None,
        source: str | None = None,
        as_of: AsOf = None,
        settings: WarningSettings | None = None,
        flows: Any = None,
    ) -> Watch:
        """Early warning: which monthly series have just moved unusually far, and far enough to matter (docs/warnings.md).

        `flows` is an Arrow table in the columns of the lake's flows that is read in place of the lake.
        """
        from entrepot.workbench.warnings import watch

        return watch(
            self, region=region, partner=partner, product=product, flow=flow, period=period, by=by, digits=digits,
            currency=currency, source=source, as_of=as_of, settings=settings, flows=flows,
        )  # fmt: skip

    def warnings(self, region: str, period: str | None = None, **asked: Any) -> tuple[EarlyWarning, ...]:
        """The alarms of one region in its last month, or in `period`; what `watch` may be asked besides."""
        return self.watch(region=region, period=period, **asked).alarms

    def backtest(
        self, *, region: Several = None, period: str | None = None, origins: int = 36, flow: str = "export",
        settings: WarningSettings | None = None, progress: Progress = no_progress, **asked: Any,
    ) -> Backtest:  # fmt: skip
        """How the warnings of the last `origins` months (or those of `period`) would have done, beside two naive rules.

        It is kept in the lake's folder; a run that was stopped goes on where it was.
        """
        from entrepot.workbench.backtests import backtest

        return backtest(
            self,
            region=region,
            period=period,
            origins=origins,
            flow=flow,
            settings=settings,
            progress=progress,
            **asked,
        )

    def backtest_each(
        self, *, region: Several = "provinces", progress: Progress = no_progress, **asked: Any
    ) -> Backtests:
        """The same back-test of one region after the other, and in how many of them the warnings beat the naive rules."""
        from entrepot.workbench.backtests_each import backtest_each

        return backtest_each(self, region=region, progress=progress, **asked)

    def notices(
        self,
        region: str,
        period: str | None = None,
        *,
        products: Several = None,
        of: Several = None,
        partner: Several = None,
        flows: Any = None,
        flow: str = "export",
        on: date | str | None = None,
        kinds: Several = None,
        without: Several = None,
        source: str | None = None,
        currency: str | None = None,
        as_of: AsOf = None,
    ) -> Exposure:
        """What of a region's trade meets measures in force on a day, with bounds and by notice (docs/notices.md).

        `of` and `partner` narrow the trade looked at; `products` are a firm's own codes, each answered for besides; `without`
        are notices left out, as if lifted; `flows` is a table that is read in place of the lake's trade.
        """
        from entrepot.workbench.notices import notices_exposure

        return notices_exposure(
            self, region, period, products=products, of=of, partner=partner, flows=flows, flow=flow, on=on, kinds=kinds,
            without=without, source=source, currency=currency, as_of=as_of,
        )  # fmt: skip

    def risks(
        self,
        region: Several,
        period: str | None = None,
        *,
        weights: str | Path | Weights | None = None,
        peers: Several = None,
        source: str | None = None,
        currency: str | None = None,
        as_of: AsOf = None,
        flows: Any = None,
        risks: Several = None,
        parts: Several = None,
    ) -> tuple[Finding, ...]:
        """The findings of the seven risks (docs/risks.md) for a region, several, or `provinces`; the highest score first.

        `parts` asks for sub-levels besides: city, product, partner, regime, all. `weights` is a TOML file of one's own thresholds, or
        weights by risk and reading. `flows` is a table that is judged in place of the lake's trade.
        """
        from entrepot.workbench.risks import risks_of

        return risks_of(
            self, region, period, weights=weights, peers=peers, source=source, currency=currency, as_of=as_of, flows=flows,
            risks=risks, parts=parts,
        )  # fmt: skip

    def try_scenario(
        self,
        scenario: Scenario | str | Path,
        region: str,
        *,
        period: str | None = None,
        method: str | None = None,
        draws: int = 200,
        seed: int | None = None,
        as_of: AsOf = None,
        source: str | None = None,
        potentials: Mapping[str, float] | None = None,
        year: int | None = None,
        risks: bool = True,
    ) -> WhatIf:
        """What a scenario (docs/scenarios.md) does to a region's trade, and to every measure and risk that reads it.

        The id of a shipped one, a TOML file, or its declaration; `method` is one of stress, pass_through, split, smart. `year` asks for
        the rates in force in that year; `potentials` by partner or product divide what shifts by potential. Risks take longest, and may be left out.
        """
        from entrepot.workbench.scenarios import try_scenario

        return try_scenario(
            self, scenario, region, period=period, method=method, draws=draws, seed=seed, as_of=as_of, source=source,
            potentials=potentials, year=year, risks=risks,
        )  # fmt: skip

    def reading(
        self,
        name: Literal["high-technology", "manufacturing"],
        region: str,
        period: str | None = None,
        *,
        products: Path | str | None = None,
        flows: Any = None,
        source: str | None = None,
        currency: str | None = None,
        as_of: AsOf = None,
    ) -> Reading:
        """A region as one of the papers reads it (docs/readings.md); `products` is a catalogue of one's own as CSV."""
        from entrepot.workbench.readings import reading

        return reading(
            self, name, region, period, products=products, flows=flows, source=source, currency=currency, as_of=as_of
        )

    def smart(
        self,
        region: str,
        *,
        rule: str | None = None,
        amount: float | None = None,
        agreement: str | None = None,
        partner: Several = None,
        product: Several = None,
        period: str | None = None,
        year: int | None = None,
        utilisation: float = 1.0,
        elasticities: Path | str | None = None,
        source: str | None = None,
        currency: str | None = None,
        as_of: AsOf = None,
        flows: Any = None,
    ) -> TariffAnswer:
        """What a change of tariffs does to a region's imports, line by line (docs/smart.md).

        A `rule` for the rates (rate, maximum, cut, swiss) with its `amount` as a fraction, for partners and products; or an
        `agreement`, whose rates are compared with none. `year` is that of the schedule, `utilisation` the part of
        imports that claims a preference it has, `elasticities` a CSV of one's own.
        """
        from entrepot.workbench.smart import tariff_change

        return tariff_change(
            self, region, rule=rule, amount=amount, agreement=agreement, partner=partner, product=product, period=period,
            year=year, utilisation=utilisation, elasticities=elasticities, source=source, currency=currency, as_of=as_of,
            flows=flows,
        )  # fmt: skip

    def potential(
        self,
        region: str,
        *,
        period: str | None = None,
        digits: int | None = None,
        growth: Path | str | None = None,
        source: str | None = None,
        currency: str | None = None,
        as_of: AsOf = None,
        flows: Any = None,
    ) -> PotentialAnswer:
        """What a region could sell in each market, and how much of it is not sold yet (docs/opportunities.md)."""
        from entrepot.workbench.potential import export_potential

        return export_potential(
            self, region, period=period, digits=digits, growth=growth, source=source, currency=currency, as_of=as_of,
            flows=flows,
        )  # fmt: skip

    def new_products(
        self,
        region: str,
        *,
        period: str | None = None,
        digits: int | None = None,
        source: str | None = None,
        as_of: AsOf = None,
    ) -> NewProductsAnswer:
        """Products a region could take up, ranked by density, complexity and demand."""
        from entrepot.workbench.potential import products_to_take_up

        return products_to_take_up(self, region, period=period, digits=digits, source=source, as_of=as_of)

    def diversify(
        self,
        region: str,
        *,
        market_share: float | None = None,
        product_share: float | None = None,
        market_hhi: float | None = None,
        kept: float = 0.8,
        spare: float = 0.1,
        total: float | None = None,
        worth: Mapping[str, float] | None = None,
        period: str | None = None,
        digits: int = 2,
        growth: Path | str | None = None,
        source: str | None = None,
        currency: str | None = None,
        as_of: AsOf = None,
        flows: Any = None,
    ) -> DiversificationAnswer:
        """The most that a region could sell within limits on capacity and concentration, with their shadow prices in words.

        Shares, `kept` and `spare` are fractions; `worth` is what a unit sold in a market is worth (1 where it is not said).
        """
        from entrepot.workbench.diversification import spread

        return spread(
            self, region, market_share=market_share, product_share=product_share, market_hhi=market_hhi, kept=kept,
            spare=spare, total=total, worth=worth, period=period, digits=digits, growth=growth, source=source,
            currency=currency, as_of=as_of, flows=flows,
        )  # fmt: skip

    def gravity(
        self,
        specifications: str | Specification | Sequence[str | Specification] = ("naive", "theory"),
        *,
        region: str | None = None,
        years: str | None = None,
        every: int = 1,
        output_per_gdp: float | None = None,
        digits: int | None = None,
        source: str | None = None,
        data: Any = None,
        as_of: AsOf = None,
    ) -> GravityAnswer:
        """Gravity estimated (docs/gravity.md) on the lake's trade and CEPII's pairs, or on `data`, a panel of one's own.

        `region` is an exporter beside the rest of its nation; `output_per_gdp` brings in what countries sell at home; `digits` tells
        sectors apart. The answer has the estimates, the table for a publication and `potential(...)`.
        """
        from entrepot.workbench.gravity import gravity

        return gravity(
            self, specifications, region=region, years=years, every=every, output_per_gdp=output_per_gdp, digits=digits,
            source=source, data=data, as_of=as_of,
        )  # fmt: skip

    def try_lever(
        self,
        lever: str | Lever,
        region: str,
        *,
        period: str | None = None,
        draws: int = 200,
        seed: int | None = None,
        as_of: AsOf = None,
        source: str | None = None,
    ) -> LeverTried:
        """The change of every risk if a lever (docs/scenarios.md) is pulled, with an interval; MissingData where nothing can be told."""
        from entrepot.workbench.levers import try_lever

        return try_lever(self, lever, region, period=period, draws=draws, seed=seed, as_of=as_of, source=source)
