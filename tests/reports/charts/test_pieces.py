"""Laws of what is worked out before drawing: boxes, classes, places of labels, great circles, lines of text."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.reports.charts.classes import classes
from entrepot.reports.charts.globe import CUT, projected, whole
from entrepot.reports.charts.labels import Dot, sides
from entrepot.reports.charts.lines import _apart
from entrepot.reports.charts.squares import squarified
from entrepot.reports.charts.wording import course, pixels, wrapped

amounts = st.lists(st.floats(min_value=0.01, max_value=1e6), min_size=1, max_size=25)


@given(amounts)
def test_boxes_fill_the_rectangle_in_proportion_and_do_not_overlap(values: list[float]) -> None:
    boxes = squarified(sorted(values, reverse=True), 1.75, 1.0)
    for value, box in zip(sorted(values, reverse=True), boxes, strict=True):
        assert math.isclose(box.width * box.height, 1.75 * value / sum(values), rel_tol=1e-6, abs_tol=1e-9)
        assert -1e-9 <= box.x <= box.x + box.width <= 1.75 + 1e-6
        assert -1e-9 <= box.y <= box.y + box.height <= 1 + 1e-6
    for one, other in combinations(boxes, 2):
        across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert min(across, down) < 1e-6


def test_boxes_of_the_papers_example() -> None:
    """Bruls, Huizing & van Wijk (2000), figure 3: 6, 6, 4, 3, 2, 2, 1 in a rectangle of 6 by 4 begin with two of 3 by 2."""
    boxes = squarified([6, 6, 4, 3, 2, 2, 1], 6, 4)
    assert [(round(b.width, 4), round(b.height, 4)) for b in boxes[:2]] == [(3, 2), (3, 2)]
    assert (round(boxes[2].width, 4), round(boxes[2].height, 4)) == (1.7143, 2.3333)


def test_classes_of_known_values() -> None:
    found = classes([5, 60, 130, 260, 700, 1500, 6800], "en", signed=False)
    assert found.names == ("< 50", "50–100", "100–200", "200–500", "500–1,000", "≥ 1,000")
    assert [found.of(value) for value in (49.9, 50, 2000, None)] == [0, 1, 5, None]


def test_signed_classes_are_even_about_zero_and_say_per_cent() -> None:
    found = classes([-20.0, 5.0, 28.0], "zh", signed=True, words="%")
    assert found.bounds == (-25, -15, -5, 5, 15, 25)
    assert found.names[0] == "< −25%"
    assert found.names[3] == "−5至5%"
    assert found.colours == "[div0, div1, div2, div3, div4, div5, div6]"


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=40), st.booleans())
def test_a_larger_value_is_never_in_a_lower_class(values: list[float], signed: bool) -> None:
    found = classes(values, "en", signed=signed)
    assert len(found.names) == len(found.bounds) + 1 <= 7
    in_order = [found.of(value) or 0 for value in sorted(values)]
    assert in_order == sorted(in_order)


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=8))
def test_labels_at_ends_are_apart_and_keep_their_order(places: list[float]) -> None:
    moved = _apart(places, 5.0)
    pairs = sorted(zip(places, moved, strict=True))
    assert all(
        b[1] - a[1] >= 5 - 1e-9 for a, b in zip(sorted(p for p in pairs), pairs[1:], strict=False) if a[0] < b[0]
    )
    assert math.isclose(sum(moved), sum(places), abs_tol=1e-6)


@given(st.lists(st.tuples(st.floats(10, 590), st.floats(10, 230), st.floats(1, 20)), max_size=20))
def test_no_label_lies_on_another_dot_or_label(spots: list[tuple[float, float, float]]) -> None:
    dots = [Dot("name", *spot) for spot in spots]
    found = sides(dots, 600, 240, most=8)
    assert sum(map(bool, found)) <= 8
    half = pixels("name", size=12.5) / 2
    boxes = []
    for dot, side in zip(dots, found, strict=True):
        x = dot.x + {"right": 1, "left": -1}.get(side, 0) * (dot.radius + 4 + half)
        y = dot.y + {"above": -dot.radius - 8, "below": dot.radius + 9}.get(side, 0)
        if side:
            boxes.append((x, y, dot))
    for (x, y, _), (x2, y2, _) in combinations(boxes, 2):
        assert abs(x - x2) >= 2 * half - 1e-9 or abs(y - y2) >= 15 - 1e-9
    for x, y, own in boxes:
        for dot in dots:
            near_x, near_y = abs(x - dot.x) < half + dot.radius - 1e-9, abs(y - dot.y) < 7.5 + dot.radius - 1e-9
            assert dot == own or not (near_x and near_y)


def test_the_projection_agrees_with_vega() -> None:
    """Tokyo and Brasília as vl_convert 1.9 draws them on a map 592 wide: (280.17, 83.43) and (558.10, 181.11)."""
    (x, y), (x2, y2) = projected(139.69, 35.69, 592), projected(-47.88, -15.79, 592)
    assert (x, x2) == pytest.approx((280.17, 558.10), abs=0.1)
    assert y2 - y == pytest.approx(181.11 - 83.43, abs=0.1)


def test_great_circles_across_the_edge_are_left_out() -> None:
    home = (123.43, 41.80)
    assert whole(home, (139.69, 35.69), CUT)
    assert whole(home, (13.4, 52.5), CUT)
    assert not whole(home, (-47.9, -15.8), CUT)


def test_text_is_wrapped_at_spaces_and_cut_at_the_end() -> None:
    assert wrapped("Machinery and electrical equipment", most=140) == "Machinery and\nelectrical equipment"
    assert wrapped("核反应堆锅炉机器机械器具及其零件", most=70) == "核反应堆锅\n炉机器机…"
    assert pixels(wrapped("x" * 300, most=140)) <= 140


def test_a_course_names_first_peak_and_last() -> None:
    points = [("2013", 1.0, "1"), ("2014", 3.0, "3"), ("2015", 2.0, "2")]
    assert course("A", points, "en") == "A: 1 in 2013, highest 3 in 2014, 2 in 2015"
    assert course("甲", points, "zh") == "甲：2013年1，2014年最高，为3，2015年2"
    assert course("A", [], "en") == "A: no data"
