"""Gravity estimated, by pyfixest: Poisson with many effects, errors clustered, separated rows taken out first."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from entrepot.models.gravity.estimates import Dropped, Estimates
from entrepot.models.gravity.panel import KEYS, Codes, Ready, ready
from entrepot.models.gravity.separation import separated
from entrepot.models.gravity.specification import Specification
from entrepot.vocabulary.errors import NotConverged, SchemaMismatch
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
TOLERANCE: Final = 1e-8
MOST: Final = 200
FEWEST_CLUSTERS: Final = 2


def estimate(panel: pa.Table, specification: Specification, *, widened: bool = True, sector: str = "") -> Estimates:
    """Coefficients with clustered errors; NotConverged where there is no answer, never numbers then.

    `panel` has a row for each exporter, importer and year (see `panel`). Rows that could not be used are counted by reason in
    `.dropped`, terms that nothing could be said of are in `.collinear`. Errors are `widened` for the effects that were
    estimated too, as ppmlhdfe and fixest do it; programs without effects do not.
    """
    made = ready(panel, specification)
    poisson = specification.estimator == "poisson"
    lost = separated(made.trade, made.design, made.effects) if poisson else np.zeros(len(made.trade), dtype=bool)
    used = np.flatnonzero(~lost)
    if len(np.unique(made.cluster[used])) < FEWEST_CLUSTERS:
        raise SchemaMismatch(
            T(
                "errors are clustered, and all rows are in one cluster: more pairs are needed",
                "标准误按组聚类，而全部行同属一组：需要更多国家对",
            )
        )
    fit = _fit(made, used, poisson, widened)
    names = {f"t{place}": term for place, term in enumerate(made.terms)}
    kept = [int(name[1:]) for name in fit._coefnames if name in names]
    places = [list(fit._coefnames).index(f"t{place}") for place in kept]
    alone = np.asarray(sorted({int(row) for row in fit.na_index}), dtype=np.int64)
    rows = np.delete(used, alone)
    actual = made.trade[rows] if poisson else np.log(made.trade[rows])
    fitted = np.asarray(fit._Y_hat_response * made.trade[used].mean() if poisson else fit.predict(), dtype=np.float64)
    effects = tuple(codes[rows] for codes in made.effects)
    return Estimates(
        specification,
        tuple(made.terms[place] for place in kept),
        np.asarray(fit.coef().to_numpy(), dtype=np.float64)[places],
        np.asarray(fit._vcov, dtype=np.float64)[np.ix_(places, places)],
        len(rows),
        len(np.unique(made.cluster[rows])),
        float(np.corrcoef(actual, fitted)[0, 1] ** 2),
        _missing_sum(actual, fitted, made.design[rows][:, kept], effects),
        Dropped(made.missing, made.without_trade, int(lost.sum()), len(alone)),
        tuple(term for place, term in enumerate(made.terms) if place not in kept),
        _table(panel, made.rows[rows], made.trade[rows], fitted if poisson else np.exp(fitted)),
        made.rows[rows],
        sector,
    )


def estimate_by_sector(panel: pa.Table, specification: Specification) -> tuple[Estimates, ...]:
    """The same specification for each value of the panel's column `sector`, by itself: all effects are the sector's own."""
    if "sector" not in panel.column_names:
        raise SchemaMismatch(T("the panel has no column sector", "面板没有 sector 列"))
    sectors = panel["sector"].cast(pa.string())
    return tuple(
        estimate(panel.filter(pc.equal(sectors, pa.scalar(one))), specification, sector=one)
        for one in sorted(str(one) for one in sectors.unique().to_pylist() if one is not None)
    )


def _fit(made: Ready, used: Codes, poisson: bool, widened: bool) -> Any:
    """pyfixest's result; its loop ends without a word where it has not converged, so that is asked here."""
    import pyfixest

    formula, frame = _asked(made, used, poisson)
    options: dict[str, Any] = {"vcov": {"CRV1": "cluster"}, "fixef_rm": "singleton", "ssc": pyfixest.ssc(k_adj=widened)}
    if poisson:
        # An empty list of checks: what is separated has been taken out.
        options |= {"iwls_tol": TOLERANCE, "iwls_maxiter": MOST, "separation_check": []}
    # Each way of sweeping out effects fails on some panels: projections where effects nearly coincide, and least squares
    # (pyfixest's own choice) where countries differ much in size.
    fit = None
    for way in (
        pyfixest.MapDemeaner(fixef_tol=TOLERANCE),
        pyfixest.LsmrDemeaner(fixef_atol=TOLERANCE / 10, fixef_btol=TOLERANCE / 10, fixef_maxiter=10_000),
    ):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fit = (pyfixest.fepois if poisson else pyfixest.feols)(formula, frame, demeaner=way, **options)
            break
        except (ValueError, FloatingPointError, np.linalg.LinAlgError) as problem:
            said = str(problem)
    if fit is None:
        raise NotConverged(T(f"the estimation stopped without an answer: {said}", f"估计中止，没有结果：{said}"))
    if poisson and not fit.convergence:
        raise NotConverged(
            T(
                f"no estimate after {MOST} iterations; the largest terms may be too large: take logarithms or other units",
                f"迭代 {MOST} 次仍未收敛；某些项数值可能过大：请取对数或更换单位",
            )
        )
    return fit


def _asked(made: Ready, used: Codes, poisson: bool) -> tuple[str, pd.DataFrame]:
    """Names of our own stand for the terms: a formula would read theirs as arithmetic."""
    import pandas as pd

    trade = made.trade[used]
    columns: dict[str, Any] = {
        "trade": trade / trade.mean() if poisson else np.log(trade),
        "cluster": made.cluster[used],
    }
    columns |= {f"t{place}": made.design[used, place] for place in range(len(made.terms))}
    columns |= {f"e{place}": codes[used] for place, codes in enumerate(made.effects)}
    terms = " + ".join(f"t{place}" for place in range(len(made.terms)))
    effects = " + ".join(f"e{place}" for place in range(len(made.effects)))
    return f"trade ~ {terms}" + (f" | {effects}" if effects else ""), pd.DataFrame(columns)


def _missing_sum(actual: Array, fitted: Array, design: Array, effects: tuple[Codes, ...]) -> float:
    """What the first-order conditions leave: actual and fitted have the same sums over each effect and with each term."""
    off = [0.0]
    for codes in effects:
        _, places = np.unique(codes, return_inverse=True)
        sums = np.bincount(places, np.abs(actual))
        # Of its own trade, or of the mean one's: a pair that trades for a thousandth of it may be off by all it has.
        off.append(float((np.abs(np.bincount(places, actual - fitted)) / np.maximum(sums, sums.mean())).max()))
    weight = np.abs(design).T @ np.abs(actual)
    terms = np.abs(design.T @ (actual - fitted)) / np.where(weight > 0, weight, 1)
    return max(*off, float(terms.max(initial=0)))


def _table(panel: pa.Table, rows: Codes, trade: Array, fitted: Array) -> pa.Table:
    taken = panel.select(list(KEYS)).take(rows)
    return taken.append_column("trade", pa.array(trade)).append_column("fitted", pa.array(fitted))
