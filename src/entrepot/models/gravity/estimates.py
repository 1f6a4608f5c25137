"""What an estimation found, checked before it exists."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.models.gravity.specification import Specification
from entrepot.vocabulary.errors import NotConverged, UnknownName
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
# Of what is sold: the estimated trade of everybody with an effect must add up to the actual.
ADDS_UP: Final = 1e-6
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that could not be used: a term or the trade unknown; zero where logarithms are taken; separated; alone in an effect."""

    missing: int = 0
    without_trade: int = 0
    separated: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Estimates:
    """terms, coefficients, covariance (clustered) in one order; `collinear` are terms that nothing could be said of.

    observations, clusters
    r_squared    squared correlation of actual and estimated (of logarithms where those are estimated)
    residual     by how much estimated trade misses adding up to the actual, for the worst effect or term
    fitted       exporter, importer, year, trade, fitted: the rows that were used; `rows` their places in the panel
    sector       which one, empty where there is only one
    """

    specification: Specification
    terms: tuple[str, ...]
    coefficients: Array
    covariance: Array
    observations: int
    clusters: int
    r_squared: float
    residual: float
    dropped: Dropped
    collinear: tuple[str, ...]
    fitted: pa.Table
    rows: NDArray[np.int64]
    sector: str = ""

    def __post_init__(self) -> None:
        count = len(self.terms)
        if self.coefficients.shape != (count,) or self.covariance.shape != (count, count):
            raise ValueError(
                f"{count} terms, {self.coefficients.shape} coefficients, {self.covariance.shape} covariance"
            )
        sound = np.isfinite(self.coefficients).all() and np.isfinite(self.covariance).all()
        if not sound or (np.diagonal(self.covariance) <= 0).any():
            wrong = ~np.isfinite(self.coefficients) | ~(np.diagonal(self.covariance) > 0)
            which = [term for term, one in zip(self.terms, wrong, strict=True) if one] or list(self.terms)
            raise NotConverged(
                T(
                    f"no error can be given for {', '.join(which)}: the panel tells too little of it; leave the term out, or take more years",
                    f"无法给出 {'、'.join(which)} 的标准误：面板信息不足；请去掉该项，或增加年份",
                )
            )
        if not self.residual <= ADDS_UP:
            raise NotConverged(
                T(
                    f"the estimation stopped where trade does not add up: {self.residual:.1e}",
                    f"估计停止时贸易额不平：{self.residual:.1e}",
                )
            )

    @property
    def errors(self) -> Array:
        """Standard errors."""
        return np.sqrt(np.diagonal(self.covariance))

    def of(self, term: str) -> tuple[float, float]:
        """Coefficient and standard error."""
        place = self._place(term)
        return float(self.coefficients[place]), float(self.errors[place])

    def p_value(self, term: str) -> float:
        """Of no effect at all, by the normal distribution."""
        value, error = self.of(term)
        return 2 * _NORMAL.cdf(-abs(value) / error)

    def interval(self, term: str, level: float = 0.95) -> tuple[float, float]:
        value, error = self.of(term)
        reach = _NORMAL.inv_cdf((1 + level) / 2) * error
        return value - reach, value + reach

    def together(self, terms: tuple[str, ...]) -> tuple[float, float]:
        """The sum of coefficients, as of an agreement and its lags, and its standard error."""
        places = [self._place(term) for term in terms]
        return float(self.coefficients[places].sum()), float(np.sqrt(self.covariance[np.ix_(places, places)].sum()))

    def effect(self, term: str, level: float = 0.95) -> tuple[float, float, float]:
        """How much more trade one unit of the term goes with, as a fraction, and its interval: exp(coefficient) - 1."""
        low, high = self.interval(term, level)
        return tuple(float(np.expm1(one)) for one in (self.of(term)[0], low, high))  # type: ignore[return-value]

    def _place(self, term: str) -> int:
        if term not in self.terms:
            raise UnknownName(T("term of this estimation", "本次估计的项"), term, self.terms)
        return self.terms.index(term)
