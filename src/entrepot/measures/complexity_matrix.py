"""Economic complexity as numbers: arrays in, a frozen result out. No registry, no tables, no files.

Rows are reporters, columns are products. M_rp = 1 where a reporter has a revealed comparative advantage (RCA >= 1).
The three variants nearly agree on ECI, PCI and density and differ in what they make of opportunities, see `VARIANTS`.
No result holds a NaN: reporters and products that cannot be compared are left out, and named.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from entrepot.measures.complexity_variants import VARIANTS, Convention, Variant
from entrepot.vocabulary.errors import MissingData, NotConverged
from entrepot.vocabulary.text import T

Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]
Places = NDArray[np.intp]

TIED = 1e-9
"""Eigenvalues lie in [0, 1] and are worked out to some 1e-15; closer than this their order says nothing."""
MOST_RANKED: Final = 12
"""A year's ranking is a few megabytes; a question is about ten years as a rule."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """ECI and PCI of what could be compared; `reporters` and `products` are the places of those in the matrix given.

    `e` and `q` are the two before standardising: `e` the mean of `q` over a reporter's products or, where a variant stops
    after some reflections, `q` the mean of `e` over a product's reporters.
    """

    variant: Variant
    reporters: Places
    products: Places
    has: Marks
    k_r: Numbers
    k_p: Numbers
    e: Numbers
    q: Numbers
    e_mean: float
    e_sd: float
    q_mean: float
    q_sd: float

    @property
    def convention(self) -> Convention:
        return VARIANTS[self.variant]

    @property
    def eci(self) -> Numbers:
        return (self.e - self.e_mean) / self.e_sd

    @property
    def pci(self) -> Numbers:
        return (self.q - self.q_mean) / self.q_sd


def advantages(exports: Numbers, reference: Numbers | None = None) -> Marks:
    """M_rp: RCA >= 1 against the products' totals in `reference`, or in `exports` itself; nothing sold is none."""
    totals = exports.sum(axis=0) if reference is None else reference
    own = exports.sum(axis=1, keepdims=True)
    share = np.divide(exports, own, out=np.zeros_like(exports), where=own > 0)
    world = totals / totals.sum() if totals.sum() > 0 else np.zeros_like(totals)
    rca = np.divide(share, world, out=np.zeros_like(exports), where=world > 0)
    return np.asarray((rca >= 1) & (exports > 0))


def ranked(has: Marks, variant: Variant = "entrepot") -> Ranking:
    """ECI and PCI from M; what has no advantage, or no link to the others, is left out."""
    return _ranked(has.shape, np.ascontiguousarray(has, dtype=np.bool_).tobytes(), variant)


@lru_cache(maxsize=MOST_RANKED)
def _ranked(shape: tuple[int, int], marks: bytes, variant: Variant) -> Ranking:
    """Of the very same marks once: whichever region is asked about, the world it is held against is the same."""
    has = np.frombuffer(marks, dtype=np.bool_).reshape(shape)
    reporters, products = comparable(has)
    m = has[np.ix_(reporters, products)]
    k_r, k_p = m.sum(axis=1, dtype=np.float64), m.sum(axis=0, dtype=np.float64)
    convention = VARIANTS[variant]
    if convention.reflections is None:
        q = second_vector(m.astype(np.float64), k_r, k_p)
        e = (m @ q) / k_r
        turn = _sign(e, k_r)
        e, q = turn * e, turn * q
    else:
        e, q = reflected(m, k_r, k_p, convention.reflections)
    ddof = 1 if convention.deviation_of_sample else 0
    e_mean, e_sd = float(e.mean()), float(e.std(ddof=ddof))
    by_products = convention.pci_on_scale_of == "products"
    q_mean, q_sd = (float(q.mean()), float(q.std(ddof=ddof))) if by_products else (e_mean, e_sd)
    return Ranking(variant, reporters, products, m, k_r, k_p, e, q, e_mean, e_sd, q_mean, q_sd)


