"""The workbook speaks like the page: no codes in its sheets, columns or cells."""

import numpy as np
import openpyxl
import pandas as pd
import pytest

from clientela.folders import project
from clientela.present.language import LANGUAGES, speaking
from clientela.publish.workbook import row_units, spreadsheet, workbook
from clientela.publish.workbook.cell_words import in_words, readable
from clientela.publish.workbook.tabs import LONGEST, PARTS, parts, tab, title

# Every table of Aurora's report.
TABLES = """
company.drivers company.forecast_future company.forecast_grades company.forecast_past company.goals company.sales_months
company.sales_windows company.seasonality_hours company.seasonality_month_of_year company.seasonality_weekday
database.completeness_fields database.completeness_sources database.freshness_holes database.freshness_sources database.gain_additions
database.identity_sizes database.identity_sources database.ledger_reasons database.ledger_sources database.market_pairs
database.reach_channels database.reach_steps database.validity_anonymous database.validity_assumptions database.validity_checks
loyalty.achieved_by_segment loyalty.achieved_by_seller product.recovery_arms product.answering_curve product.answering_groups
loyalty.balance loyalty.bearing loyalty.bearing_rises loyalty.calls_call_accounts loyalty.calls_call_sellers loyalty.calls_classes
loyalty.campaigns loyalty.campaigns_balance loyalty.campaigns_groups loyalty.claims loyalty.comebacks loyalty.comebacks_before_after
loyalty.consequences_curve loyalty.contracts_grades loyalty.contracts_open_contracts loyalty.contracts_soon loyalty.contracts_survival
loyalty.departures loyalty.departures_causes loyalty.departures_competitors loyalty.departures_notices loyalty.dependence_departures
loyalty.dependence_sellers loyalty.discontent_traits loyalty.due_bands loyalty.due_list loyalty.due_steady_steady loyalty.ease
loyalty.equity loyalty.equity_factors loyalty.flows loyalty.funnel_calls loyalty.funnel_signals loyalty.funnel_sources
loyalty.funnel_waits loyalty.grading_deciles loyalty.grading_grades loyalty.growth loyalty.keeping_months loyalty.ladder_customers
loyalty.ladder_rungs loyalty.marketing_return_returns loyalty.next_list loyalty.next_list_offers loyalty.next_list_steady_steady
loyalty.plan_accounts loyalty.plan_cells loyalty.plan_dates loyalty.plan_segments loyalty.plan_sellers loyalty.promoters_groups
loyalty.promoters_months loyalty.retention_ages loyalty.retention_bands loyalty.retention_cohorts loyalty.retention_curve
loyalty.rewards loyalty.rules loyalty.rung_outlook_grades loyalty.rung_outlook_outlook loyalty.rung_value loyalty.rungs_chances
loyalty.rungs_moves loyalty.scales loyalty.scales_dual loyalty.scales_questions product.severity_open product.severity_points
loyalty.sources loyalty.status_customers loyalty.status_groups loyalty.status_pace loyalty.test_design_designs loyalty.topics
loyalty.value_by_customer loyalty.value_parameters loyalty.value_summary loyalty.value_tenths loyalty.win_back loyalty.win_back_bands
product.affinity product.baskets product.categories product.categories_monthly product.entry product.gaps product.gaps_dimensions
product.hierarchy product.importance product.portfolio product.portfolio_classes product.raters product.returns product.satisfaction
product.satisfaction_series segments.clusters_customers segments.clusters_groups segments.clusters_rules segments.concentration_curve
segments.concentration_top segments.movement_flows segments.movement_matrix segments.movement_ranks segments.playbook
segments.profile_cells segments.profile_customers segments.profile_groups segments.rfm_customers segments.rfm_segments
"""
AURORA = TABLES.split()
BY_HAND = project.root() / ".cache" / "aurora" / "by_hand" / "tables"


def test_codes_become_words_and_text_stays(tmp_path):
    frame = pd.DataFrame(
        {
            "status": ["active", None, "inactive"],
            "reason": ["una queja", "active", "C-7"],
            "customer_id": ["active", "b", "c"],
            "flag": [True, False, True],
            "amount": [1.5, None, 2.0],
        }
    )
    said = in_words(frame)
    assert said.status.tolist()[0::2] == ["Activo", "Inactivo"]
    assert said.reason.tolist() == ["una queja", "Activo", "C-7"]
    # An id is an id, whatever it looks like.
    assert said.customer_id.tolist() == ["active", "b", "c"]
    assert said.flag.tolist() == ["sí", "no", "sí"]
    assert said.amount.sum() == 3.5
    with speaking("en"):
        assert in_words(frame).flag.tolist() == ["yes", "no", "yes"]


def test_several_codes_in_one_cell_are_each_said():
    said = in_words(pd.DataFrame({"signs": ["active, inactive", "Ana, Luz"]}))
    assert said.signs.tolist() == ["Activo, Inactivo", "Ana, Luz"]


