"""The marts' queries keep to what a second engine reads the same way; what still does not is listed, and the list only shrinks."""

import re

import pytest

from clientela.warehouse import queries

DATE = r"(?:\w+\.)?(?:day|first_purchase|last_purchase|since|promised_on|delivered_on|entered_on|bought_on|closed_on|CAST\([\w.$]+ AS DATE\))"
# What it is, why it is refused, and how it is written instead.
REFUSED = {
    "group by all": (r"\bGROUP BY ALL\b", "Spark over Connect refuses it: name the columns"),
    "isodow": (r"\bisodow\(", "translated two days off: days since date_trunc('week') + 1"),
    "date - date": (
        rf"{DATE}\)? - (?:(?:min|max|lag|lead|any_value|least|greatest|coalesce)\(|{DATE}\b(?! - ))(?!.*window_days)",
        "an interval on Spark, microseconds from Parquet: date_diff('day', earlier, later)",
    ),
    "quantile_cont": (r"\bquantile_cont\(", "percentile elsewhere"),
    "recursive": (r"\bRECURSIVE\b", "not on Sail"),
    "strip_accents": (r"\bstrip_accents\(", "translate elsewhere"),
    "mode": (r"\bmode\([^)]*ORDER BY", "mode() WITHIN GROUP elsewhere"),
    "posix class": (r"\[\[:\w+:\]", "means something else in Java: [^@\\s]"),
    "hexadecimal text": (r"'0x'", "casts of it fail: strpos in a list of digits"),
    "unpivot": (r"\bUNPIVOT\b|\bCOLUMNS\(", "columns by a pattern are DuckDB's own"),
    "full join using": (
        r"\bFULL (?:OUTER )?JOIN\b[^\n]*\bUSING\b",
        "keys go astray in a chain of them: ON and coalesce",
    ),
}
# What is not rewritten yet. A query that keeps to the rule goes from here; none may come.
LEFT = {
    "group by all": {"debts", "retained"},
    "date - date": {"complaint_returns", "new_customers", "leads", "deliveries", "opinions"},
    "quantile_cont": {"customers", "interpurchase_times", "prices"},
    "recursive": {"contracts"},
    "strip_accents": {"pledges", "voices"},
    "mode": {"opinions"},
    "posix class": {"pledges", "voices"},
    "hexadecimal text": {"complaint_paths"},
    "unpivot": {"convergence", "skills"},
    "full join using": {"efforts", "evidence"},
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
    found = breaking(rule)
    assert not found - LEFT.get(rule, set()), REFUSED[rule][1]
    assert not LEFT.get(rule, set()) - found, "mended: take it off the list"


@pytest.mark.parametrize(
    ("rule", "sql", "refused"),
    [
        ("date - date", "day - lag(day) OVER w AS gap", True),
        ("date - date", "CAST($as_of AS DATE) - r.first_purchase AS T_days", True),
        ("date - date", "l.day - e.since >= 365", True),
        ("date - date", "date_diff('day', e.since, l.day) >= 365", False),
        ("date - date", "day > CAST($as_of AS DATE) - 60", False),
        ("date - date", "day > CAST($as_of AS DATE) - $window_days", False),
        ("full join using", "FULL JOIN written AS w USING (customer_id)", True),
        ("group by all", "-- GROUP BY ALL is refused", False),
        ("mode", "mode(x ORDER BY x)", True),
    ],
)
def test_the_rules_notice_what_they_are_for(rule: str, sql: str, refused: bool) -> None:
    assert bool(re.search(REFUSED[rule][0], without_comments(sql))) is refused
