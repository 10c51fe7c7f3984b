"""Words are drawn where matplotlib draws them, once."""

import os

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from clientela.present import figures
from clientela.present.drawing import lettering


def _ink(canvas: type[FigureCanvasAgg], text: str, **more: object) -> tuple[list[int], float]:
    """Where a word's dots begin and end (left, right, top, bottom), and how much ink it has."""
    drawing, axes = figures.canvas(2.0)
    axes.set_axis_off()
    axes.text(0.3, 0.5, text, **more)
    drawing.set_layout_engine("none")
    drawing.set_dpi(200)
    drawn = canvas(drawing)
    drawn.draw()
    dark = 255 - np.asarray(drawn.buffer_rgba())[..., 0].astype(float)
    across, down = np.flatnonzero(dark.sum(axis=0)), np.flatnonzero(dark.sum(axis=1))
    return [across[0], across[-1], down[0], down[-1]], dark.sum()


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Cuentas de la web", {}),
        ("−7,52 M", {"fontsize": 9, "weight": 600}),
        ("«Ñandú»\ny otros", {"ha": "right", "va": "top", "color": figures.TEAL}),
        ("✓ ϡ ♞", {}),
        ("de pie", {"rotation": 90}),
        ("media", {"alpha": 0.5, "va": "center"}),
    ],
)
def test_a_word_stands_where_matplotlib_has_it(text: str, more: dict[str, object]) -> None:
    place, ink = _ink(lettering.Canvas, text, **more)
    theirs, theirs_ink = _ink(FigureCanvasAgg, text, **more)
    assert np.abs(np.subtract(place, theirs)).max() <= 1
    assert ink == pytest.approx(theirs_ink, rel=0.01)


def test_a_word_is_painted_once() -> None:
    lettering.word.cache_clear()
    for _time in range(3):
        _ink(lettering.Canvas, "Medellín")
    assert lettering.word.cache_info().misses == 1


def test_a_line_is_as_high_as_the_font_says() -> None:
    # Source Sans 3 reaches 1.000 of its size up and .326 down, and leaves nothing between two lines.
    figures.canvas()
    face = lettering.Face(("Source Sans 3",), 400, "normal")
    assert lettering.lines(face) == pytest.approx((1.0, 0.326, 0.0))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_chapter_opens_its_fonts_anew() -> None:
    _ink(lettering.Canvas, "antes")
    assert lettering._font.cache_info().currsize
    if (child := os.fork()) == 0:
        os._exit(lettering._font.cache_info().currsize)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