def test_sheets_have_the_names_of_their_analyses_in_the_order_of_the_course(tmp_path):
    for name in ("loyalty.retention_curve", "company.goals", "loyalty.retention"):
        pd.DataFrame({"customers": [1]}).to_parquet(tmp_path / f"{name}.parquet")
    made = workbook.write(tmp_path, tmp_path / "t.xlsx", "COP")
    book = openpyxl.load_workbook(made)
    assert book.sheetnames == ["Índice", "1 Metas", "5 Retención", "5 Retención · curva"]
    assert book["1 Metas"]["A3"].value == "Clientes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tab_of_aurora_is_whole_and_in_words(language):
    with speaking(language):
        tabs = {table: tab(table) for table in AURORA}
        assert not [name for name in tabs.values() if len(name) > LONGEST or "_" in name]
        # As Excel takes them: none cut, none numbered because another has its name.
        assert spreadsheet.sheet_names(tabs, spreadsheet.WORDS[language]["index"]) == tabs
        assert len({title(table) for table in AURORA}) == len(AURORA)
    for table in AURORA:
        analysis, rest = parts(table)
        assert analysis, table
        assert not rest or rest in PARTS or table in PARTS, table


@pytest.mark.skipif(not BY_HAND.is_dir(), reason="its notebooks have not been run here")
def test_every_table_of_the_story_company_can_be_written(tmp_path):
    """As its notebooks left them, opened by hand: all tables of all chapters."""
    workbook.write(BY_HAND, tmp_path / "tables.xlsx", "COP")
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx", read_only=True)
    assert len(book.sheetnames) > 150


def test_one_last_name_has_the_meaning_of_its_analysis():
    assert title("loyalty.due_steady_steady") == "Firmeza de la lista de llamadas"
    assert title("loyalty.next_list_steady_steady") == "Firmeza de la lista de la próxima campaña"
    assert tab("loyalty.funnel_sources") == "5 Presuntos · por origen"
    assert tab("database.ledger_sources") == "4 Libro de filas · por fuente"
    assert tab("database.rules_unheard") == "4 Reglas de los datos"


def test_a_code_means_what_its_column_says():
    frame = pd.DataFrame(
        {
            "model": ["mbg_cnbd_4", "gamma_gamma"],
            "parameter": ["alpha", "r"],
            "degenerate": ["bound:alpha", None],
            "driver": ["customers", "ticket"],
            "weekday": [1, 7],
            "seller_id": ["V01", ""],
            "column": ["nature", "arm"],
            "assumed": ["empresa → organisation, bien → good", "cp1252"],
        }
    )
    said = {name: column.tolist() for name, column in in_words(frame).items()}
    assert said["model"] == ["Modelo de compras regulares (k = 4)", "Gamma-gamma"]
    assert said["parameter"] == ["alfa (del modelo)", "r"]
    assert said["degenerate"][0] == "el parámetro alfa (del modelo) llegó a su límite"
    assert said["driver"] == ["Clientes", "Compra media"]
    assert said["weekday"] == ["lunes", "domingo"]
    assert said["seller_id"] == ["V01", "Sin vendedor"]
    assert said["column"] == ["Bien o servicio", "Grupo de la campaña"]
    assert said["assumed"] == ["empresa → Empresa, bien → bien", "cp1252"]


def test_one_language_names_before_codes_and_no_empty_column():
    frame = pd.DataFrame(
        {
            "item": ["C1"],
            "n": [2],
            "text_es": ["Hola"],
            "text_en": ["Hello"],
            "factor": [None],
            "to_add": [""],
        }
    )
    assert list(readable(frame).columns) == ["text_es", "item", "n"]
    with speaking("en"):
        assert list(readable(frame).columns) == ["text_en", "item", "n"]


def test_a_cell_of_several_words_is_one_text():
    tastes = pd.DataFrame({"taste": [np.array(["té", "café"], dtype=object), np.array([], dtype=object)]})
    assert readable(tastes).taste.tolist() == ["té, café", ""]


def test_rows_of_different_units_are_each_written_in_their_own():
    drivers = pd.DataFrame(
        {"driver": ["customers", "frequency", "margin_rate"], "value_now": [9.0, 4.3, 0.37]}
    )
    made = workbook.sheet("company.drivers", drivers)
    assert made.units == {"value_now": ["count", "ratio", "share"]}
    assert made.frame["unit"].tolist() == ["cantidad", "número", "parte"]
    claims = pd.DataFrame(
        {
            "claim": ["cheaper", "bears_rises", "grows"],
            "in_money": [True, False, True],
            "with_new": [5.0, 0.1, 7.0],
            "advantage": [1.0, 0.1, 0.03],
        }
    )
    units = row_units.units("loyalty.claims", claims)
    assert units == {
        "with_new": ["currency", "share", "currency"],
        "advantage": ["currency", "share", "change"],
    }


def test_work_is_money_only_where_it_is_no_sum_of_counts():
    rows = {"kind": ["person"] * 3, "effort": ["work", "contacts", "returns"], "advantage": [0.0] * 3}
    counted = pd.DataFrame({**rows, "with_new": [30.0, 20.0, 10.0]})
    paid = counted.assign(with_new=[900.0, 20.0, 10.0])
    assert row_units.units("loyalty.ease", counted)["with_new"] == ["ratio"] * 3
    assert row_units.units("loyalty.ease", paid)["with_new"] == ["currency", "ratio", "ratio"]


def test_what_came_back_is_told_of_each_hundred_as_on_the_page():
    frame = pd.DataFrame({"spent_on": ["feria", None], "expense": [10.0, 5.0], "return_on": [8.97, None]})
    made = workbook.sheet("loyalty.marketing_return_returns", frame)
    assert made.words("return_on") == "Volvió de cada 100"
    assert made.frame["return_on"].iloc[0] == pytest.approx(997)
    assert made.frame["spent_on"].tolist() == ["feria", "sin campaña"]
