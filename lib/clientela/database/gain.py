"""What would be gained by adding which data: the questions that each missing table or column opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clientela.engine import analysis, findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Number, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.gain"
# A column that is almost empty opens nothing.
FILLED = 0.05
# What each table or column opens: questions of the course, each with its words ("q_churn_reasons") in the terms.
CATALOGUE: dict[str, tuple[str, ...]] = {
    "customers": ("q_micro", "q_reach", "q_reasons_to_join", "q_duplicates", "q_potential", "q_market"),
    "customers.email": ("q_reach", "q_duplicates", "q_lists"),
    "customers.phone": ("q_reach", "q_duplicates", "q_lists"),
    "customers.consent_email": ("q_reach", "q_lists"),
    "customers.tax_id": ("q_duplicates",),
    "customers.kind": ("q_micro", "q_people_and_firms"),
    "customers.joined_on": ("q_potential", "q_funnel"),
    "customers.acquired_by": ("q_channel_value",),
    "customers.referred_by": ("q_advocates",),
    "customers.seller_id": ("q_key_person",),
    "transactions.product_id": ("q_portfolio", "q_together", "q_entry", "q_consumption"),
    "transactions.channel": ("q_channels", "q_room_by_channel"),
    "transactions.branch": ("q_branches",),
    "transactions.cost": ("q_margin", "q_profitable"),
    "transactions.discount": ("q_discounts", "q_price_rises"),
    "transactions.seller_id": ("q_sellers", "q_key_person"),
    "transactions.promised_on": ("q_promises", "q_broken_promise"),
    "transactions.paid_on": ("q_receivables",),
    "products": ("q_portfolio", "q_categories"),
    "products.category": ("q_categories", "q_together"),
    "interactions": ("q_recovery", "q_complaints", "q_response_time", "q_churn_reasons", "q_voice"),
    "surveys": ("q_importance", "q_gaps", "q_kano", "q_nps", "q_satisfaction_buys"),
    "capacity": ("q_room", "q_bottleneck", "q_service_level"),
    "staff": ("q_skills", "q_key_person"),
    "expenses": ("q_cost_to_win", "q_expense_ratio", "q_marketing_return"),
    "campaigns": ("q_uplift", "q_next_list"),
    "contacts": ("q_uplift", "q_pressure", "q_bounces"),
    "prospects": ("q_funnel", "q_potential"),
    "contracts": ("q_renewal", "q_contract_value"),
    "benchmarks": ("q_competitors",),
    "commitments": ("q_trust",),
}


@analysis(KEY, tables="facts.tables")
def gain(tables: Mapping[str, Mapping[str, Any]], fields: pd.DataFrame) -> Result:
    """What is missing, the addition that opens most questions first.

    `tables` are the facts of the preparation ({"customers": {"columns": […]}}), `fields` the mart of how full each column is. Columns of a table
    that is missing altogether are not listed beside it. Frame: `additions` (addition, questions, and two of them: opens, opens_too).
    """
    import pandas as pd

    rows = [
        {"addition": name, "questions": len(opened), "opens": opened[0], "opens_too": "".join(opened[1:2])}
        for name, opened in CATALOGUE.items()
        if (name.split(".")[0] not in tables and "." not in name)
        or (name.split(".")[0] in tables and "." in name and not _has(name, tables, fields))
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["addition", "questions", "opens", "opens_too"])
    frame = frame.sort_values(["questions", "addition"], ascending=[False, True], ignore_index=True)
    opened = {question for name in frame.addition for question in CATALOGUE[name]}
    everything = {question for questions in CATALOGUE.values() for question in questions}
    values = {
        "additions": Number(len(frame), "count", len(CATALOGUE)),
        "questions_to_open": Number(len(opened), "count", len(everything)),
    }
    return Result(KEY, len(CATALOGUE), values, {"additions": frame})


def _has(name: str, tables: Mapping[str, Mapping[str, Any]], fields: pd.DataFrame) -> bool:
    table, column = name.split(".")
    counted = fields[(fields.table_name == table) & (fields.field == column)]
    if len(counted):
        return bool(counted.filled.sum() > FILLED * counted["rows"].sum())
    return column in tables[table].get("columns", ())


def gain_table(result: Result) -> Table | None:
    """What to add, with the questions it opens."""
    frame = result.frames["additions"].head(12)
    if frame.empty:
        return None
    words = [
        "; ".join(value(name) for name in both if name)
        for both in zip(frame.opens, frame.opens_too, strict=True)
    ]
    return Table(
        frame.assign(opens=words, addition=[_said(name) for name in frame.addition]),
        caption=_("Lo que ganaría con cada dato que falta: primero el que abre más preguntas."),
        label="tbl-database-gain",
        columns=("addition", "questions", "opens"),
    )


def _said(name: str) -> str:
    """Table or column in words: «clientes», «clientes: correo»."""
    table, _dot, column = name.partition(".")
    return f"{value(table)}: {value('field_' + column).lower()}" if column else value(table)


def gain_advice(result: Result) -> str | None:
    """The one addition to begin with; None when nothing is missing, and the section is left out."""
    frame: Any = result.frames["additions"]
    if frame.empty:
        return None
    first = frame.iloc[0]
    return _(
        "**Qué hacer.** Pida una sola cosa este mes: {what}. Abre {n} preguntas. Suele estar ya en algún sistema o en la hoja de alguien; "
        "un archivo con esas "
        "columnas basta."
    ).format(what=_said(first.addition).lower(), n=numbers.count(first.questions))


@findings_of(gain)
def gain_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The addition that opens most."""
    frame: Any = result.frames["additions"]
    if frame.empty:
        return []
    first = frame.iloc[0]
    message = _(
        "Agregue los datos de {what}: abre {n} preguntas de este informe que hoy no tienen respuesta."
    )
    text = message.format(what=_said(first.addition).lower(), n=numbers.count(first.questions))
    return [
        Finding(
            "action", text, KEY, int(first.questions), owner=_("Sistemas"), due=as_of + dt.timedelta(days=60)
        )
    ]
