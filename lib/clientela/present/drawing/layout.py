"""Where a drawing's axes stand on its sheet, so that every word beside, below and over them has its room."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing
    from matplotlib.layout_engine import LayoutEngine

# Inches left free around what is written, as matplotlib leaves them.
AROUND = 0.04167
# Dots left free at the edge of the narrow cut.
EDGE = 6
# By how much of themselves axes may change before words around them are measured again.
SMALLER, LARGER = 0.01, 0.08
# A word that stands out by less, in parts of the axes, leaves no room unused that anybody would see.
LITTLE = 0.02
# Where axes of their own begin: near to where most of them end.
BEGUN = {"left": 0.16, "right": 0.99, "bottom": 0.1, "top": 0.985}
# Words beside the axes that reach so far into a narrow sheet are parted, those that are longer than this part of the longest.
BESIDE, LONG = 0.4, 0.6
# What is small is so much of the usual size.
SMALL = 0.833
# The least part of the sheet that axes get.
FEWEST = 0.1


@cache
def engine() -> type[LayoutEngine]:
    """Matplotlib's constrained layout; one pair of axes is measured once where that is enough, as measuring is half of drawing."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    class Layout(ConstrainedLayoutEngine):
        def execute(self, fig: Any) -> None:
            if len(fig.axes) == 1:
                _stand(fig, fig.axes[0])
            else:
                super().execute(fig)

    return Layout


def _stand(drawing: Drawing, axes: Axes) -> None:
    """One pair of axes gets what the words around it leave of the sheet."""
    for _look in range(2):
        width, height = drawing.bbox.width, drawing.bbox.height
        around = axes.get_tightbbox(for_layout_only=True)
        place = axes.get_position(original=True).transformed(drawing.transFigure)
        if around is None:
            return
        below = [tick.label1.get_text() for tick in axes.xaxis.majorTicks]
        beside = _longest(tick.label1.get_text() for tick in axes.yaxis.majorTicks)
        free = AROUND * drawing.dpi
        left, right = place.x0 - around.x0 + free, width - (around.x1 - place.x1 + free)
        bottom, top = place.y0 - around.y0 + free, height - (around.y1 - place.y1 + free)
        if left >= right or bottom >= top:
            return
        axes.set_position((left / width, bottom / height, (right - left) / width, (top - bottom) / height))
        # Words beside the axes depend on what they say; how far others stand out at the right or over them, on how wide and high these are.
        moved = _moved(place.width, right - left, around.x1 - place.x1) or _moved(
            place.height, top - bottom, around.y1 - place.y1
        )
        if (
            not moved
            and below == [label.get_text() for label in axes.xaxis.get_majorticklabels()]
            and beside == _longest(label.get_text() for label in axes.yaxis.get_majorticklabels())
        ):
            return


def _longest(words: Iterable[str]) -> str:
    """What takes the most room beside the axes: of figures, whose every sign is as wide, the first of the longest."""
    return max(words, key=len, default="")


def _moved(before: float, after: float, out: float) -> bool:
    """Whether axes were made so much smaller that words that stand out may be cut, or so much larger that these leave room unused."""
    if out <= 0:
        return False
    return after < (1 - SMALLER) * before or (after > (1 + LARGER) * before and out > LITTLE * after)


def narrowed(drawing: Drawing, part: float) -> None:
    """On a sheet of this part of the width, words beside the axes need as much room as before."""
    if len(drawing.axes) == 1:
        place = drawing.axes[0].get_position(original=True)
        left, right = place.x0 / part, 1 - (1 - place.x1) / part
        if right - left > FEWEST:
            drawing.axes[0].set_position((left, place.y0, right - left, place.height))


def lay_out(drawing: Drawing, narrow: bool = False) -> None:
    """Give everything its place; what is written beside a bar or a point, and would run over the edge of the sheet, gets its room.

    On a narrow sheet words below an axis that would run into each other are parted, and so are those that leave less than half of it to the axes.
    """
    for axis in (axis for axes in drawing.axes for axis in (axes.xaxis, axes.yaxis)):
        # The place of a label that says nothing need not be looked for.
        if not axis.label.get_text():
            axis.set_label_coords(0.5, 0.5)
    fits = narrow and _fits(drawing)
    if not fits:
        _execute(drawing)
    if narrow and _part_labels(drawing):
        _execute(drawing)
        fits = False
    if not fits and _make_room(drawing):
        _execute(drawing)


