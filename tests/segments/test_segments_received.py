"""What each group received: by pencil, worse and better beyond chance alone, and the words that follow."""

import datetime as dt

import pandas as pd

from clientela.customers.rfm import SEGMENTS
from clientela.results import Result
from clientela.segments import received
from clientela.segments.received.page import received_advice, received_findings, received_table

AS_OF = dt.date(2026, 6, 30)


def company(late: dict[str, int], days: int = 400) -> Result:
    """Forty regulars, forty dormant and thirty newcomers of a month, each with ten parcels of which so many, or one more, come late."""
    groups = {"regulars": (40, days), "dormant": (40, days), "newcomers": (30, 30)}
    people = pd.DataFrame(
        [(f"{name}{i}", name, age) for name, (n, age) in groups.items() for i in range(n)],
        columns=["customer_id", "segment", "T_days"],
    )
    segmented = Result("segments.rfm", len(people), {}, {"customers": people})
    parcels = pd.DataFrame(
        [
            (row.customer_id, i < late[row.segment] + row.Index % 2)
            for row in people.itertuples()
            for i in range(10)
        ],
        columns=["customer_id", "is_late"],
    )
    promised = pd.Timestamp(2026, 5, 1)
    parcels = parcels.assign(
        promised_on=promised, delivered_on=promised + pd.to_timedelta(parcels.is_late.astype(int), unit="D")
    )
    nothing = pd.DataFrame()
    return received(segmented, parcels, nothing, nothing, nothing, AS_OF, nothing)


def test_by_pencil_each_group_beside_all_others():
    found = company({"regulars": 1, "dormant": 5, "newcomers": 1})
    rows = found.frames["received"].set_index("micro_group")
    assert rows.late_share["regulars"] == 0.15
    assert rows.late_share["dormant"] == 0.55
    assert found.values["late_share_all"].value == (40 * 1.5 + 40 * 5.5 + 30 * 1.5) / 1100
    assert rows.late_share_verdict["dormant"] == "received_worse"
    # The dormant, and all who came long ago with them.
    worse = (found.frames["received"].late_share_verdict == "received_worse").sum()
    assert found.values["groups_worse"].value == worse >= 1
    assert list(rows.index[:3]) == [name for name in SEGMENTS if name in {"regulars", "dormant", "newcomers"}]
    assert "«Dormidos»" in received_advice(found)
    assert "Dormidos" in received_findings(found, AS_OF)[0].message
    assert "▼" in received_table(found).markdown()


def test_who_came_lately_and_waits_is_named_although_no_segment_of_old_ones_is_worse():
    # The mark in the table and the sentence below it may not contradict each other.
    found = company({"regulars": 1, "dormant": 1, "newcomers": 6})
    worse = found.frames["received"].query("late_share_verdict == 'received_worse'")
    assert set(worse.criterion) == {"segment", "tenure"}
    assert "«Menos de tres meses»" in received_advice(found)


def test_nothing_is_said_where_all_are_alike():
    found = company({"regulars": 2, "dormant": 2, "newcomers": 2})
    assert "De ningún grupo se ve que reciba peor trato" in received_advice(found)
    assert received_findings(found, AS_OF) == []
