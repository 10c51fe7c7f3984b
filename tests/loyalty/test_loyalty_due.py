"""Who should be back by now: chances learned from the past, money at stake, no more calls than asked."""

import datetime as dt

import pandas as pd
import pytest
from loyalty_frames import day, every_ten_days, marts

from clientela import loyalty
from clientela.loyalty.overdue.analysis import EDGES, chances, late
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.results import NO_CURRENCY, Evidence, Missing, Reason


@pytest.fixture(scope="module")
def company():
    """Two hundred who buy every tenth day. Forty stop on day 82 and half of those come back on day 130; ten stop on day 180."""
    purchases = every_ten_days(200, 200)
    for number in range(40):
        purchases[f"c{number}"] = [*range(2, 83, 10), *([130] if number < 20 else [])]
    for number in range(40, 50):
        purchases[f"c{number}"] = list(range(0, 181, 10))
    return purchases


@pytest.fixture(scope="module")
def found(company):
    return loyalty.due(marts(company, 200)["customers"], marts(company, 100)["customers"], 5)


def test_the_chance_is_what_became_of_those_who_were_as_late(company, found):
    # On day 100 the forty had waited 18 days, 1.8 of their gaps; twenty of them bought since.
    band = found.frames["bands"].iloc[0]
    assert (band.late_from, band.n, band.returned, band.chance) == (1.5, 40, 20, 0.5)
    assert found.values["came_back"].value == 0.5
    assert found.values["horizon_days"].value == 100
    # Everybody late today stands in a band, those beyond hope too.
    late_today = late(marts(company, 200)["customers"])
    assert (
        found.frames["bands"].customers.sum()
        == len(late_today)
        == found.values["due"].value + found.values["given_up"].value
    )


def test_the_late_of_today_are_listed_with_their_stake(found):
    listed = found.frames["list"]
    # Ten stopped twenty days ago, two gaps: the one band learned from the past holds for all.
    assert set(listed.customer_id) >= {f"c{number}" for number in range(40, 50)}
    row = listed.set_index("customer_id").loc["c45"]
    assert (row.typical_gap, row.days_late, row.repeat_mean, row.chance, row.stake) == (10, 10, 10, 0.5, 5)
    stake = found.values["stake"]
    assert (found.values["calls"].value, stake.value) == (5, 25)
    assert stake.low < stake.value < stake.high
    assert found.evidence is Evidence.ASSOCIATED
    assert list(listed.stake) == sorted(listed.stake, reverse=True)


def test_nobody_is_called_who_is_beyond_hope():
    before = pd.DataFrame(
        {
            "customer_id": [f"c{n}" for n in range(60)],
            "purchase_days": 3,
            "lateness": [1.6] * 20 + [2.5] * 20 + [3.5] * 20,
        }
    )
    came = [4] * 10 + [3] * 30 + [4] * 20
    bands = chances(before, before[["customer_id"]].assign(purchase_days=came))
    assert bands.chance.tolist() == [0.5, 0.0, 1.0]
    # Once hope is lost it does not return, whatever a later band says.
    assert bands.hopeful.tolist() == [True, False, False]


def test_thin_bands_join_their_neighbour():
    before = pd.DataFrame(
        {"customer_id": list("abcdefghijklmnopqrst"), "purchase_days": 3, "lateness": [1.6] * 16 + [2.5] * 4}
    )
    bands = chances(before, before[["customer_id"]].assign(purchase_days=4))
    assert bands[["late_from", "n"]].values.tolist() == [[1.5, 20]]
    assert bands.late_to.iloc[0] == EDGES[-1]


def test_only_those_with_a_rhythm_can_be_late():
    customers = marts({"una": [0], "dos": [0, 10], "tres": [0, 10, 20]}, 100)["customers"]
    assert late(customers).customer_id.tolist() == ["tres"]


def test_the_page_names_them_and_their_sellers(company):
    people = pd.DataFrame({"customer_id": ["c45"], "seller_id": ["v1"]})
    found = loyalty.due(marts(company, 200)["customers"], marts(company, 100)["customers"], 5, people)
    assert found.frames["list"].set_index("customer_id").seller_id["c45"] == "v1"
    assert found.frames["list"].customer_id[0] in markdown(loyalty.due_table(found))
    assert isinstance(loyalty.plot_due(found), Figure)
    finding = loyalty.due_findings(found, day(200), "COP")[0]
    # Five calls to customers who usually spend ten each.
    assert (finding.kind, finding.amount, finding.due) == ("action", 50, day(210))
    assert "$50" in finding.detail
    assert finding.stake
    assert "Llame primero" in loyalty.due_advice(found, "COP")
    assert "$50" in loyalty.due_advice(found, "COP")
    assert not {"$", "compras"} & set(loyalty.due_advice(found, NO_CURRENCY).split())