def _fits(drawing: Drawing) -> bool:
    """Whether one pair of axes, as the words beside it left it on the wider sheet, has what is written below and in it on the narrow one too."""
    if len(drawing.axes) != 1:
        return False
    axes = drawing.axes[0]
    words = [word for word in (*axes.get_xticklabels(), *axes.texts) if word.get_text()]
    boxes = [word.get_window_extent() for word in words]
    left, right = drawing.bbox.x0 + EDGE, drawing.bbox.x1 - EDGE
    return all(left <= box.x0 and box.x1 <= right and box.y1 <= drawing.bbox.y1 for box in boxes)


def _execute(drawing: Drawing) -> None:
    layout = drawing.get_layout_engine()
    if layout is not None:
        layout.execute(drawing)


def _part_labels(drawing: Drawing) -> bool:
    """Part what is crowded on two lines, and make it smaller where that is not enough; True where there was any."""
    parted = False
    for axes in drawing.axes:
        parted = _part_beside(axes) or parted
        if not _crowded(axes):
            continue
        parted = True
        places, words = axes.get_xticks(), [label.get_text() for label in axes.get_xticklabels()]
        axes.set_xticks(places, [text.replace(" ", "\n", 1) if "\n" not in text else text for text in words])
        if _crowded(axes):
            axes.tick_params(axis="x", labelsize="small")
    return parted


def _part_beside(axes: Axes) -> bool:
    """Part the words beside an axis near to their middle where they take too much of the sheet and two lines fit; True where there was any."""
    labels = axes.get_yticklabels()
    places, words = axes.get_yticks(), [label.get_text() for label in labels]
    if axes.get_position().x0 < BESIDE or len(words) < 2:
        return False
    longest = max(map(len, words))
    halved = [halves(text) if len(text) > LONG * longest else text for text in words]
    line = max(label.get_window_extent().height / (1 + label.get_text().count("\n")) for label in labels)
    room = axes.get_window_extent().height / len(words)
    if halved == words or room < 2 * SMALL * line:
        return False
    axes.set_yticks(places, halved)
    if room < 2 * line:
        axes.tick_params(axis="y", labelsize="small")
    return True


def halves(text: str) -> str:
    r"""A text on two lines, parted at the blank or the point between words that is nearest to its middle.

    >>> halves("Documento · Cuentas de la web"), halves("Correo"), halves("Llega\ntarde"), halves("Correo ·"), halves(" b ")
    ('Documento ·\nCuentas de la web', 'Correo', 'Llega\ntarde', 'Correo ·', ' b ')
    """
    # A point that only joins belongs to what stands before it; neither line is empty.
    ends = [
        place
        for place in range(1, len(text) - 1)
        if text[place] == " " and text[place + 1] != "·" and text[:place].strip()
    ]
    if "\n" in text or not ends:
        return text
    middle = min(ends, key=lambda place: abs(place - len(text) / 2) - 4 * (text[place - 1] == "·"))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def _crowded(axes: Axes) -> bool:
    boxes = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_text()]
    return any(left.x1 > right.x0 for left, right in pairwise(boxes))


def _make_room(drawing: Drawing) -> bool:
    """Draw less far to the right what is followed by words that run over the edge; True where there was any."""
    moved = False
    edge = drawing.bbox.x1 - EDGE
    for axes in drawing.axes:
        boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
        # Where a text begins on the axis, and how far it has to come back.
        reach = [(box.x0 - axes.bbox.x0, box.x1 - edge) for box in boxes if edge < box.x1]
        wider = max((at / (at - over) for at, over in reach if over < at / 2), default=1.0)
        if wider > 1 and axes.get_xscale() == "linear":
            low, high = axes.get_xlim()
            axes.set_xlim(low, low + (high - low) * wider)
            moved = True
    return moved
