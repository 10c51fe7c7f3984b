"""How every figure looks: one typeface, one palette, labels on the lines themselves, no title and no legend.

The caption, the alternative text and the label travel with the picture.
"""

from __future__ import annotations

import io
import logging
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from clientela.folders import project
from clientela.present import numbers
from clientela.present.drawing import layout
from clientela.present.language import current

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing
    from matplotlib.ticker import Formatter

INK, MUTED, LINE, SAND = "#1f2a37", "#5b6675", "#d8dee6", "#c9d3de"
TEAL, RED, AMBER = "#0b6e69", "#b3312b", "#b86e00"
# From strong to faint: the rungs, classes or bands of one thing.
STEPS = ("#0b6e69", "#3d8f8a", "#7fb5b1", "#b9d3d1", "#d9dee4")
WIDTH, DPI = 7.2, 200
# A phone shows a sheet this much narrower, with letters that can be read; it needs fewer dots.
NARROW, NARROW_DPI = 0.72, 150
# How hard a picture is packed: half the time of the usual six, for a fifth more bytes.
PACKED = 3

_FONTS = project.styles() / "fonts"


@cache
def _style() -> None:
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import font_manager, rcParams

    for font in sorted(_FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(font)
    # The second font has no semi-bold: its bold stands in, without a word about it in every notebook.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    known = {font.name for font in font_manager.fontManager.ttflist}
    rcParams.update({
        # What ours lacks, a sign or another script, is taken from the next; a dollar in a name is no formula.
        "font.family": [name for name in ("Source Sans 3", "DejaVu Sans") if name in known],
        "text.parse_math": False, "text.hinting": "no_hinting",
        "font.size": 11, "text.color": INK, "axes.labelcolor": MUTED, "xtick.color": MUTED, "ytick.color": MUTED,
        "axes.edgecolor": LINE, "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
        "axes.grid": True, "axes.grid.axis": "y", "grid.color": LINE, "grid.linewidth": 0.8, "ytick.left": False,
        "axes.axisbelow": True, "figure.dpi": 100, "svg.hashsalt": "clientela",
    })  # fmt: skip


@cache
def _sheet() -> type[Axes]:
    """Axes that keep a limit of their own where the data give none: the largest of nothing, or of what has no interval."""
    from matplotlib.axes import Axes

    def sound(first: Any, second: Any) -> tuple[Any, Any]:
        low, high = (
            None if isinstance(end, int | float) and not math.isfinite(end) else end
            for end in (first, second)
        )
        return (low, None) if low is not None and low == high else (low, high)

    class Sheet(Axes):
        def set_xlim(self, left: Any = None, right: Any = None, **more: Any) -> Any:
            if isinstance(left, tuple):
                left, right = left
            return super().set_xlim(*sound(left, right), **more)

        def set_ylim(self, bottom: Any = None, top: Any = None, **more: Any) -> Any:
            if isinstance(bottom, tuple):
                bottom, top = bottom
            return super().set_ylim(*sound(bottom, top), **more)

        def contains_point(self, point: Any) -> bool:
            # What every note on a point asks, several times: the shape of a sheet is a rectangle, no path need be walked.
            return bool(self.bbox.padded(1).contains(*point))

    return Sheet


def canvas(height: float = 3.1) -> tuple[Drawing, Axes]:
    """An empty figure of the width of the page, in the house style."""
    _style()
    from matplotlib.figure import Figure as Drawing

    from clientela.present.drawing.lettering import Canvas

    drawing = Drawing(figsize=(WIDTH, height), layout=layout.engine()())
    # A word is measured before it is drawn, and by the same letters.
    Canvas(drawing)
    return drawing, drawing.subplots(subplot_kw={"axes_class": _sheet()}, gridspec_kw=layout.BEGUN)


def warm() -> None:
    """Draw a picture for nobody: the first one finds the fonts, and all that drawing looks up once."""
    drawing, axes = canvas()
    axes.bar(["a"], [1])
    picture(drawing, DPI)


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption, its alternative text and its label ("fig-loyalty-status")."""

    drawing: Drawing
    label: str
    caption: str
    alt: str

    def png(self) -> bytes:
        """The picture, the same bytes each time."""
        return picture(self.drawing, DPI)

    def narrow(self) -> bytes:
        """The picture cut for a phone, its letters as large on a narrower sheet; to be taken last, as words that it parts stay parted."""
        width, height = self.drawing.get_size_inches()
        reach = [(axes, axes.get_xlim()) for axes in self.drawing.axes]
        self.drawing.set_size_inches(NARROW * width, height)
        layout.narrowed(self.drawing, NARROW)
        try:
            return picture(self.drawing, NARROW_DPI, narrow=True)
        finally:
            self.drawing.set_size_inches(width, height)
            for axes, limits in reach:
                axes.set_xlim(limits)


def picture(drawing: Drawing, dpi: float, narrow: bool = False) -> bytes:
    """A drawing as PNG.

    `savefig` would lay it out and draw it twice each time, the first time to find out how large the paper is.
    """
    # Whoever draws nothing does without numpy.
    import numpy as np

    from clientela.present.drawing.colours import few_colours

    drawing.set_dpi(dpi)
    canvas: Any = drawing.canvas
    engine = drawing.get_layout_engine()
    layout.lay_out(drawing, narrow)
    # It has just been laid out; drawing would do so again.
    drawing.set_layout_engine("none")
    canvas.draw()
    drawing.set_layout_engine(engine)
    buffer = io.BytesIO()
    small = few_colours(np.asarray(canvas.buffer_rgba()))
    small.save(buffer, format="png", dpi=(dpi, dpi), compress_level=PACKED)
    return buffer.getvalue()


def money_axis(axis: Any, currency: str) -> None:
    """Write money on an axis, short."""
    axis.set_major_formatter(
        lambda amount, _place: _tick(numbers.short_money(amount, currency)) if amount else "0"
    )


def _tick(text: str) -> str:
    r"""Money beside a line of the grid, without zeros behind the decimal sign of millions.

    >>> _tick("$1,50\xa0M"), _tick("$3,0\xa0M"), _tick("$3.000\xa0M")
    ('$1,5\xa0M', '$3\xa0M', '$3.000\xa0M')
    """
    # The other sign parts thousands, whose zeros count.
    sign = "," if current() == "es" else r"\."
    return re.sub(rf"{sign}(\d*?)0+(?=\D+$)", lambda zeros: zeros[0][0] + zeros[1] if zeros[1] else "", text)


def count_axis(axis: Any) -> None:
    """Write whole numbers on an axis, at whole places."""
    _even_steps(axis, integer=True)
    axis.set_major_formatter(lambda amount, _place: numbers.count(amount))


def share_axis(axis: Any) -> None:
    """Write percentages on an axis, with a decimal where its steps are finer than one in a hundred."""
    _even_steps(axis)
    axis.set_major_formatter(_shares()())


@cache
def _shares() -> type[Formatter]:
    from matplotlib.ticker import Formatter

    class Shares(Formatter):
        digits = 0

        def set_locs(self, locs: Any) -> None:
            self.digits = 1 if len(locs) > 1 and abs(locs[1] - locs[0]) < 0.0099 else 0

        def __call__(self, part: float, pos: int | None = None) -> str:
            return numbers.share(part, self.digits)

    return Shares


def _even_steps(axis: Any, **more: Any) -> None:
    """No step of 2.5: rounded on the page, steps alike would read as unlike."""
    from matplotlib.ticker import MaxNLocator

    locator = axis.get_major_locator()
    if isinstance(locator, MaxNLocator):
        locator.set_params(steps=[1, 2, 5, 10], **more)


def arms(middle: pd.Series, low: pd.Series, high: pd.Series) -> list[pd.Series]:
    """How far an interval reaches to each side of its middle; rounding in the last digit makes none negative."""
    return [(middle - low).clip(lower=0), (high - middle).clip(lower=0)]


def month_axis(axes: Axes) -> None:
    """Write months below, as many as fit, each once."""
    from matplotlib.dates import AutoDateLocator, num2date

    low, high = axes.get_xlim()
    # With fewer months than this the days between them would be marked too.
    fewest = min(4, max(1, int((high - low) / 31)))
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=fewest, maxticks=9))
    axes.xaxis.set_major_formatter(lambda day, _place: numbers.month(num2date(day).date()))
