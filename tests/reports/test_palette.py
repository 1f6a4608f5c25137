"""The palette is proven, not believed: contrast, distance between categories for every eye, ink of labels."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from entrepot.reports.palette import PALETTES, THEMES, Theme, contrast, ink_on, linear, tokens

# Björn Ottosson (2020), "A perceptual color space for image processing": linear sRGB to cone responses, then to Lab.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# Machado, Oliveira & Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1.0.
_EYES = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
SMALLEST = {"normal": 13.0, "protan": 9.0, "deutan": 9.0, "tritan": 7.0}


def oklab(colour: str, eye: str) -> np.ndarray:
    light = np.clip(_EYES[eye] @ np.array(linear(colour)), 0, 1)
    return 100 * _TO_LAB @ np.cbrt(_TO_CONES @ light)


def test_contrast_of_known_pairs() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # the example of WCAG's own tutorials


@pytest.mark.parametrize("theme", THEMES)
def test_categories_stand_out_from_their_ground(theme: Theme) -> None:
    palette = PALETTES[theme]
    low = {c: contrast(c, palette.surface) for c in (*palette.category, palette.exports, palette.imports, palette.peer)}
    assert min(low.values()) >= 3, low


@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_on_every_ground(theme: Theme) -> None:
    palette = PALETTES[theme]
    for text in (palette.ink, palette.ink2, palette.ink3, palette.link):
        for ground in (palette.page, palette.surface, palette.sunken):
            assert contrast(text, ground) >= 4.5, (text, ground)
    for text in (*palette.level, palette.loss):
        assert contrast(text, palette.surface) >= 4.5, text


@pytest.mark.parametrize("theme", THEMES)
def test_every_label_reads_on_its_colour(theme: Theme) -> None:
    palette = PALETTES[theme]
    for colour in (*palette.category, *palette.ramp, *palette.diverging, *palette.risk):
        assert contrast(ink_on(colour), colour) >= 4.5, colour


@pytest.mark.parametrize("eye", _EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_categories_differ_for_every_eye(theme: Theme, eye: str) -> None:
    pairs = combinations(PALETTES[theme].category, 2)
    apart = {pair: float(np.linalg.norm(oklab(pair[0], eye) - oklab(pair[1], eye))) for pair in pairs}
    closest = min(apart, key=lambda pair: apart[pair])
    assert apart[closest] >= SMALLEST[eye], (closest, apart[closest])


@pytest.mark.parametrize("theme", THEMES)
def test_the_ramp_runs_one_way(theme: Theme) -> None:
    lightness = [oklab(colour, "normal")[0] for colour in PALETTES[theme].ramp]
    assert lightness == sorted(lightness, reverse=theme != "dark")


def test_tokens_carry_every_colour_once_named() -> None:
    light = tokens("light")
    assert (light["exports"], light["focus"], light["cat6"], light["on0"], light["ramp5"]) == (
        "#2569B7",
        "#2569B7",
        "#6E747B",
        "#FFFFFF",
        "#14427A",
    )
    assert set(light) == set(tokens("dark")) == set(tokens("print"))
    assert tokens("print")["page"] == "#FFFFFF"
