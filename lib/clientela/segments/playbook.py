"""What to do with each segment: strategy, promise, next action, channel, owner and measure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.present import Table
from clientela.present.language import _
from clientela.results import Missing, Result
from clientela.segments.rfm import SEGMENTS

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.playbook"
# A call or a visit stays one, whatever the channel of the last purchase.
ON_THEIR_CHANNEL = ("regulars", "growing")
COLUMNS = ("play_strategy", "play_promise", "play_action", "play_channel", "play_owner", "play_measure")


def playbook(segmented: Result | Missing, habits: pd.DataFrame) -> Result | Missing:
    """One row a segment that has customers; the words of each cell stand in the terms ("playbook_<segment>_<column>").

    `segmented` is the result of `rfm`; who is in the habit of buying is met on the channel of that habit, where the data say which it is.
    """
    if isinstance(segmented, Missing):
        return replace(segmented, key=KEY)
    frame = segmented.frames["segments"]
    frame = frame[frame.customers > 0][["segment", "customers", "amount"]].reset_index(drop=True)
    for column in COLUMNS:
        frame = frame.assign(**{column: [f"playbook_{name}_{column}" for name in frame.segment]})
    usual = _channels(segmented.frames["customers"], habits)
    frame = frame.assign(
        play_channel=[
            usual.get(name, text) for name, text in zip(frame.segment, frame.play_channel, strict=True)
        ]
    )
    return Result(KEY, segmented.n, {}, {"playbook": frame})


def _channels(rows: pd.DataFrame, habits: pd.DataFrame) -> dict[str, str]:
    """The channel by which most customers of each segment buy, where there is one."""
    rows = rows[rows.segment.isin(ON_THEIR_CHANNEL)]
    known = (
        rows[["customer_id", "segment"]].merge(habits[["customer_id", "channel"]], on="customer_id").dropna()
    )
    counts = known.groupby(["segment", "channel"]).size().rename("n").reset_index()
    counts = counts.sort_values(["segment", "n", "channel"], ascending=[True, False, True]).drop_duplicates(
        "segment"
    )
    return dict(zip(counts.segment, counts.channel, strict=True))


def playbook_table(result: Result) -> Table:
    """What to do next: action, channel, owner and measure."""
    return Table(
        result.frames["playbook"],
        caption=_(
            "La próxima acción de cada segmento: quién la hace, por dónde y cómo se sabrá si funcionó."
        ),
        label="tbl-segments-playbook",
        columns=("segment", "customers", "play_action", "play_channel", "play_owner", "play_measure"),
    )


def promises_table(result: Result) -> Table:
    """What the company is to each segment: strategy and promise."""
    return Table(
        result.frames["playbook"],
        caption=_(
            "Qué buscamos con cada segmento y qué le prometemos: solo lo que la empresa puede cumplir siempre."
        ),
        label="tbl-segments-promises",
        columns=("segment", "play_strategy", "play_promise"),
    )


def playbook_advice(result: Result) -> str:
    """How to put the playbook to work."""
    first = [name for name in SEGMENTS if name in set(result.frames["playbook"].segment)]
    return _(
        "**Qué hacer.** Reparta los {n} segmentos entre los responsables y ponga una fecha a cada acción. Empiece por una sola, mídala un mes y "
        "decida después: muchas acciones a la vez no enseñan cuál sirvió."
    ).format(n=len(first))
