"""Completeness, validity and freshness on data small enough to count."""

import datetime as dt

import pandas as pd
import pytest

from clientela import database
from clientela.database.completeness import completeness_findings
from clientela.database.freshness import freshness_findings, holes
from clientela.database.freshness import rest_days as freshness_rest
from clientela.database.validity import validity_findings
from clientela.results import Missing, Reason

DAY = dt.date(2026, 12, 31)


def fields(*given) -> pd.DataFrame:
    return pd.DataFrame(given, columns=["source", "table_name", "field", "rows", "filled", "valid"])


def test_full_is_not_the_same_as_usable():
    result = database.completeness(fields(
        ("web", "customers", "email", 10, 8, 6), ("web", "customers", "zone", 10, 1, 1), ("web", "customers", "phone", 10, 0, 0),
    ))  # fmt: skip
    frame = result.frames["fields"].set_index("field")
    assert frame.loc["field_email", ["share_filled", "share_valid"]].tolist() == [0.8, 0.6]
    assert "field_phone" not in frame.index, "a column nobody has belongs to what you would gain"
    assert result.values["filled_customers"].value == 0.8
    assert "correo" in database.completeness_advice(result)
    assert database.plot_completeness(result).png()[:4] == b"\x89PNG"


def test_the_contact_that_many_share_is_named():
    repeated = pd.DataFrame(
        [("web", "customers", "email", "sincorreo@gmail.com", 7)],
        columns=["source", "table_name", "field", "value", "rows"],
    )
    result = database.completeness(fields(("web", "customers", "email", 10, 8, 1)), repeated)
    assert "«sincorreo@gmail.com», en 7 filas" in database.completeness_advice(result)
    assert "«sincorreo@gmail.com», en 7 filas" in completeness_findings(result, "COP", DAY)[0].message
    nothing = database.completeness(fields(("web", "customers", "email", 10, 8, 1)), repeated.head(0))
    assert "repetido" not in database.completeness_advice(nothing)


def test_what_a_sale_or_a_product_lacks_no_customer_is_asked_for():
    sold = database.completeness_advice(
        database.completeness(fields(("till", "transactions", "customer_id", 10, 5, 5)))
    )
    assert "Anote en cada venta de «till» quién compra" in sold
    cost = database.completeness_advice(database.completeness(fields(("list", "products", "cost", 10, 5, 5))))
    assert "Complete en «list» el dato «costo»" in cost


def test_no_fields_at_all():
    assert database.completeness(fields()).reason == Reason.NO_TABLE
    assert database.completeness(fields(("a", "customers", "zone", 9, 9, 9))).reason == Reason.NO_COLUMN


SOURCES = pd.DataFrame({
    "source": ["tienda"], "rows": [100], "with_customer": [70], "zeros": [4], "returns": [2],
    "first_day": [pd.Timestamp("2026-01-01")], "last_day": [pd.Timestamp("2026-12-01")],
})  # fmt: skip
FACTS = {"problems": [{"file": "a.csv", "message": "fecha rara", "rows": 3}], "assumptions": [
    {"source": "tienda", "what": "encoding", "value": "cp1252", "column": ""},
    {"source": "tienda", "what": "encoding", "value": "cp1252", "column": ""},
]}  # fmt: skip


def months(shares) -> pd.DataFrame:
    n = len(shares)
    return pd.DataFrame({
        "month": pd.date_range("2026-01-01", periods=n, freq="MS"), "amount": [100.0] * n,
        "amount_anonymous": [100.0 * share for share in shares], "complete": [True] * n,
    })  # fmt: skip


def test_the_anonymous_share_over_months():
    result = database.validity(SOURCES, months([0.2, 0.3, 0.4]), FACTS)
    share = result.values["anonymous_share"]
    assert share.value == pytest.approx(0.3)
    # The standard deviation of the months is .1, of their mean .1/√3.
    assert (share.high - share.low) / 2 == pytest.approx(1.96 * 0.1 / 3**0.5)
    assert validity_findings(result, "COP", DAY)[0].kind == "risk"
    assert database.plot_validity(result).png()[:4] == b"\x89PNG"


def test_an_incomplete_month_is_no_data_point():
    frame = months([0.2, 0.2, 0.2, 1.0]).assign(complete=[True, True, True, False])
    assert database.validity(SOURCES, frame, FACTS).values["anonymous_share"].value == pytest.approx(0.2)


def test_what_is_odd_and_what_was_assumed():
    result = database.validity(SOURCES, months([0.0] * 3), FACTS)
    assert result.frames["checks"].set_index("check").found.to_dict() == {
        "check_anonymous": 30, "check_zero": 4, "fecha rara": 3, "check_return": 2,
    }  # fmt: skip
    assert result.frames["assumptions"].times.tolist() == [2]
    noted = {**FACTS, "problems": [{"file": "a.csv", "message": "repetida", "severity": "notice", "rows": 9}]}
    assert "repetida" not in set(database.validity(SOURCES, months([0.0] * 3), noted).frames["checks"].check)
    assert database.plot_validity(result) is None
    assert isinstance(database.validity(SOURCES.head(0), months([]), FACTS), Missing)


def test_where_months_are_too_few_to_say_a_part_no_sale_is_said_to_have_a_customer():
    few = database.validity(SOURCES, months([0.2]), FACTS)
    assert few.values["anonymous_rows_share"].value > 0
    assert "anonymous_share" not in few.values
    assert "no dice quién compró" in database.validity_advice(few)


