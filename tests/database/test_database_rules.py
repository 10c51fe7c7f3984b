"""Rules that the data should keep: what each check counts, what a file of rules may say, and who is named."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from clientela import database
from clientela.companies.quality_rules import query, vocabulary
from clientela.database.rules.collectors import judged
from clientela.database.rules.page import rules_findings
from clientela.present.language import speaking
from clientela.results import Reason
from clientela.warehouse import Warehouse

DAY = dt.date(2026, 6, 30)
CUSTOMERS = """CREATE TABLE main.customers AS SELECT 'caja' AS source, 'caja.csv' AS source_file, CAST(n AS BIGINT) AS source_row,
    * EXCLUDE (n) FROM (VALUES
    (1, 'a', 'ana@correo.co', '900.123', DATE '2026-05-01', DATE '1980-01-01', 'A', 'C1', 'person'),
    (2, 'b', 'no@tiene.com', '900123', DATE '2026-05-02', DATE '2030-01-01', 'Z', 'C1', 'person'),
    (3, 'c', ' ', NULL, DATE '2020-05-03', DATE '1980-01-02', NULL, 'C2', 'organisation'),
    (4, 'd', NULL, '12', DATE '2020-05-04', NULL, 'a ', 'C2', 'person')
) AS t (n, customer_id, email, tax_id, joined_on, birth_date, sex, seller_id, kind)"""
# a and c are one person; d bought lately.
IDENTITY = """CREATE TABLE main.identity AS SELECT * FROM (VALUES
    ('caja', 'a', 'A'), ('caja', 'b', 'B'), ('caja', 'c', 'A'), ('caja', 'd', 'D'), ('ventas', 'd', 'D'), ('ventas', 'x', 'X'))
    AS t (source, source_id, customer_id)"""
SALES = """CREATE TABLE main.transactions AS SELECT 'ventas' AS source, 'v.csv' AS source_file, CAST(n AS BIGINT) AS source_row,
    * EXCLUDE (n) FROM (VALUES
    (1, 'd', TIMESTAMP '2026-06-01 10:00:00', 'p1', DATE '2026-05-30', NULL),
    (2, 'x', TIMESTAMP '2026-06-02 10:00:00', 'p9', DATE '2026-06-02', NULL),
    (3, 'd', TIMESTAMP '2026-06-02 10:00:00', 'FLETE', NULL, 'non_product')
) AS t (n, customer_id, date, product_id, delivered_on, reason)"""
OTHERS = (
    "CREATE TABLE main.usable_contacts AS SELECT 'email' AS field, 'ana@correo.co' AS value",
    "CREATE TABLE main.products AS SELECT 'p1' AS product_id",
    "CREATE TABLE main.interactions (source VARCHAR, customer_id VARCHAR, opened_at TIMESTAMP)",
)


def laid(*rules: dict) -> tuple[dict[int, tuple[int, int]], pd.DataFrame]:
    """The rows asked and broken of each rule on the four customers and the three sales; and the worst rows."""
    given = vocabulary.Rules.model_validate(
        {"rules": list(rules), "collectors": {"customers": "seller_id"}, "dates": {"customers": "joined_on"}}
    )
    with Warehouse() as warehouse:
        for statement in (CUSTOMERS, IDENTITY, SALES, *OTHERS):
            warehouse.connection.execute(statement)
        query.lay(warehouse.connection, given, DAY)
        counts = warehouse.connection.execute(
            "SELECT rule, CAST(sum(rows) AS BIGINT), CAST(sum(broken) AS BIGINT) FROM main.checked_cells GROUP BY rule"
        ).fetchall()
        return {rule: (rows, broken) for rule, rows, broken in counts}, warehouse.frame(
            "FROM main.checked_rows"
        )


@pytest.mark.parametrize(
    ("rule", "asked", "broken"),
    [
        ({"field": "email", "check": "filled"}, 4, 2),
        ({"field": "email", "check": "filled", "only": {"kind": "person"}}, 3, 1),
        ({"field": "email", "check": "usable"}, 2, 1),
        ({"field": "sex", "check": "one_of", "values": ["A", "B"]}, 3, 1),
        ({"field": "birth_date", "check": "between", "low": "1900-01-01", "high": "today"}, 3, 1),
        ({"field": "tax_id", "check": "digits", "low": 5, "high": 15}, 3, 1),
        # c is old, but is the same person as a; d is old, but bought this month.
        ({"field": "joined_on", "check": "fresh", "days": 365}, 4, 1),
        ({"field": "customer_id", "check": "once"}, 4, 1),
        ({"field": "tax_id", "check": "once"}, 3, 1),
        ({"field": "joined_on", "check": "not_before", "other": "birth_date"}, 3, 1),
        ({"field": "birth_date", "check": "same_everywhere"}, 3, 2),
        ({"table": "transactions", "field": "customer_id", "check": "refers_to", "other": "customers"}, 3, 1),
        ({"table": "transactions", "field": "product_id", "check": "refers_to", "other": "products"}, 2, 1),
        ({"table": "transactions", "field": "delivered_on", "check": "not_before", "other": "date"}, 2, 1),
    ],
)  # fmt: skip
def test_each_check_counts_what_a_hand_counts(rule, asked, broken):
    low = rule.get("low")
    rule = {"table": "customers", **rule} | (
        {"low": dt.date.fromisoformat(low)} if isinstance(low, str) else {}
    )
    assert laid(rule)[0] == {0: (asked, broken)}


def test_the_worst_rows_are_told_by_their_place():
    rules = [{"table": "customers", "field": field, "check": "filled"} for field in ("email", "tax_id")]
    rows = laid(*rules)[1]
    assert rows[["source_row", "collector"]].values.tolist()[0] == [3, "C2"], "both are empty there"
    assert list(rows.rules.iloc[0]) == [0, 1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{table: customers, field: correo, check: filled}", "no tiene un campo «correo»"),
        ("{table: customers, field: name, check: usable}", "«usable» es de email o phone"),
        ("{table: customers, field: name, check: fillled}", "debe ser una de estas palabras"),
        ("{table: customers, field: sex, check: one_of}", "le falta values"),
        ("{table: customers, field: sex, check: filled, days: 3}", "no lleva days"),
        ("{table: customers, field: name, check: between, low: 1, high: 3}", "compara fechas con fechas"),
        (
            "{table: customers, field: birth_date, check: between, low: 1, high: 3}",
            "compara fechas con fechas",
        ),
        ("{table: customers, field: birth_date, check: between, low: hoy, high: 3}", "today"),
        ("{table: clientes, field: name, check: filled}", "debe ser una de estas palabras"),
        ("!!python/object/apply:os.system [ls]", "no se puede leer"),
    ],
)
def test_a_wrong_rule_is_told_with_its_line(tmp_path, text, words):
    path = tmp_path / "reglas.yml"
    path.write_text(
        f"rules:\n  - {{table: customers, field: name, check: filled}}\n  - {text}\n", encoding="utf-8"
    )
    with pytest.raises(vocabulary.RulesError, match=words) as told:
        vocabulary.read(path)
    assert "reglas.yml, línea 3" in str(told.value)


def test_who_writes_is_in_a_column_that_is_coded_where_it_names_somebody():
    with pytest.raises(ValueError, match="seller_id"):
        vocabulary.Rules.model_validate({"rules": [], "collectors": {"customers": "name"}})


def cells(shares, rows=300, rules=(0,), months=1) -> pd.DataFrame:
    """The same rows for every collector, broken in given shares."""
    return pd.DataFrame([
        {"source": "caja", "table_name": "customers", "field": "phone", "check_name": "usable", "dimension": "valid", "rule": rule,
         "owner": "Servicio", "name_es": None, "name_en": None, "collector": f"C{place}", "month": pd.Timestamp(2026, 5, 1),
         "rows": rows, "broken": round(share * rows)}
        for rule in rules for place, share in enumerate(shares)
    ])  # fmt: skip


def test_the_careless_one_is_named_and_no_other():
    result = database.rules(cells([0.05, 0.04, 0.06, 0.05, 0.03, 0.45, 0.05]), DAY)
    assert result.frames["collectors"].query("stands_apart").collector.tolist() == ["C5"]
    assert result.values["collector_share"].value == pytest.approx(0.45)
    assert result.values["collectors_rest"].value == pytest.approx(0.28 / 6, rel=0.01)
    said = rules_findings(result, DAY)[0]
    assert "C5 el 45\xa0%" in said.message
    assert "los demás, el 5\xa0%" in said.message
    assert "charla sobre las causas" in said.message
    assert "C5" in database.rules_advice(result)
    assert database.plot_rules(result).png()[:4] == b"\x89PNG"
    assert database.collectors_table(result) is not None


def test_who_answers_for_a_rule_is_said_in_the_readers_language():
    result = database.rules(cells([0.45, 0.45, 0.45, 0.45]).assign(owner="Ventas", collector=None), DAY)
    with speaking("en"):
        assert set(database.rules_table(result).frame.rule_owner) == {"Sales"}
    # Nobody knows who wrote: the note reads the bars that are drawn.
    assert "Quién escribe cada fila no consta" in database.rules_reading(result)


def test_where_people_differ_anyway_the_last_of_them_is_not_named():
    result = database.rules(cells([0.05, 0.1, 0.2, 0.3, 0.35, 0.45, 0.02]), DAY)
    assert not result.frames["collectors"].stands_apart.any()
    assert not rules_findings(result, DAY)


def test_two_careless_ones_do_not_hide_one_another():
    result = database.rules(cells([*[0.05, 0.04, 0.06] * 9, 0.7, 0.5], rows=600), DAY)
    assert set(result.frames["collectors"].query("stands_apart").collector) == {"C27", "C28"}


def test_few_people_and_few_rows_name_nobody():
    assert judged(cells([0.05, 0.05, 0.9])).empty
    assert judged(cells([0.05] * 6 + [0.9], rows=15)).empty


def alike(seed: int) -> bool:
    """A company in which people differ as people do, and nobody departs: is anybody named?"""
    chance = np.random.default_rng(seed)
    found = []
    for rule, share in enumerate((0.02, 0.1, 0.3)):
        each = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + chance.normal(0, 0.4, 8))))
        one = cells(each, rules=(rule,)).assign(rows=chance.integers(30, 500, 8))
        found.append(one.assign(broken=chance.binomial(one["rows"], each)))
    return bool(judged(pd.concat(found)).stands_apart.any())


def test_nobody_is_named_where_people_differ_as_people_do():
    assert sum(alike(seed) for seed in range(60)) <= 3


def test_a_year_that_is_worse_is_told_and_a_steady_one_is_not():
    months = pd.date_range("2024-07-01", "2026-05-01", freq="MS")
    table = pd.concat([cells([0.1], rows=200).assign(month=month, collector=None) for month in months])
    worse = table.assign(broken=np.where(table.month >= pd.Timestamp(2025, 6, 1), 60, 20))
    assert database.rules(worse, DAY).frames["rules"].rule_trend.tolist() == ["trend_worse"]
    steady = table.assign(broken=20)
    assert database.rules(steady, DAY).frames["rules"].rule_trend.tolist() == ["trend_same"]


def test_a_field_that_a_source_never_has_is_not_asked_of_it():
    table = cells([1.0], rows=10).assign(check_name="filled", dimension="complete")
    assert database.rules(table, DAY).reason == Reason.NO_TABLE
    assert "kept_complete" in database.rules(table.assign(broken=4), DAY).values


def test_the_rows_to_mend_are_a_private_sheet_in_words(tmp_path):
    import openpyxl

    from clientela.companies.config import Company
    from clientela.publish.lists import mending

    (tmp_path / "private").mkdir()
    laid({"table": "customers", "field": "email", "check": "usable"})[1].to_parquet(
        tmp_path / "private" / "checked_rows.parquet"
    )
    cells([0.5]).to_parquet(tmp_path / "rule_cells.parquet")
    company = Company.model_validate({"name": "x", "sources": {"customers": [{"path": "caja.csv"}]}})
    path = mending.write(tmp_path, tmp_path, company)
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    told = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["caja"].iter_rows()]
    assert ["caja.csv", 2, "B", "C1", "", "Teléfono: sirve para llegar a alguien"] in told