def comparable(has: Marks) -> tuple[Places, Places]:
    """The reporters and products that hang together: the part of the network that holds most of the reporters."""
    reporters, products = np.nonzero(has)
    rows, columns = has.shape
    if len(reporters) == 0:
        raise MissingData(
            T(
                "nobody has a comparative advantage in anything here; complexity needs exports of several reporters in several products",
                "没有任何地区具有比较优势；复杂度需要多个地区、多种商品的出口数据",
            )
        )
    links = coo_array((np.ones(len(reporters)), (reporters, rows + products)), shape=(rows + columns,) * 2)
    _, part = connected_components(links, directed=False)
    with_any = np.flatnonzero(has.any(axis=1))
    sizes = np.bincount(part[with_any])
    largest = int(sizes.argmax())
    if 2 * sizes[largest] <= len(with_any) and np.count_nonzero(sizes) > 1:
        raise MissingData(
            T(
                f"the reporters fall into {np.count_nonzero(sizes)} groups that share no product, none with most of them; "
                "complexity compares only what is linked: take more reporters or coarser products",
                f"各地区分为{np.count_nonzero(sizes)}组，组间没有共同商品，且没有占多数的一组；复杂度只能比较有联系者：请增加地区或采用更粗的商品分类",
            )
        )
    return np.flatnonzero(part[:rows] == largest), np.flatnonzero(part[rows:] == largest)


def second_vector(m: Numbers, k_r: Numbers, k_p: Numbers) -> Numbers:
    """Second eigenvector over products of D_p^-1 M' D_r^-1 M, through the symmetric form on the smaller side."""
    b = m / np.sqrt(k_r)[:, None] / np.sqrt(k_p)
    by_reporters = m.shape[0] <= m.shape[1]
    square = b @ b.T if by_reporters else b.T @ b
    size = len(square)
    if size < 2:
        raise _nothing_to_compare()
    values, vectors = eigh(square, subset_by_index=(max(size - 3, 0), size - 1))
    if values[-2] < TIED:
        raise _nothing_to_compare()
    if size > 2 and values[-2] - values[-3] < TIED:
        raise NotConverged(
            T(
                "the second and third eigenvalues are equal, so ECI could be any of many; the advantages have a symmetry "
                "that real trade has not: look for copied reporters or products",
                "第二、第三特征值相等，经济复杂度不唯一；比较优势矩阵具有真实贸易中不会出现的对称性：请检查是否有重复的地区或商品",
            )
        )
    vector = vectors[:, -2]
    if not by_reporters:
        return np.asarray(vector / np.sqrt(k_p))
    return np.asarray((m.T @ (vector / np.sqrt(k_r))) / k_p)


def reflected(m: Marks, k_r: Numbers, k_p: Numbers, iterations: int) -> tuple[Numbers, Numbers]:
    """Reporters' and products' averages after that many reflections (Hidalgo and Hausmann 2009), the even and the odd one.

    The constant part, which standardising would take out, is taken out each time; left in, it drowns the rest after
    a few dozen steps.
    """
    if min(m.shape) < 2:
        raise _nothing_to_compare()
    links = m.astype(np.float64)
    e = k_r
    for _ in range((iterations - 1) // 2):
        e = links @ ((links.T @ e) / k_p) / k_r
        e = e - (e @ k_r) / k_r.sum()
    if np.abs(e).max() < TIED**2:
        raise _nothing_to_compare()
    return e, (links.T @ e) / k_p


def _nothing_to_compare() -> MissingData:
    return MissingData(
        T(
            "all reporters have the same advantages, or there is only one of them or one product; there is no complexity to tell apart",
            "所有地区的比较优势相同，或仅有一个地区或一种商品，无从区分复杂度",
        )
    )


def _sign(e: Numbers, k_r: Numbers) -> float:
    """+1 or -1, so that more diverse reporters are the more complex ones."""
    along = float(((e - e.mean()) * (k_r - k_r.mean())).sum())
    scale = float(np.linalg.norm(e - e.mean()) * np.linalg.norm(k_r - k_r.mean()))
    if abs(along) <= TIED * scale or scale == 0:
        raise NotConverged(
            T(
                "ECI does not go with diversity either way, so its sign cannot be told; take more reporters or products",
                "经济复杂度与多样性不相关，无法确定其正负号；请增加地区或商品",
            )
        )
    return 1.0 if along > 0 else -1.0


def against_world(has: Marks, world: Ranking) -> tuple[Places, Numbers]:
    """Regions in the world's terms: which of them can be placed, and the mean of the world's q over their products.

    `has` has the columns of the matrix that `world` was ranked from. With products on the reporters' scale,
    (e - e_mean) / e_sd is the mean of the world's PCI; a country itself comes out at its own ECI.
    """
    m = has[:, world.products]
    k_r = m.sum(axis=1, dtype=np.float64)
    placed = np.flatnonzero(k_r)
    return placed, (m[placed] @ world.q) / k_r[placed]
