"""What hangs on one person, with a pencil; the planted key person and the seller who left."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from clientela.company.key_people.analysis import key_people
from clientela.company.key_people.page import (
    key_people_advice,
    key_people_reading,
    key_people_table,
    left_table,
)
from clientela.company.team.analysis import team
from clientela.results import Missing, Reason, Result

AS_OF = dt.date(2026, 6, 30)


def served(sold: dict[str, list[float]]) -> pd.DataFrame:
    """What each account of each seller bought this month."""
    rows = [
        (f"{seller}-{number}", seller, pd.Timestamp("2026-06-10"), amount, amount / 2, True)
        for seller, amounts in sold.items()
        for number, amount in enumerate(amounts)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "seller_id", "day", "amount", "margin", "is_purchase"])


WINDOWS = pd.DataFrame({
    "period": ["before", "now"], "first_day": pd.to_datetime(["2024-07-01", "2025-07-01"]),
    "last_day": pd.to_datetime(["2025-06-30", "2026-06-30"]), "margin_identified": [900.0, 1000.0],
})  # fmt: skip
STAFF = pd.DataFrame({
    "person_id": ["ana", "beto", "tito"], "branch": "Centro", "role": ["asesor", "asesor", "técnico"], "training_hours": [1.0, 2.0, 3.0],
    "left_on": pd.NaT, "is_here": True,
})  # fmt: skip
SOLD = served({"ana": [600.0, 200.0], "beto": [100.0, 100.0]})


def test_accounts_margin_and_knowledge_of_each_person() -> None:
    marks = pd.DataFrame({"person_id": ["tito", "ana"], "skill": ["repair", "repair"], "mark": [5.0, 1.0]})
    known = team(STAFF, marks, 0.75)
    found = key_people(SOLD, STAFF, WINDOWS, AS_OF, known)
    assert isinstance(found, Result)
    people = found.frames["people"].set_index("seller_id")
    assert people["accounts"].to_dict() == {"ana": 2, "beto": 2, "tito": 0}
    assert people["share_margin"].to_dict() == {"ana": 0.8, "beto": 0.2, "tito": 0.0}
    assert people["skills_alone"].to_dict() == {"ana": 0, "beto": 0, "tito": 1}
    assert found.values["half_sales"].value == 1
    # Four accounts leave 500 of a margin of 1000; Ana's two, 400.
    assert found.values["ten_margin"].value == pytest.approx(0.5)
    assert found.values["key_margin"].value == pytest.approx(0.4)
    # What Beto alone does counts beside what Tito alone knows; sales hang on the two who sell.
    tasks = pd.DataFrame({"task": ["Pagar la nómina"], "alone": ["beto"], "harm": [3.0]})
    both = key_people(SOLD, STAFF, WINDOWS, AS_OF, team(STAFF, marks, 0.75, tasks=tasks))
    assert isinstance(both, Result)
    assert both.frames["people"]["skills_alone"].tolist() == [0, 1, 1]
    assert (both.values["people_alone"].value, both.values["half_sales"].n) == (2, 2)
    assert "tito" in key_people_table(found).markdown("COP")
    assert left_table(found) is None
    assert key_people_reading(found)
    assert key_people_advice(found)


def test_sales_alone_are_enough_and_a_shorter_period_is_no_whole() -> None:
    short = WINDOWS.assign(first_day=pd.to_datetime(["2025-12-01", "2026-03-16"]))
    found = key_people(SOLD, STAFF.head(0), short, AS_OF)
    assert isinstance(found, Result)
    assert "ten_margin" not in found.values
    assert "skills_alone" not in found.frames["people"]


def test_without_sellers_it_says_what_to_add() -> None:
    none = key_people(SOLD.head(0), STAFF, WINDOWS, AS_OF)
    assert isinstance(none, Missing)
    assert none.reason == Reason.NO_COLUMN


def test_who_left_with_the_heir() -> None:
    """Three sellers' accounts buy every month; in September Vic's stop, half of them for good, half go on with Hugo."""
    days = pd.date_range("2025-01-15", "2026-06-15", freq="MS") + pd.Timedelta(days=14)
    rows = []
    for seller in ("Vic", "Hugo", "Iris"):
        for number in range(12):
            for day in days:
                by = seller
                if seller == "Vic" and day > pd.Timestamp("2025-09-01"):
                    if number < 6:
                        continue
                    by = "Hugo"
                rows.append((f"{seller}-{number}", by, day, 10.0, 5.0, True))
    table = pd.DataFrame(rows, columns=["customer_id", "seller_id", "day", "amount", "margin", "is_purchase"])
    found = key_people(table, STAFF.head(0), WINDOWS, AS_OF)
    assert isinstance(found, Result)
    row = found.frames["departures"].iloc[0]
    assert (row["seller_id"], row["heir"], row["accounts"], row["accounts_lost"]) == ("Vic", "Hugo", 12, 6)
    assert "Hugo" in key_people_advice(found)
