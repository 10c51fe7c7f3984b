"""A drawn sheet in 256 colours: a third of the bytes, and nobody sees which ones are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

# Colours that stay exact when a picture is written in few.
EXACT = 64
# A dot of paper, and how many groups of near colours there are.
WHITE, NEAR = 0xFFFFFFFF, 1 << 12


def few_colours(dots: np.ndarray) -> Image:
    """A sheet of dots (height × width × 4, opaque) in 256 colours, a third of the bytes; those that cover most of it are kept as they are.

    Only what is not white is looked at: a sheet is mostly white. Colours that differ by less than sixteen in each of their parts go together.
    """
    from PIL.Image import frombuffer

    flat = np.ascontiguousarray(dots).view(np.uint32).ravel()
    inked = np.flatnonzero(flat != WHITE)
    seen = flat[inked]
    near = _near(seen)
    often = np.bincount(near, minlength=NEAR)
    used = np.flatnonzero(often)
    used = used[np.argsort(-often[used], kind="stable")]
    # One dot of four is enough for what a group looks like, and to see which colours cover most.
    some = seen[::4]
    means = _means(some, near[::4])[used]
    palette = np.full((256, 3), 255.0)
    kept = used[:255]
    palette[1 : len(kept) + 1] = means[: len(kept)]
    place = np.zeros(NEAR, np.uint8)
    place[kept] = np.arange(1, len(kept) + 1)
    if len(used) > len(kept):
        apart = ((means[len(kept) :, None] - palette) ** 2).sum(axis=2)
        place[used[len(kept) :]] = apart.argmin(axis=1)
    # Of two that go together the one that covers more comes last, and stays.
    colours, dots_of = np.unique(some, return_counts=True)
    for colour in colours[np.argsort(dots_of, kind="stable")[-EXACT:]]:
        palette[place[_near(colour)]] = [(colour >> shift) & 255 for shift in (0, 8, 16)]
    written = np.zeros(flat.size, np.uint8)
    written[inked] = place[near]
    small = frombuffer("P", (dots.shape[1], dots.shape[0]), written.tobytes())
    small.putpalette(palette.round().astype(np.uint8).tobytes())
    return small


def _means(colours: np.ndarray, near: np.ndarray) -> np.ndarray:
    """What each group of near colours looks like (group × red, green, blue): the mean of those seen, its middle where none was."""
    seen = np.bincount(near, minlength=NEAR)
    means = np.empty((NEAR, 3))
    for part in range(3):
        middle = ((np.arange(NEAR) >> 4 * part) & 15) * 16 + 8.0
        found = np.bincount(near, (colours >> 8 * part) & 255, NEAR)
        means[:, part] = np.divide(found, seen, out=middle, where=seen > 0)
    return means


def _near(colours: Any) -> Any:
    """The four upper bits of each part of a colour."""
    return ((colours >> 4) & 0xF) | ((colours >> 8) & 0xF0) | ((colours >> 12) & 0xF00)
