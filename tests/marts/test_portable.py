"""The marts' queries keep to what a second engine reads the same way; those that cannot are made on this machine, each with its reason."""

import re

import pytest

from clientela.marts import HERE, ORDER
from clientela.marts.lineage import before
from clientela.warehouse import queries

DATE = (
    r"(?:\w+\.)?(?:day|day_0|\"end\"|paid_on|joined_on|"
    r"first_purchase|last_purchase|since|promised_on|delivered_on|entered_on|bought_on|closed_on|CAST\([\w.$]+ AS DATE\))"
)
# What it is, why it is refused, and how it is written instead.
REFUSED = {
    "group by all": (r"\bGROUP BY ALL\b", "Spark over Connect refuses it: name the columns"),
    "isodow": (r"\bisodow\(", "translated two days off: days since date_trunc('week') + 1"),
    "date - date": (
        rf"{DATE}\)? - (?:(?:min|max|lag|lead|any_value|least|greatest|coalesce)\(|{DATE}\b(?! - ))(?!.*window_days)",
        "an interval on Spark, microseconds from Parquet: date_diff('day', earlier, later)",
    ),
    "quantile_disc": (
        r"\b(?:quantile_disc|percentile_disc)\(",
        "Sail's lies between two: row_number and count",
    ),
    "recursive": (r"\bRECURSIVE\b", "not on Sail"),
    "strip_accents": (r"\bstrip_accents\(", "translate of the letters that there are"),
    "subscripts": (r"\bgenerate_subscripts\(", "unnest of a range, then list[place]"),
    "years between": (r"date_diff\('year'", "whole years elsewhere: year(later) - year(earlier)"),
    "in a subquery, counted": (
        r"\b(?:bool_or|bool_and|count|FILTER) ?\([^()\n]*\bIN \(SELECT\b|FILTER \(WHERE \w+ IN \(SELECT",
        "not on Sail: LEFT JOIN, and count what it found",
    ),
    "order by an aggregate": (
        r"ORDER BY (?:sum|count)\([^()\n]*\)(?: DESC)?, \w+\s+LIMIT",
        "not on Sail: as a column, by its name",
    ),
    "minus a decimal": (
        r"(?:ELSE|THEN|\() ?-(?:\w+\.)?amount\b(?! AS DOUBLE)",
        "of two widths on Sail: times -1, or of a DOUBLE",
    ),
    "mode": (r"\bmode\([^)]*ORDER BY", "mode() WITHIN GROUP elsewhere"),
    "posix class": (r"\[\[:\w+:\]", "means something else in Java: [^@\\s]"),
    "hexadecimal text": (r"'0x'", "casts of it fail: strpos in a list of digits"),
    "unpivot": (r"\bUNPIVOT\b|\bCOLUMNS\(", "columns by a pattern are DuckDB's own"),
    "a column twice": (
        r"(?<![\w.(])(?!NULL\b)([a-z_]\w*(?:\.\w+)?), \1(?![\w.(])",
        "Spark's optimizer breaks the plan of a union: a name of its own for each",
    ),
    "full join using": (
        r"\bFULL (?:OUTER )?JOIN\b[^\n]*\bUSING\b",
        "keys go astray in a chain of them: ON and coalesce",
    ),
}


def without_comments(sql: str) -> str:
    return re.sub(r"--.*", "", sql)


def breaking(rule: str) -> set[str]:
    """The marts whose query has what a rule refuses."""
    pattern = re.compile(REFUSED[rule][0])
    return {
        mart
        for mart, path in queries().items()
        if pattern.search(without_comments(path.read_text(encoding="utf-8")))
    }


@pytest.mark.parametrize("rule", REFUSED)
def test_a_refused_construct_is_in_no_query_but_those_left(rule: str) -> None:
    assert not breaking(rule) - set(HERE), REFUSED[rule][1]


def test_what_is_made_here_needs_it_and_nobody_elsewhere_reads_it() -> None:
    assert set(HERE) <= set().union(*map(breaking, REFUSED)), "mended: take it off the list"
    assert all(HERE.values())
    assert not {mart for mart in ORDER if before(mart)[0] & set(HERE)}


@pytest.mark.parametrize(
    ("rule", "sql", "refused"),
    [
        ("date - date", "day - lag(day) OVER w AS gap", True),
        ("date - date", "CAST($as_of AS DATE) - r.first_purchase AS T_days", True),
        ("date - date", "l.day - e.since >= 365", True),
        ("date - date", "date_diff('day', e.since, l.day) >= 365", False),
        ("date - date", "day > CAST($as_of AS DATE) - 60", False),
        ("date - date", "day > CAST($as_of AS DATE) - $window_days", False),
        ("date - date", "t.day_0 - max(d.day) FILTER (WHERE d.is_purchase)", True),
        ("in a subquery, counted", "bool_or(c.email IN (SELECT value FROM usable))", True),
        ("in a subquery, counted", "count(*) FILTER (WHERE email IN (SELECT value FROM usable))", True),
        ("minus a decimal", "sum(CASE WHEN now THEN amount ELSE -amount END)", True),
        ("minus a decimal", "CAST(-l.amount AS DOUBLE)", False),
        ("full join using", "FULL JOIN written AS w USING (customer_id)", True),
        ("group by all", "-- GROUP BY ALL is refused", False),
        ("mode", "mode(x ORDER BY x)", True),
    ],
)
def test_the_rules_notice_what_they_are_for(rule: str, sql: str, refused: bool) -> None:
    assert bool(re.search(REFUSED[rule][0], without_comments(sql))) is refused
