"""A drawing's picture: its colours, and the place that words around the axes get."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from clientela.present import figures
from clientela.present.drawing import layout
from clientela.present.drawing.colours import few_colours


def test_colours_that_cover_most_stay_exact() -> None:
    teal, red = (11, 110, 105, 255), (179, 49, 43, 255)
    dots = np.full((10, 10, 4), 255, np.uint8)
    dots[2:6], dots[6:8] = teal, red
    seen = np.asarray(few_colours(dots).convert("RGB"))
    assert (seen == dots[:, :, :3]).all()


def test_near_colours_go_together_where_there_are_too_many() -> None:
    shades = np.random.default_rng(1).integers(0, 255, (60, 60, 4)).astype(np.uint8)
    shades[:, :, 3] = 255
    small = few_colours(shades)
    assert len(small.getcolors(10_000)) <= 256
    off = np.abs(np.asarray(small.convert("RGB")).astype(int) - shades[:, :, :3])
    assert off.mean() < 25


@pytest.mark.parametrize(
    ("before", "after", "out", "again"),
    [
        (100, 60, 0, False),
        (100, 98, 5, True),
        (100, 104, 5, False),
        (100, 120, 5, True),
        (100, 120, 1, False),
    ],
)
def test_words_that_stand_out_are_measured_again_where_axes_changed(
    before: float, after: float, out: float, again: bool
) -> None:
    assert layout._moved(before, after, out) is again


@pytest.mark.parametrize("beside", ["", "a rather long word beside the last bar"])
def test_every_word_has_its_place_on_both_sheets(beside: str) -> None:
    drawing, axes = figures.canvas()
    axes.barh(["a name that needs a third of it", "b"], [10, 3])
    axes.annotate(beside, (10, 0), xytext=(4, 0), textcoords="offset points", va="center")
    figure = figures.Figure(drawing, "fig-x", "x", "x")
    for made in (figure.png, figure.narrow, figure.png):
        dots = np.asarray(Image.open(io.BytesIO(made())).convert("RGB"))
        # The edge of the sheet is paper: nothing is cut.
        for edge in (dots[0], dots[-1], dots[:, 0], dots[:, -1]):
            assert (edge == 255).all()


def test_long_words_beside_bars_are_parted_on_a_phone_and_there_alone() -> None:
    drawing, axes = figures.canvas()
    axes.barh(["the register that every shop keeps", "web"], [10, 3])
    figure = figures.Figure(drawing, "fig-x", "x", "x")

    def words() -> list[str]:
        return [label.get_text() for label in axes.get_yticklabels()]

    figure.png()
    assert words() == ["the register that every shop keeps", "web"]
    figure.narrow()
    assert words() == ["the register that\nevery shop keeps", "web"]
