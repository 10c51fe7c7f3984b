"""Groups by taste: found where tastes last, refused where people merely buy little, by pencil where one can."""

import datetime as dt

import numpy as np
import pandas as pd

from clientela import segments
from clientela.present.show import markdown
from clientela.results import Missing, Reason
from clientela.warehouse import Warehouse

THINGS = ("tea", "cake", "mate")


def company(rng, lasting: float, n: int = 300, days: int = 4):
    """Each customer has a thing of its own, bought on so many of its days in both periods; the others by lot. Tea drinkers order by the web."""
    own = np.arange(n) % 3
    rows, through = [], []
    for who in range(n):
        for when in ("days_before", "days_now"):
            mine = rng.random(days) < lasting
            things = np.where(mine, own[who], rng.integers(0, 3, days))
            rows += [(f"c{who:03d}", THINGS[thing], when) for thing in things]
        through.append((f"c{who:03d}", "web" if own[who] == 0 and lasting else "shop"))
    told = pd.DataFrame(rows, columns=["customer_id", "thing", "when"])
    wide = told.pivot_table(
        index=["customer_id", "thing"], columns="when", aggfunc="size", fill_value=0
    ).reset_index()
    customers = pd.DataFrame(
        {"customer_id": [one for one, _channel in through], "amount": 10.0, "kind": "person"}
    )
    channels = pd.DataFrame(through, columns=["customer_id", "channel"]).assign(orders_now=2)
    return segments.taste_groups(wide, customers, channels)


def test_tastes_that_last_are_found_with_the_tool_that_serves_them():
    found = company(np.random.default_rng(1), 0.9)
    groups = found.frames["groups"]
    assert sorted(name for names in groups.taste for name in names) == sorted(THINGS)
    assert groups.customers.between(90, 110).all()
    tea = groups[groups.taste.map(lambda names: names == ["tea"])].iloc[0]
    assert (tea.served_by, round(tea.served_share)) == ("web", 1)
    assert set(groups.served_by[groups.cluster != tea.cluster]) <= {"shop"}
    assert found.values["taste_lasts"].low > 0.7
    assert "tea, web" in segments.tastes_advice(found)
    assert "nan" not in markdown(segments.tastes_table(found))


def test_seven_tastes_are_found_and_none_is_a_rest_of_others():
    """One in two wants tea and the others one of six things each: a start by lot is caught between two of them."""
    rng = np.random.default_rng(202)
    things = [f"thing {number}" for number in range(7)]
    own = np.where(np.arange(700) % 2, 0, 1 + np.arange(700) // 2 % 6)
    rows = [
        (f"c{who:03d}", things[own[who] if rng.random() < 0.85 else rng.integers(7)], when)
        for who in range(700) for when in ("days_before", "days_now") for _day in range(6)
    ]  # fmt: skip
    told = pd.DataFrame(rows, columns=["customer_id", "thing", "when"])
    wide = told.pivot_table(index=["customer_id", "thing"], columns="when", aggfunc="size", fill_value=0)
    customers = pd.DataFrame({"customer_id": told.customer_id.unique(), "amount": 1.0, "kind": "person"})
    nowhere = pd.DataFrame({"customer_id": [], "channel": [], "orders_now": []})
    found = segments.taste_groups(wide.reset_index(), customers, nowhere).frames["groups"]
    assert sorted(found.taste.tolist()) == [[thing] for thing in things]
    assert found.set_index(found.taste.str[0]).customers["thing 0"] == 350
    # Thirty tastes are more than groups can be told: none is named for what is left of the others.
    wide = wide.reset_index()
    wide = wide.assign(thing=wide.thing + " " + wide.customer_id.str[-1])
    assert isinstance(segments.taste_groups(wide, customers, nowhere), Missing)


def test_whoever_buys_by_lot_has_no_taste():
    """Few purchases lie at the corners, where samples find the same groups again and again: what refuses them is that they do not last."""
    for seed in range(10):
        found = company(np.random.default_rng(seed), 0.0, days=2)
        assert isinstance(found, Missing)
        assert found.reason is Reason.NO_FIT


def test_of_too_few_nobody_knows_whether_a_taste_lasts():
    found = company(np.random.default_rng(1), 0.9, n=150)
    assert (found.reason, found.have, found.need) == (Reason.TOO_FEW_CUSTOMERS, 150, 200)


def test_a_taste_keeps_its_name_in_another_size():
    """A pound and half a pound of the same coffee are one thing where a category is most of what is bought; tea stays a category."""
    lines = pd.DataFrame({
        "customer_id": "ana", "product_id": ["a", "b", "c", "d"], "fate": "used", "is_purchase": True, "is_product": True,
        "day": pd.to_datetime(["2025-03-01", "2024-03-01", "2025-04-01", "2025-05-01"]).date,
    })  # fmt: skip
    catalogue = pd.DataFrame({"product_id": ["a", "b", "c", "d"], "category": ["coffee"] * 3 + ["tea"],
                              "known_as": ["Huila 250 g", "Huila 1 kg", "Nariño x 500 g", "Mint"]})  # fmt: skip
    with Warehouse() as warehouse:
        for name, frame in (("lines", lines), ("catalogue", catalogue)):
            warehouse.connection.register(name, frame)
        warehouse.build("preferences", {"as_of": dt.date(2025, 12, 31), "window_days": 365})
        found = warehouse.connection.execute(
            "SELECT thing, days_now, days_before FROM preferences"
        ).fetchall()
    assert found == [("Huila", 1, 1), ("Nariño", 1, 0), ("tea", 1, 0)]
