"""Chance that can be repeated, one stream of random numbers for each part of the story; and rows one by one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator


def stream(seed: int, part: str) -> Generator:
    """The random numbers of one part of the story, so that a change in one part leaves the others as they were.

    >>> int(stream(1, "a").integers(100)) == int(stream(1, "a").integers(100))
    True
    """
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def pick(
    rng: Generator, options: Sequence[Any], size: int, shares: Sequence[float] | None = None
) -> list[Any]:
    """`size` options drawn with their shares (evenly without them)."""
    if shares is None:
        places = rng.integers(len(options), size=size)
    else:
        weights = np.asarray(shares, dtype=float)
        places = rng.choice(len(options), size=size, p=weights / weights.sum())
    return [options[place] for place in places]


def one(rng: Generator, options: Sequence[Any]) -> Any:
    """One of the options."""
    return options[int(rng.integers(len(options)))]


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame one by one, with their columns as attributes."""
    yield from frame.itertuples(index=False)