def test_only_those_who_may_be_phoned_are_called(company):
    people = pd.DataFrame({"customer_id": [f"c{n}" for n in range(60)]})
    said = pd.DataFrame(
        {
            "customer_id": ["c45", "c46", "c47"], "may_phone": [True, True, False], "may_email": True, "may_post": False,
            "unsubscribed": [False, True, False],
        }
    )  # fmt: skip
    now, earlier = marts(company, 200)["customers"], marts(company, 100)["customers"]
    found = loyalty.due(now, earlier, 5, loyalty.phones(people, said))
    listed = found.frames["list"].set_index("customer_id")
    assert listed.index[listed.may_phone].tolist() == ["c45"]
    assert (found.values["calls"].value, found.values["may_call"].value) == (1, 1)
    assert found.values["called_purchases"].value == 10
    assert "dieron permiso" in loyalty.due_advice(found, "COP")
    # Nobody said yes: the list stays, and says what to ask for first.
    nobody = loyalty.due(now, earlier, 5, loyalty.phones(people, said.assign(may_phone=False)))
    assert nobody.values["calls"].value == 5
    assert "pídalo" in loyalty.due_advice(nobody, "COP")
    # Where no permission of any kind was written down, nothing is claimed.
    assert loyalty.phones(people, said.assign(may_phone=False, may_email=False)) is people
    assert loyalty.phones(people, said.head(0)) is people


def test_no_more_are_called_than_can_be_attended(company):
    """Next week the line has room for three calls: three are first, the others wait, and the page says because of whom."""
    frames = marts(company, 200)["customers"], marts(company, 100)["customers"], 5
    rooms = pd.DataFrame({"unit": ["Línea", "Taller"], "channel": ["phone", "mantenimiento"], "room": [3, 0]})
    rooms = rooms.assign(week_start="2026-06-29", by_contact=[True, False])
    limits = loyalty.Limits(dt.date(2026, 6, 28), rooms=rooms)
    found = loyalty.due(*frames, limits=limits)
    assert (found.values["calls"].value, found.values["calls_room"].value) == (3, 3)
    assert found.values["calls_left"].value == len(found.frames["list"]) - 3
    assert "Caben 3 llamadas en la semana, que es lo que Línea puede atender" in loyalty.due_advice(
        found, "COP"
    )
    wide = loyalty.due(*frames, limits=loyalty.Limits(dt.date(2026, 6, 28), rooms=rooms.assign(room=500)))
    assert "Todas caben: Línea puede atender lo que traigan 500 llamadas" in loyalty.due_advice(wide, "COP")
    shut = loyalty.due(*frames, limits=loyalty.Limits(dt.date(2026, 6, 28), rooms=rooms.assign(room=0)))
    assert shut.values["calls"].value == 0
    assert loyalty.due_findings(shut, dt.date(2026, 6, 28), "COP") == []
    assert "Esta semana no llame a nadie: Línea no alcanza" in loyalty.due_advice(shut, "COP")


def test_when_all_come_anyway_the_page_says_so(company):
    coming = {
        name: [*days, 131] if name in {f"c{n}" for n in range(40)} else days for name, days in company.items()
    }
    coming = {name: sorted(set(days)) for name, days in coming.items()}
    found = loyalty.due(marts(coming, 200)["customers"], marts(coming, 100)["customers"], 5)
    assert found.values["came_back"].value == 1.0
    assert "No dé a nadie por perdido" in loyalty.due_advice(found, "COP")
    assert loyalty.due_findings(found, day(200), "COP") == []


def test_too_little_to_say():
    customers = marts({"ana": [0]}, 0)["customers"]
    for few in (customers, customers.head(0)):
        found = loyalty.due(few, few)
        assert isinstance(found, Missing)
        assert found.reason is Reason.TOO_SHORT_HISTORY
    assert loyalty.due_findings(found, day(0), "COP") == []
