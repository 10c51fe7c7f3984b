"""Departures: each counted once by what was said, causes that add up, absences that end or not, lists with hope in them."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loyalty_frames import START, day, every_ten_days, marts

from clientela import loyalty
from clientela.loyalty import departures
from clientela.loyalty.departures.defections import NOTICES
from clientela.present import Figure
from clientela.present.show import markdown, render
from clientela.results import Missing, Number, Reason, Result
from clientela.warehouse import Warehouse

COLUMNS = ["customer_id", "day", "notice", "reason", "competitor"]
LAST = 400


def notices(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).assign(day=lambda frame: pd.to_datetime(frame.day))


@pytest.fixture(scope="module")
def company():
    """Sixty who buy every ten days; fourteen of them stop at day 300, two came back after a hundred days."""
    purchases = every_ten_days(60, LAST)
    for number in range(14):
        purchases[f"c{number}"] = [d for d in purchases[f"c{number}"] if d <= 300]
    for number in (20, 21):
        purchases[f"c{number}"] = [d for d in purchases[f"c{number}"] if not 100 < d < 210]
    frames = marts(purchases, LAST)
    return frames, loyalty.status(frames["customers"])


def test_each_departure_counts_once_by_what_was_said(company):
    frames, status = company
    said = notices(
        ("c0", day(305), "cancellation", "precio", None), ("c1", day(305), "cancellation", None, "El Otro"),
        ("c2", day(306), "cancellation", None, None), ("c3", day(280), "complaint", "tarde", None),
        ("c3", day(310), "cancellation", None, None), ("c4", day(100), "complaint", "tarde", None),
        ("c5", day(302), "cancellation", "ya no consume", "El Otro"), ("c6", day(320), "complaint", None, None),
        # Said goodbye, and bought again: not gone.
        ("c30", day(200), "cancellation", "precio", None),
        # Said goodbye the other day and has not been back: gone, though not yet missed.
        ("c31", day(LAST), "cancellation", "precio", None),
    )  # fmt: skip
    found = departures.defections(status, frames["customers"], said, day(100), day(LAST))
    gone = found.frames["departures"].set_index("customer_id")
    assert sorted(gone.index) == sorted([*(f"c{n}" for n in range(14)), "c31"])
    assert gone.notice[["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c31"]].tolist() == [
        "said_why", "named_rival", "said_goodbye", "had_complained", "silent", "said_why", "had_complained", "said_why",
    ]  # fmt: skip
    assert gone.gone_on["c0"] == pd.Timestamp(day(305))
    # Missed on the day after the longest normal wait: ten days after the last purchase, and one.
    assert gone.gone_on["c7"] == pd.Timestamp(day(297 + 11))
    values = {name: number.value for name, number in found.values.items()}
    assert (values["departed"], found.values["departed"].n) == (15, 60)
    assert sum(values[f"departed_{notice}"] for notice in NOTICES) == 15
    assert values["named_competitor"] == 2
    assert found.frames["competitors"].values.tolist() == [
        ["El Otro", 2, pytest.approx(2 * 31 * 10 * 300 / 400, rel=0.05), 1.0]
    ]
    text = markdown(departures.road_table(found))
    assert "no depende de la empresa" in text
    assert "precio" not in text.split("otras causas")[0]  # two say so: not told apart
    assert isinstance(departures.plot_defections(found), Figure)
    assert "Llame cada semana" in departures.defections_advice(
        found, "COP"
    ) or "avisa antes" in departures.defections_advice(found, "COP")
    assert "El Otro" in markdown(departures.competitors_table(found))


def test_the_road_ends_at_zero_and_a_competitor_named_by_ten_is_a_risk(company):
    frames, status = company
    said = notices(
        *((f"c{n}", day(305), "cancellation", "precio" if n < 4 else None, "El Otro") for n in range(11))
    )
    found = departures.defections(status, frames["customers"], said, day(100), day(LAST))
    road = found.frames["causes"]
    assert road.cause.fillna("").tolist() == ["", "motive_price", ""]
    assert road.mend.tolist() == ["can_mend", "can_mend", "cause_unknown"]
    assert road.customers.tolist() == [7, 4, 3]
    assert road.leave_after.tolist() == pytest.approx([7 / 60, 3 / 60, 0.0])
    (risk,) = departures.defections_findings(found, day(LAST), "COP")
    assert (risk.kind, "11 clientes" in risk.message) == ("risk", True)
    quiet = departures.defections(
        status, frames["customers"], notices(("c50", day(3), "complaint", "tarde", None)), day(100), day(LAST)
    )
    # Without an earlier day nobody knows whether those who are silent only pause.
    assert departures.defections_findings(quiet, day(LAST), "COP") == []
    usual = {"silent_back": 0.2, "silent_back_habit": 0.9}
    known = {name: Number(share, "share", 40) for name, share in usual.items()}
    gone = replace(
        quiet, values={**quiet.values, **known, "silent_lost": Number(0.7, "share", 40, 0.5, 0.9, 0.95)}
    )
    (action,) = departures.defections_findings(gone, day(LAST), "COP")
    assert "100" in action.message
    assert "ha vuelto 20" in action.detail


def test_a_cause_counts_once_whether_said_in_a_complaint_or_on_leaving(company):
    frames, status = company
    said = notices(
        *((f"c{n}", day(305), "complaint", "tarde", None) for n in range(2)),
        *((f"c{n}", day(305), "cancellation", "entregas tarde", None) for n in range(2, 5)),
    )
    found = departures.defections(status, frames["customers"], said, day(100), day(LAST))
    road = found.frames["causes"]
    assert road[["cause", "customers"]].values.tolist()[0] == ["motive_late", 5]
    # All fourteen were active on day 100 and had come before it.
    assert found.values["departed_new"].value == 0
    assert "entregas tarde; son 5 clientes" in departures.defections_advice(found, "COP")


kinds = st.tuples(st.integers(0, 13), st.integers(250, 400), st.sampled_from(["cancellation", "complaint"]),
                  st.sampled_from(["precio", "tarde", "ya no consume", None]), st.sampled_from(["El Otro", None]))  # fmt: skip


@given(st.lists(kinds, min_size=1, max_size=25))
def test_whatever_is_said_nobody_counts_twice_and_causes_add_up(company, rows):
    frames, status = company
    said = notices(*((f"c{who}", day(when), *rest) for who, when, *rest in rows))
    found = departures.defections(status, frames["customers"], said, day(100), day(LAST))
    assert found.n == 14
    assert found.frames["notices"].customers.sum() == 14
    assert found.frames["causes"].customers.sum() == 14
    assert found.frames["causes"].leave_after.iloc[-1] == pytest.approx(0.0)


def test_absences_end_or_last(company):
    frames, status = company
    found = departures.absences(frames["interpurchase_times"], status, day(LAST)).set_index("customer_id")
    # Silent for twice ten days, but ninety at least: the fourteen of day 300, and the two who came back.
    assert sorted(found.index) == sorted([*(f"c{n}" for n in range(14)), "c20", "c21"])
    assert found.next_day[["c20", "c21"]].tolist() == [pd.Timestamp(day(210)), pd.Timestamp(day(211))]
    assert (found.began["c20"] - found.day["c20"]).days == 91


def test_comebacks_by_pencil():
    """Forty absences; ten end in a purchase fifty days after they began, and buy half of what they bought."""
    purchases = {f"c{n}": list(range(n % 10, 201, 10)) for n in range(40)}
    for n in range(10):
        last = purchases[f"c{n}"][-1]
        purchases[f"c{n}"] += [last + 141 + 20 * step for step in range(20)]
    purchases |= {f"s{n}": list(range(n % 10, 601, 10)) for n in range(30)}
    frames = marts(purchases, 600)
    status = loyalty.status(frames["customers"])
    absent = departures.absences(frames["interpurchase_times"], status, day(600))
    found = departures.comebacks(absent, status, frames["customer_days"], day(600))
    assert (found.n, found.values["came_again"].value) == (40, 10)
    assert found.values["absent_back_180"].value == pytest.approx(0.25)
    assert found.values["away_median"].value == 141
    # Eighteen purchases in the 180 days before; nine, every twenty days, since.
    assert found.frames["before_after"].purchases_mean.tolist() == [18.0, 9.0]
    assert found.values["worth_back"].value == pytest.approx(0.5)
    assert "50" in departures.comebacks_advice(found)
    assert isinstance(departures.plot_comebacks(found), Figure)
    nobody = replace(found, frames={"comebacks": found.frames["comebacks"].head(0)})
    assert departures.plot_comebacks(nobody) is None
    assert "Antes de irse" in markdown(departures.before_after_table(found))


def test_win_back_lists_those_of_whom_something_can_be_hoped():
    purchases = {f"c{n}": list(range(n % 10, 201, 10)) for n in range(60)}
    for n in range(30):
        # Absent at day 310 (since day 291 or so), back before 400.
        purchases[f"c{n}"] += [350]
    # Absent since the same number of days on the last day.
    purchases |= {f"d{n}": list(range(n % 10, 291, 10)) for n in range(5)}
    purchases |= {f"s{n}": list(range(n % 10, 401, 10)) for n in range(40)}
    frames = marts(purchases, 400)
    status = loyalty.status(frames["customers"])
    absent = departures.absences(frames["interpurchase_times"], status, day(400))
    said = notices(
        ("d1", day(300), "cancellation", "ya no consume", None),
        ("d2", day(300), "cancellation", "precio", None),
    )
    due = Result("loyalty.due", 1, {}, {"list": pd.DataFrame({"customer_id": ["d0"]})})
    found = departures.win_back(absent, frames["customers"], said, day(310), due)
    first = found.frames["bands"].iloc[0]
    assert (first.n, first.returned) == (60, 30)
    listed = found.frames["win_back"]
    # Not the one who is called already, nor the one who drinks no more coffee.
    fresh = [who for who in listed.customer_id if who.startswith("d")]
    assert sorted(fresh) == ["d2", "d3", "d4"]
    assert listed.set_index("customer_id").stake["d2"] == pytest.approx(5.0)
    assert (listed.stake.diff().dropna() <= 0).all()
    assert found.values["won_quarter"].value == pytest.approx(0.5)
    assert "por sorteo" in departures.win_back_advice(found, "COP")
    assert markdown(departures.win_back_table(found)).count("50,0") == 10


def test_nothing_to_say(company):
    frames, status = company
    none = departures.defections(status, frames["customers"], notices(), day(100), day(LAST))
    assert (none.reason, none.add) == (Reason.NO_TABLE, ("interactions.kind", "interactions.reason"))
    assert departures.defections_findings(none, day(LAST), "COP") == []
    few = departures.defections(
        status, frames["customers"], notices(("c0", day(1), "complaint", None, None)), day(399), day(LAST)
    )
    assert few.reason == Reason.TOO_FEW_CUSTOMERS
    missing = loyalty.status(marts({"ana": [0]}, 0)["customers"])
    assert departures.absences(frames["interpurchase_times"], missing, START) is None
    gap = departures.comebacks(None, missing, frames["customer_days"], START)
    assert (gap.key, gap.reason) == ("loyalty.comebacks", missing.reason)
    assert isinstance(departures.win_back(None, frames["customers"], notices(), START), Missing)
    short = departures.absences(frames["interpurchase_times"], status, day(LAST))
    assert isinstance(departures.win_back(short, frames["customers"], notices(), day(50)), Missing)
    assert render(
        departures.before_after_table(
            departures.comebacks(pd.concat([short] * 3), status, frames["customer_days"], day(LAST))
        )
    ) == ({}, {})


def test_the_mart_of_notices_follows_who_is_who():
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE main.identity AS FROM (VALUES ('pqrs', 'a2', 'A')) AS t(source, source_id, customer_id)"
        )
        warehouse.connection.execute(
            "CREATE TABLE main.interactions AS FROM (VALUES "
            "('pqrs', 'a2', 'claim', TIMESTAMP '2024-03-01', ' Precio ', NULL), "
            "('pqrs', 'b', 'cancellation', TIMESTAMP '2024-04-01', '', 'El Otro'), "
            "('pqrs', 'b', 'praise', TIMESTAMP '2024-04-02', NULL, NULL), ('pqrs', NULL, 'complaint', TIMESTAMP '2024-04-02', NULL, NULL), "
            "('pqrs', 'b', 'complaint', TIMESTAMP '2025-04-02', NULL, NULL)) AS t(source, customer_id, kind, opened_at, reason, competitor)"
        )
        warehouse.build("notices", {"as_of": dt.date(2024, 6, 30)})
        found = warehouse.frame("FROM notices").astype(object)
    assert found.where(found.notna(), None).drop(columns="day").values.tolist() == [
        ["A", "complaint", "precio", None], ["b", "cancellation", None, "El Otro"],
    ]  # fmt: skip
