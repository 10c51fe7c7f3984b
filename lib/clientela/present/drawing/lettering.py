"""Words on a figure, each shaped and painted once: matplotlib does both anew, letter by letter, wherever a word is measured or drawn.

That was a third of the time of a figure. A report says the same words often (months, shares, the names of areas), in two sizes of each figure.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

# Words of a report's figures that are kept: more than one report has.
WORDS = 4096
# A letter keeps its form at these sizes without help, and its place to a part of a dot.
PLAIN = LoadFlags.NO_HINTING


@dataclass(frozen=True)
class Face:
    """Which letters: the families in their order, how heavy, upright or not."""

    families: tuple[str, ...]
    weight: int | str
    style: Any

    @classmethod
    def of(cls, properties: FontProperties) -> Face:
        return cls(tuple(properties.get_family()), properties.get_weight(), properties.get_style())


@dataclass(frozen=True)
class Word:
    """A word in dots: its width, its height, how far it reaches below its line; how dark each dot is, and where the first of them stands."""

    measured: tuple[float, float, float]
    dots: np.ndarray
    right: float
    down: float


class Lettering(RendererAgg):
    """Matplotlib's renderer, whose level words come from the shelf."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return word(s, Face.of(prop), prop.get_size_in_points(), self.dpi).measured

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:  # fmt: skip
        if ismath or angle:
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        found = word(s, Face.of(prop), prop.get_size_in_points(), self.dpi)
        ink = np.empty((*found.dots.shape, 4), np.uint8)
        ink[..., :3] = np.round(255 * np.array(gc.get_rgb()[:3]))
        ink[..., 3] = np.round(gc.get_alpha() * found.dots[::-1])
        low = self.height - round(y + found.down + found.measured[2]) - 1
        self.draw_image(gc, round(x + found.right), low, ink)
        return None

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """What matplotlib asks of a renderer that knows how high its lines are; it reads the font's file each time where nobody does."""
        size = prop.get_size_in_points() * self.dpi / 72
        up, down, between = lines(Face.of(prop))
        return up * size, down * size, between * size


class Canvas(FigureCanvasAgg):
    """Where a figure is drawn with our letters."""

    def get_renderer(self) -> RendererAgg:
        width, height = self.get_width_height(physical=True)
        if self._lastKey != (width, height, self.figure.dpi):
            self._lastKey = width, height, self.figure.dpi
            self.renderer = Lettering(*self._lastKey)
        return self.renderer


@lru_cache(WORDS)
def word(text: str, face: Face, size: float, dpi: float) -> Word:
    """A word in a face of so many points, at so many dots an inch."""
    font = _font(face)
    font.set_size(size, dpi)
    font.set_text(text, flags=PLAIN)
    width, height = font.get_width_height()
    descent = font.get_descent()
    font.draw_glyphs_to_bitmap()
    right, down = font.get_bitmap_offset()
    # FreeType counts in 64ths of a dot.
    return Word(
        (width / 64, height / 64, descent / 64), np.array(font.get_image(), np.uint8), right / 64, down / 64
    )


@lru_cache
def lines(face: Face) -> tuple[float, float, float]:
    """How far a line reaches up and down, and what lies between two, as the font says it: in parts of its size."""
    font = _font(face)
    # Ours have both tables, as matplotlib's own have.
    said: Any = font.get_sfnt_table("OS/2")
    head: Any = font.get_sfnt_table("head")
    em = head["unitsPerEm"]
    return said["sTypoAscender"] / em, -said["sTypoDescender"] / em, said["sTypoLineGap"] / em


@lru_cache
def _font(face: Face) -> FT2Font:
    """The face's first family, and the next ones for the signs that it lacks."""
    return get_font([
        fontManager.findfont(FontProperties(family=one, weight=face.weight, style=face.style))
        for one in face.families
    ])  # fmt: skip


# A font reads its file as it goes, and processes that were parted after it was opened would share the place where they read.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_font.cache_clear)
