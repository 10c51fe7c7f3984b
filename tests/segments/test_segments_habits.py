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


def habits():
    with Warehouse() as warehouse:
        for statement in (LINES, TIMES, CUSTOMERS):
            warehouse.connection.execute(statement)
        warehouse.build("habits", {"as_of": dt.date(2026, 1, 31)})
        return warehouse.frame("FROM marts.habits").set_index("customer_id")


def test_the_usual_moment_channel_and_branch_count_orders_not_lines():
    ana, ben = habits().loc["ana"], habits().loc["ben"]
    assert ana[["moment", "channel", "branch"]].tolist() == ["morning", "web", "norte"]
    assert ben.moment == "evening"
    assert ben[["channel", "branch"]].isna().all()


def test_midnight_is_no_hour_where_it_is_everywhere():
    with Warehouse() as warehouse:
        for statement in (LINES, TIMES, CUSTOMERS):
            warehouse.connection.execute(statement)
        warehouse.connection.execute("UPDATE marts.lines SET hour = 0 WHERE customer_id = 'ana'")
        warehouse.build("habits", {"as_of": dt.date(2026, 1, 31)})
        moments = warehouse.frame("FROM marts.habits").set_index("customer_id").moment
    assert moments.isna()["ana"]
    assert moments["ben"] == "evening"


def test_clumpiness_by_hand():
    # Pieces of ana's 31 days: 10, 10 and 11 (to the day after the last one).
    pieces = [10 / 31, 10 / 31, 11 / 31]
    expected = 1 + sum(piece * math.log(piece) for piece in pieces) / math.log(3)
    frame = habits()
    assert math.isclose(frame.clumpiness["ana"], expected, abs_tol=1e-8)
    assert math.isnan(frame.clumpiness["ben"])
