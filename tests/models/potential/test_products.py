"""New products, ranked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from entrepot.models.potential import new_products
from entrepot.vocabulary.errors import InvalidScenario


def test_ranked_by_hand() -> None:
    """Three candidates: the second is nearest and most complex, and least bought; the fourth is no candidate, the fifth unknown."""
    found = new_products(
        [0.2, 0.4, 0.3, 0.9, np.nan], [-1.0, 2.0, 0.5, 3.0, 1.0], [900.0, 100.0, 500.0, 1.0, 1.0],
        candidate=[True, True, True, False, True],
    )  # fmt: skip
    assert found.density_standing[:3] == pytest.approx([1 / 3, 1, 2 / 3])
    assert found.score[:3] == pytest.approx([(1 / 9) ** (1 / 3), (1 / 3) ** (1 / 3), 2 / 3])
    assert found.rank.tolist() == [3, 1, 2, 0, 0]
    assert found.order.tolist() == [1, 2, 0]
    assert np.isnan(found.score[3:]).all()


def test_equals_share_the_better_place() -> None:
    assert new_products([0.5, 0.5, 0.1], [1, 1, 0], [5, 5, 1]).rank.tolist() == [1, 1, 3]


def test_what_nobody_buys_is_no_candidate() -> None:
    assert new_products([0.5, 0.4], [1, 1], [0, 3]).rank.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (([50.0, 0.4], [1, 1], [1, 1]), r"density at \[0\] is not between 0 and 1"),
        (([0.5, 0.4], [1, 1], [1, -1]), r"demand is negative or missing at \[1\]"),
        (([[0.5]], [1], [1]), "density is by product"),
    ],
)
def test_what_is_refused(asked: tuple[object, object, object], said: str) -> None:
    with pytest.raises(InvalidScenario, match=said):
        new_products(*asked)  # type: ignore[arg-type]
