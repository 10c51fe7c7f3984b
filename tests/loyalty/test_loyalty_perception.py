"""What each rung thinks: by pencil, by the rung of before, silent on a handful, and silent where no rung thinks otherwise."""

import datetime as dt

import numpy as np
import pandas as pd

from clientela.loyalty import transitions
from clientela.loyalty.transitions.history import CONSUMER, CUSTOMER, GONE, SUPPORTER, History
from clientela.results import Missing, Reason

AS_OF = dt.date(2025, 12, 31)
ENDS = pd.DatetimeIndex(["2025-06-30", "2025-07-31"])
ANSWERS = pd.DataFrame(columns=["battery", "item", "side", "rater", "respondent_id", "day", "score"])


def asked(states, marks, outcome="satisfied", day="2025-07-15"):
    """The analysis on one mark a customer, each where `states` (before and after the answer) put it."""
    names = np.array([f"c{n}" for n in range(len(states))])
    history = History(names, np.full(len(names), None), ENDS, np.array(states, dtype=np.int8), months=12)
    outcomes = pd.DataFrame({"respondent_id": [f"r{n}" for n in range(len(marks))], "day": pd.Timestamp(day), "outcome": outcome, "score": marks,
                             "scale_min": np.nan, "scale_max": np.nan, "asked_in": "PULSO", "branch": None})  # fmt: skip
    who = pd.DataFrame({"respondent_id": outcomes.respondent_id, "customer_id": names})
    return transitions.perception(history, outcomes, ANSWERS, who, AS_OF)


def test_by_pencil_and_by_the_rung_of_before():
    """Thirty consumers give 4 and 5, thirty customers 2 and 3; everybody is a supporter afterwards, because of this very mark."""
    states = [(CONSUMER, SUPPORTER)] * 30 + [(CUSTOMER, SUPPORTER)] * 30
    found = asked(states, [4.0, 5.0] * 15 + [2.0, 3.0] * 15)
    table = found.frames["perception"].set_index("rung")
    assert table.rung_content.to_dict() == {"consumer": 4.5, "customer": 2.5}
    assert table.rung_content_verdict.to_dict() == {"consumer": "rung_higher", "customer": "rung_lower"}
    assert found.values["rungs_lower"].value == 1
    assert transitions.perception_table(found).frame.rung_content_said.tolist() == [
        "4,5 (30) ▲",
        "2,5 (30) ▼",
    ]
    assert "La ven peor: cliente (Satisfacción)" in transitions.perception_advice(found)


def test_promoters_less_detractors():
    found = asked(
        [(CONSUMER, CONSUMER)] * 20 + [(GONE, GONE)] * 20, [10.0] * 15 + [3.0] * 5 + [8.0] * 20, "recommend"
    )
    table = found.frames["perception"].set_index("rung")
    assert table.rung_recommend.to_dict() == {"consumer": 0.5, "rung_off": 0.0}


def test_no_rung_of_four_is_told_of_and_none_of_nineteen_judged():
    states = [(CONSUMER, CONSUMER)] * 40 + [(CUSTOMER, CUSTOMER)] * 19 + [(SUPPORTER, SUPPORTER)] * 4
    found = asked(states, [4.0, 5.0] * 20 + [1.0] * 19 + [5.0] * 4)
    table = found.frames["perception"].set_index("rung")
    assert list(table.index) == ["consumer", "customer"]
    assert np.isnan(table.rung_content_low["customer"])
    assert table.rung_content_verdict["customer"] == "rung_alike"


def test_who_answered_before_the_first_month_stood_nowhere():
    found = asked([(CONSUMER, CONSUMER)] * 40, [5.0] * 40, day="2025-05-01")
    assert isinstance(found, Missing)
    assert found.reason is Reason.NO_COLUMN


def test_where_no_rung_thinks_otherwise_hardly_ever_is_one_told():
    states = [(CONSUMER, CONSUMER)] * 60 + [(CUSTOMER, CUSTOMER)] * 30 + [(SUPPORTER, SUPPORTER)] * 30
    told = 0
    for seed in range(25):
        chance = np.random.default_rng(seed)
        found = asked(states, chance.integers(1, 6, 120).astype(float))
        told += (found.frames["perception"].rung_content_verdict != "rung_alike").any()
    assert told <= 3
