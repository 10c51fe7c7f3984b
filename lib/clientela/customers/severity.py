"""How grave each message is: points that anybody can add up by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.words.messages import stem

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from clientela.calendar.answer_clock import Clock

# What is said against the company, and all that asks for an answer: praise and goodbyes do not.
GRUMBLES = ("complaint", "claim")
ASKS = (*GRUMBLES, "question", "suggestion")
# With them those of who wants to go.
COMPLAINTS = (*GRUMBLES, "cancellation")
# The points, a hundred at most. They are a convention, open to discussion: the table of them is part of the result.
KIND = {
    "claim": 30,
    "cancellation": 30,
    "complaint": 25,
    "question": 10,
    "suggestion": 5,
    "praise": 0,
}
STRONG_WORDS = 15
EARLIER, EARLIER_MOST = 5, 15
LARGE, MIDDLING = 20, 10
OVERDUE, OPEN, UNRESOLVED = 20, 10, 10
EARLIER_DAYS = 180
STRONG = (
    "abogado abusivo accidente amenaza asco asqueroso demanda denuncia denunciar descaro engañar engaño enfermar estafa fraude grosero grosería "
    "humillación inaceptable incumplir incumplimiento indignado indignante intoxicación irrespeto juzgado ladrones maltrato mentira negligencia "
    "peligro peligroso perjuicio pésimo robar robo superintendencia tutela vergüenza lawyer lawsuit fraud scam rude unacceptable"
)


def score(voices: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """The points of every message, by what they are for: kind, words, repetition, money, age; and their sum, severity (0 to 100).

    `voices` is the mart. Strong words: any of `STRONG`, by stem. Repetition: five for each complaint of the same customer in the
    180 days before, up to fifteen. Money: what the customer bought in the year before, in the highest tenth of those who wrote twenty,
    in the upper half ten. Age: open beyond the deadline twenty, open or closed without a solution ten.
    """
    import pandas as pd

    wait = clock.waited(voices.day)
    is_open = is_waiting(voices)
    late = is_open & (wait > clock.answer_days)
    unsolved = voices.resolved.eq(False).fillna(False).to_numpy(dtype=bool)
    spent = voices.amount_before.to_numpy(dtype=float)
    middle, top = np.quantile(spent[spent > 0], (0.5, 0.9)) if (spent > 0).any() else (np.inf, np.inf)
    grumbles = voices.kind.isin(COMPLAINTS).to_numpy()
    points = pd.DataFrame(
        {
            "kind": voices.kind.map(KIND).fillna(0).astype(int).to_numpy(),
            "words": np.where(_strong(voices), STRONG_WORDS, 0),
            "repetition": np.minimum(EARLIER * _earlier(voices), EARLIER_MOST),
            "money": np.select([spent >= top, spent >= middle], [LARGE, MIDDLING], 0),
            "age": np.select([late, is_open | unsolved], [OVERDUE, OPEN], 0) * grumbles,
        },
        index=voices.index,
    )
    praise = (voices.kind == "praise").to_numpy()
    points.loc[praise] = 0
    return points.assign(severity=points.sum(axis=1))


def is_waiting(voices: pd.DataFrame) -> NDArray[np.bool_]:
    """Is the case still open? Not closed; where nobody writes down when cases close, not answered."""
    closed = voices.closed_on if voices.closed_on.notna().any() else voices.attended_on
    return closed.isna().to_numpy()


def _strong(voices: pd.DataFrame) -> NDArray[np.bool_]:
    """Does the message hold a strong word?"""
    alarm = set(stem(STRONG.split()))
    parts = voices.words.reset_index(drop=True).dropna().str.split().explode().dropna()
    distinct = parts.unique()
    strong = {word for word, root in zip(distinct, stem(list(distinct)), strict=True) if root in alarm}
    found = np.zeros(len(voices), dtype=bool)
    found[parts.index[parts.isin(strong)].unique()] = True
    return found


def _earlier(voices: pd.DataFrame) -> NDArray[np.int64]:
    """How many complaints of the same customer there were in the 180 days before each message."""
    frame = voices.reset_index(drop=True)
    grumble = frame.kind.isin(GRUMBLES) & frame.customer_id.notna()
    day = frame.day.to_numpy(dtype="datetime64[D]").astype("int64")
    author = frame.customer_id.astype("category").cat.codes.to_numpy().astype("int64")
    # One number for customer and day, so that one sorted search counts them all.
    span = int(day.max() - day.min()) + 2 * EARLIER_DAYS + 2 if len(day) else 1
    moment = (author + 1) * span + (day - (day.min() if len(day) else 0)) + EARLIER_DAYS
    known = np.sort(moment[grumble.to_numpy()])
    before = np.searchsorted(known, moment, side="left") - np.searchsorted(
        known, moment - EARLIER_DAYS, side="left"
    )
    return np.where(author >= 0, before, 0)


def rules() -> pd.DataFrame:
    """What gives points, and how many."""
    import pandas as pd

    rows = [(f"points_{kind}", points) for kind, points in KIND.items() if points]
    rows += [("points_words", STRONG_WORDS), ("points_earlier", EARLIER), ("points_large", LARGE)]
    rows += [
        ("points_middling", MIDDLING),
        ("points_overdue", OVERDUE),
        ("points_open", OPEN),
        ("points_unresolved", UNRESOLVED),
    ]
    return pd.DataFrame(rows, columns=["points_for", "points"])
