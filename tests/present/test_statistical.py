"""A heat map: the first row on top, letters that can be read on their colour, nothing where nothing is known."""

import numpy as np
import pandas as pd

from clientela.present.drawing.statistical import heat_map
from clientela.present.figures import canvas


def test_each_number_stands_in_its_square_in_letters_that_can_be_read():
    _drawing, axes = canvas(2)
    grid = pd.DataFrame([[0.0, 1.0], [np.nan, 0.5]])
    heat_map(axes, grid, ("#ffffff", "#063f3c"), (0, 1), lambda number: f"{number:.1f}")
    # Across, then down from the top.
    said = {text.get_position(): text.get_text() for text in axes.texts}
    assert said == {(0.5, 0.5): "0.0", (1.5, 0.5): "1.0", (1.5, 1.5): "0.5"}
    assert axes.get_ylim() == (2, 0)
    dark = {text.get_text(): text.get_color() for text in axes.texts}
    assert dark["0.0"] != dark["1.0"]


def test_without_words_there_are_squares_alone():
    _drawing, axes = canvas(2)
    heat_map(axes, pd.DataFrame([[1, 2]]), ("#ffffff", "#063f3c"), (0, 2))
    assert not axes.texts
    assert axes.get_xlabel() == ""