YEAR = pd.Series(pd.date_range("2026-01-01", "2026-12-31"))


def test_closed_sundays_are_no_holes_and_a_lost_week_is():
    open_days = YEAR[YEAR.dt.day_of_week < 6]
    assert holes(open_days, DAY).empty
    lost = open_days[(open_days < "2026-05-04") | (open_days > "2026-05-12")]
    found = holes(lost, DAY)
    assert found[["first_day", "days_silent"]].values.tolist() == [[pd.Timestamp("2026-05-03"), 10]]


def test_days_of_several_holes_are_not_told_as_one_run():
    people = pd.DataFrame({"customer_id": ["a"]})
    sources = SOURCES.assign(last_day=pd.Timestamp(DAY))
    one = YEAR[(YEAR < "2026-03-01") | (YEAR > "2026-03-09")]
    two = one[(one < "2026-07-01") | (one > "2026-07-20")]
    told = [
        database.freshness_advice(
            database.freshness(sources, pd.DataFrame({"day": days}), people, people, DAY)
        )
        for days in (one, two)
    ]
    assert "Hay 9 días seguidos" in told[0]
    assert "29 días sin ventas, en 2 huecos (el mayor, de 20 días seguidos)" in told[1]


def test_a_shop_that_sells_every_third_day_has_no_holes():
    assert holes(YEAR[::3], DAY).empty


def test_a_late_source_and_people_who_never_bought():
    people, customers = pd.DataFrame({"customer_id": list("abcd")}), pd.DataFrame({"customer_id": list("ab")})
    result = database.freshness(SOURCES, pd.DataFrame({"day": YEAR}), people, customers, DAY)
    assert result.values["days_behind"].value == 30
    assert result.values["registered_bought_share"].value == 0.5
    assert [finding.kind for finding in freshness_findings(result, "COP", DAY, 21)] == ["risk", "action"]
    assert "30 días de atraso" in database.freshness_advice(result)
    assert database.holes_table(result) is None
    short = database.freshness(SOURCES, pd.DataFrame({"day": YEAR.tail(3)}), people, customers, DAY)
    assert short.reason == Reason.TOO_SHORT_HISTORY


def test_the_file_of_a_year_that_another_follows_is_not_late():
    days = pd.DataFrame({"day": pd.date_range("2025-01-01", "2026-12-31")})
    files = pd.DataFrame({
        "source": ["2025", "2026"], "rows": [365, 365], "first_day": pd.to_datetime(["2025-01-01", "2026-01-02"]),
        "last_day": pd.to_datetime(["2025-12-30", "2026-12-31"]),
    })  # fmt: skip
    nobody = pd.DataFrame({"customer_id": []})
    followed = database.freshness(files, days, nobody, nobody, DAY)
    assert followed.values["days_behind"].value == 0
    assert freshness_findings(followed, "COP", DAY, 21) == []
    # One that nothing follows is: here the other began long before it ended.
    both = files.assign(first_day=pd.Timestamp("2025-01-01"))
    assert database.freshness(both, days, nobody, nobody, DAY).values["days_behind"].value == 366


def test_holidays_are_no_holes():
    # Good Friday to Easter Monday of 2010 in a shop closed on Saturdays.
    year = pd.Series(pd.date_range("2009-12-05", "2010-12-09"))
    sold = year[(year.dt.day_of_week != 5) & ~year.between("2010-04-02", "2010-04-05")]
    assert holes(sold, dt.date(2010, 12, 9)).days_silent.tolist() == [4]
    rest = freshness_rest(pd.DataFrame({"day": sold}), dt.date(2010, 12, 9), "GB")
    assert holes(sold, dt.date(2010, 12, 9), rest).empty


@pytest.mark.parametrize(("days", "told"), [(109, 1), (110, 1), (111, 0)])
def test_from_how_many_days_on_a_hole_is_told_is_the_company_s_to_say(days, told):
    every = pd.Series(pd.date_range("2026-01-01", "2026-12-31"))
    sold = every[(every < "2026-03-01") | (every > "2026-06-18")]
    source = pd.DataFrame(
        {"source": ["x"], "rows": [9], "first_day": [every.min()], "last_day": [every.max()]}
    )
    nobody = pd.DataFrame({"customer_id": []})
    result = database.freshness(source, pd.DataFrame({"day": sold}), nobody, nobody, DAY)
    assert len(freshness_findings(result, "COP", DAY, hole_days=days)) == told


def test_a_long_hole_in_the_sales_is_told_on_the_first_page():
    every = pd.Series(pd.date_range("2026-01-01", "2026-12-31"))
    sold = every[(every < "2026-03-01") | (every > "2026-06-18")]
    source = pd.DataFrame(
        {"source": ["x"], "rows": [9], "first_day": [every.min()], "last_day": [every.max()]}
    )
    nobody = pd.DataFrame({"customer_id": []})
    (found,) = freshness_findings(
        database.freshness(source, pd.DataFrame({"day": sold}), nobody, nobody, DAY), "COP", DAY, 21
    )
    assert "1 de marzo de 2026" in found.message
    assert "110" in found.detail
    # A fortnight of holidays is none.
    short = every[(every < "2026-03-01") | (every > "2026-03-14")]
    assert (
        freshness_findings(
            database.freshness(source, pd.DataFrame({"day": short}), nobody, nobody, DAY), "COP", DAY, 21
        )
        == []
    )
