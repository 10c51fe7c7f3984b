"""How far up the ladder of loyalty each customer stands, by the highest rung that the data prove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.status import status_of
from clientela.engine import analysis, findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import N_, _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Number, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.ladder"
RUNGS = ("advocate", "supporter", "consumer", "customer", "prospect")
# Who would recommend with 9 or 10 of 10 is a promoter (Reichheld 2003); what was said counts for a year.
PROMOTER = 9
FRESH_DAYS = 365
# What would make a rung observable.
UNSEEN = {
    "advocate": N_("no se puede ver: falta quién trajo a quién"),
    "supporter": N_("no se puede ver: faltan encuestas o felicitaciones"),
    "prospect": N_("no se puede ver: falta la lista de interesados"),
}
ENOUGH_SUPPORTERS = 10


@analysis(KEY)
def ladder(
    status: Result | Missing,
    evidence: pd.DataFrame,
    prospects: pd.DataFrame,
    as_of: dt.date,
) -> Result | Missing:
    """How many stand on each rung: prospect, customer, consumer, supporter, advocate.

    `status` is the result of `status`; `evidence` and `prospects` are marts. Each customer stands on the highest rung with
    evidence and on no other. Who comes back within the own rhythm uses up what was bought: a consumer, as is an active customer
    whose user is written down. A rung for which no source of evidence exists is not observable: it has no number, which is not zero.
    Frames: rungs (from the top), customers (customer_id, status, rung).
    """
    if isinstance(status, Missing):
        return status_of(KEY, status)
    known = status.frames["customers"]
    standing = known[["customer_id", "status", "amount"]].assign(rung=rungs(known, evidence, as_of))
    seen = observable(evidence, prospects, int(status.values["potential"].value or 0))
    waiting = int(status.values["potential"].value or 0) + _only_prospects(prospects)
    table = _table(standing, seen, waiting)
    values = {
        f"rung_{rung}": Number(int(people), "count", len(known))
        for rung, people in zip(table.rung, table.customers, strict=True)
        if seen[rung]
    }
    asked = standing[(standing.rung == "supporter") & (standing.status == "active")]
    if seen["prospect"]:
        registered = int(status.values["potential"].value or 0)
        values["waiting_registered"] = Number(registered, "count", waiting)
        values["waiting_listed"] = Number(waiting - registered, "count", waiting)
    values["supporters_active"] = Number(len(asked), "count", len(known))
    frames = {"rungs": table, "customers": standing.drop(columns="amount").reset_index(drop=True)}
    return Result(KEY, len(known), values, frames)


def rungs(customers: pd.DataFrame, evidence: pd.DataFrame, as_of: dt.date) -> np.ndarray:
    """The highest rung of each customer (customer_id, status, purchase_days) that the evidence proves."""
    import pandas as pd

    proof = evidence.set_index("customer_id").reindex(customers.customer_id)
    since = pd.Timestamp(as_of) - pd.Timedelta(days=FRESH_DAYS)
    praised = pd.to_datetime(proof.praised_on) > since
    promoter = (pd.to_datetime(proof.answered_on) > since) & (proof.recommends.astype("float64") >= PROMOTER)
    supporter = (praised | promoter).to_numpy()
    brought = (proof.referrals.astype("float64") >= 1).to_numpy()
    active = (customers.status == "active").to_numpy()
    refill = (customers.purchase_days > 1).to_numpy()
    # Who has gone quiet has used it up long since, whoever it was for.
    user = active & (refill | proof.user_known.fillna(False).astype(bool).to_numpy())
    return np.select(
        [supporter & active & brought, supporter, user], ["advocate", "supporter", "consumer"], "customer"
    )


def observable(evidence: pd.DataFrame, prospects: pd.DataFrame, potential: int) -> dict[str, bool]:
    """Which rungs have a source of evidence at all."""
    voice = bool(evidence.praised_on.notna().any() or evidence.recommends.notna().any())
    return {
        "advocate": voice and bool(evidence.referrals.notna().any()),
        "supporter": voice,
        # Both show in purchases, which there are.
        "consumer": True,
        "customer": True,
        "prospect": potential > 0 or len(prospects) > 0,
    }


def _only_prospects(prospects: pd.DataFrame) -> int:
    """Prospects who neither bought nor stand among the registered persons."""
    return int((prospects.prospects - prospects.bought - prospects.registered).sum()) if len(prospects) else 0


def _table(standing: pd.DataFrame, seen: dict[str, bool], waiting: int) -> pd.DataFrame:
    grouped = standing.groupby("rung")
    table = grouped.agg(
        customers=("rung", "size"),
        active=("status", lambda status: (status == "active").sum()),
        amount=("amount", "sum"),
    )
    table = table.reindex(RUNGS).astype("float64")
    table = table.fillna(dict.fromkeys(table.columns, 0.0))
    table.loc["prospect", "customers"] = waiting
    total = table.amount.sum()
    table["share_amount"] = table.amount / total if total else np.nan
    hidden = [rung for rung in RUNGS if not seen[rung]]
    table.loc[hidden] = np.nan
    if seen["prospect"]:
        table.loc["prospect", ["active", "amount", "share_amount"]] = np.nan
    table["evidence_for"] = ["observed" if seen[rung] else "not_observable" for rung in table.index]
    return table.rename_axis("rung").reset_index()


def ladder_table(result: Result) -> Table:
    """The rungs from the top, with how many stand there and what they have bought."""
    caption = _(
        "La escalera, de arriba abajo: cada cliente cuenta una vez, en su peldaño más alto con prueba."
    )
    registered, listed = (result.values.get(name) for name in ("waiting_registered", "waiting_listed"))
    if registered and listed and registered.value and listed.value:
        caption += " " + _(
            "Los interesados son {registered} registrados que nunca compraron y {listed} de la lista de interesados que no han comprado."
        ).format(registered=numbers.count(registered.value), listed=numbers.count(listed.value))
    return Table(
        result.frames["rungs"],
        caption,
        "tbl-loyalty-ladder",
        ("rung", "customers", "active", "amount", "share_amount", "evidence_for"),
    )


def plot_ladder(result: Result) -> Figure:
    """One bar a rung; where nothing can be seen, the words say so."""
    table = result.frames["rungs"]
    drawing, axes = figures.canvas(3.3)
    places = np.arange(len(table))[::-1]
    top = float(table.customers.max())
    for place, colour, rung, people in zip(places, figures.STEPS, table.rung, table.customers, strict=True):
        if np.isnan(people):
            axes.text(
                top * 0.01,
                place,
                _(UNSEEN[rung]),
                va="center",
                color=figures.MUTED,
                fontsize=13,
                style="italic",
            )
            continue
        axes.barh(place, people, color=colour, height=0.62)
        axes.text(people + top * 0.015, place, numbers.count(people), va="center", fontsize=14, weight=600)
    axes.set_yticks(places, [value(rung) for rung in table.rung], fontsize=13.5)
    axes.set_xlim(0, top * 1.16)
    axes.grid(False)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)
    seen = [
        _("{rung}: {n}").format(rung=value(rung), n=numbers.count(people))
        for rung, people in zip(table.rung, table.customers, strict=True)
        if not np.isnan(people)
    ]
    return Figure(
        drawing,
        "fig-loyalty-ladder",
        _("Personas y empresas en cada peldaño de la escalera de la lealtad."),
        "; ".join(seen) + ".",
    )


def ladder_advice(result: Result) -> str:
    """How to help customers one rung up, or how to see the rungs at all."""
    waiting = int(result.values["supporters_active"].value or 0)
    table = result.frames["rungs"].set_index("rung")
    words = {"n": numbers.count(waiting)}
    if table.evidence_for["supporter"] == "not_observable":
        return _(
            "**Qué hacer.** Haga visible la escalera: pregunte a cien clientes activos, con una nota de 0 a 10, si nos recomendarían, "
            "y anote en la ficha de cada cliente nuevo quién lo trajo."
        )
    if table.evidence_for["advocate"] == "not_observable":
        return _(
            "**Qué hacer.** Hay {n|un partidario activo. Pídale que traiga|# partidarios activos. Pídales que traigan} a alguien "
            "y anote quién vino por quién; "
            "sin esa nota no se ven los defensores."
        ).format(**words)
    return _(
        "**Qué hacer.** A {n} partidarios activos todavía no se les conoce un referido. "
        "Pídales uno, en persona y por su nombre; agradezca el que llegue."
    ).format(**words)


@findings_of(ladder)
def ladder_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Supporters who could be asked to bring somebody along."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    waiting = int(result.values["supporters_active"].value or 0)
    if waiting < ENOUGH_SUPPORTERS:
        return []
    message = _("Pedir un referido a los {n} partidarios activos que aún no han traído a nadie.").format(
        n=numbers.count(waiting)
    )
    due = as_of + dt.timedelta(days=30)
    return [Finding("action", message, KEY, result.n, owner=_("Mercadeo"), due=due)]
