"""The same query in Spark's words: what differs in silence between the dialects."""

import pytest

pytest.importorskip("sqlglot", reason="pip install 'clientela[connect]'")

from clientela.remote.dialect import spark

DAYS = {
    "marts_days": {"day": "DATE", "week": "DATE", "amount": "DOUBLE"},
    "main_customers": {"customer_id": "VARCHAR"},
}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT date_diff('day', day, week) AS x FROM days", "DATEDIFF(days.week, days.day)"),
        ("SELECT quantile_cont(amount, 0.9) AS x FROM days", "PERCENTILE(days.amount, 0.9)"),
        (
            "SELECT words[place] AS x FROM (SELECT 1 AS place, [7] AS words) AS t",
            "ELEMENT_AT(t.words, t.place)",
        ),
        ("SELECT amount // 2 AS x FROM days", "CAST(days.amount DIV 2 AS INT)"),
        ("SELECT day AS x FROM days WHERE day > $as_of", ":as_of"),
        ("SELECT customer_id AS x FROM main.customers", "FROM main_customers AS customers"),
        ("WITH days AS (SELECT 1 AS x) SELECT x FROM days", "FROM days AS days"),
    ],
)
def test_a_word_becomes_that_of_spark(sql: str, said: str) -> None:
    assert said in spark(sql, DAYS, ("x",)).sql


@pytest.mark.parametrize(
    ("sql", "shown", "order"),
    [
        ("SELECT day FROM days ORDER BY day DESC", ("day",), ('"day" DESC',)),
        ("SELECT day FROM days ORDER BY week", ("day",), ('"order_0"',)),
        (
            "SELECT d.day, e.day AS other FROM days AS d, days AS e ORDER BY d.day, e.day",
            ("day", "other"),
            ('"day"', '"other"'),
        ),
        ("SELECT d.* FROM days AS d ORDER BY d.week", ("day", "week", "amount"), ('"week"',)),
        ("SELECT day, week FROM days ORDER BY ALL", ("day", "week"), ('"day"', '"week"')),
    ],
)
def test_the_order_is_kept_for_when_the_rows_are_back(
    sql: str, shown: tuple[str, ...], order: tuple[str, ...]
) -> None:
    found = spark(sql, DAYS, shown)
    assert found.order == order
    assert "ORDER BY" not in found.sql
