"""The habits mart: where, when and how evenly each customer buys."""

import datetime as dt
import math

from clientela.warehouse import Warehouse

LINES = """CREATE TABLE marts.lines AS SELECT * FROM (VALUES
    ('ana', 'o1', 9, 'web', 'norte', true, 'used'), ('ana', 'o1', 9, 'web', 'norte', true, 'used'),
    ('ana', 'o2', 14, 'web', 'sur', true, 'used'), ('ana', 'o3', 8, 'tienda', 'norte', true, 'used'),
    ('ben', 'o4', 19, NULL, NULL, true, 'used'), ('ben', 'o5', 3, 'web', NULL, false, 'used'),
    (NULL, 'o6', 3, 'web', NULL, true, 'totals')
) AS t (customer_id, order_id, hour, channel, branch, is_purchase, fate)"""
TIMES = """CREATE TABLE marts.interpurchase_times AS SELECT * FROM (VALUES
    ('ana', DATE '2026-01-01', DATE '2026-01-11'), ('ana', DATE '2026-01-11', DATE '2026-01-21'), ('ana', DATE '2026-01-21', NULL),
    ('ben', DATE '2026-01-30', NULL)
) AS t (customer_id, day, next_day)"""
CUSTOMERS = """CREATE TABLE marts.customers AS SELECT * FROM (VALUES ('ana', 10, 30), ('ben', 1, 1))
    AS t (customer_id, days_since_last, T_days)"""


def habits(share=0.25):
    with Warehouse() as warehouse:
        for statement in (LINES, TIMES, CUSTOMERS):
            warehouse.connection.execute(statement)
        warehouse.build("habits", {"as_of": dt.date(2026, 1, 31), "midnight_share": share})
        return warehouse.frame("FROM marts.habits").set_index("customer_id")


def test_the_usual_moment_channel_and_branch_count_orders_not_lines():
    ana, ben = habits().loc["ana"], habits().loc["ben"]
    assert ana[["moment", "channel", "branch"]].tolist() == ["morning", "web", "norte"]
    assert ben.moment == "evening"
    assert ben[["channel", "branch"]].isna().all()


def of_midnight(orders: int, share: float):
    """Who bought when, where so many of four orders have the first hour of the day."""
    with Warehouse() as warehouse:
        for statement in (LINES, TIMES, CUSTOMERS):
            warehouse.connection.execute(statement)
        midnight = ("o1", "o2", "o3")[:orders]
        warehouse.connection.execute(
            "UPDATE marts.lines SET hour = 0 WHERE list_contains(?, order_id)", [[*midnight]]
        )
        warehouse.build("habits", {"as_of": dt.date(2026, 1, 31), "midnight_share": share})
        return warehouse.frame("FROM marts.habits").set_index("customer_id").moment


def test_midnight_is_no_hour_where_it_is_everywhere():
    moments = of_midnight(3, 0.25)
    assert moments.isna()["ana"]
    assert moments["ben"] == "evening"


def test_from_which_share_on_midnight_is_no_hour_is_the_company_s_to_say():
    # One of four orders: at a quarter exactly midnight is what files without hours say; two of ana's others are in the morning and after noon.
    assert of_midnight(1, 0.25)["ana"] == "afternoon"
    assert of_midnight(3, 0.75).isna()["ana"]
    assert of_midnight(3, 0.76)["ana"] == "night"


def test_clumpiness_by_hand():
    # Pieces of ana's 31 days: 10, 10 and 11 (to the day after the last one).
    pieces = [10 / 31, 10 / 31, 11 / 31]
    expected = 1 + sum(piece * math.log(piece) for piece in pieces) / math.log(3)
    frame = habits()
    assert math.isclose(frame.clumpiness["ana"], expected, abs_tol=1e-8)
    assert math.isnan(frame.clumpiness["ben"])
