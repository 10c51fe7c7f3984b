"""What to do about complaints: one action that names what is open and where it waits, with what goes with leaving them unsolved."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from clientela.customers.severity import GRUMBLES
from clientela.engine import findings_of
from clientela.present import numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.product.recovery.analysis import KEY, recovery
from clientela.product.recovery.answering import answering
from clientela.product.recovery.answering_page import answering_findings, severity_findings, slowest
from clientela.product.recovery.queue import severity
from clientela.results import Evidence, Finding, Missing, Result
from clientela.stats.effects import sense

if TYPE_CHECKING:
    import pandas as pd


@findings_of(recovery, answering, severity)
def complaints_findings(
    after: Result | Missing,
    waiting: Result | Missing,
    graved: Result | Missing,
    as_of: dt.date,
    currency: str,
) -> list[Finding]:
    """Solve complaints in time, with what the badly answered of a year bought less; where that cannot be told, what waits and where.

    Solving is asked for where the badly answered certainly buy less; money stands beside only where its interval is all above zero.
    """
    told = isinstance(after, Result) and sense(after.values["price_of_bad"]) > 0
    if isinstance(after, Result) and told and (after.values["lost_each"].low or 0) > 0:
        return [_solve(after, waiting, graved, as_of, currency)]
    found = [_loss(after, as_of)] if isinstance(after, Result) and told else []
    return [*found, *answering_findings(waiting, as_of), *severity_findings(graved, as_of)]


def _shares(after: Result) -> dict[str, str]:
    return {name: numbers.share(after.values[f"gone_{name}"].value, 0) for name in ("badly", "well")}


def _loss(after: Result, as_of: dt.date) -> Finding:
    """Who is answered badly stays away more; how much money that is cannot be told from chance."""
    message = _(
        "De los clientes con una queja que no se resolvió a tiempo deja de comprar {badly}; de los demás que se quejan, {well}."
    ).format(**_shares(after))
    detail = _("En el último año le pasó a {n|un cliente|# clientes}.").format(
        n=numbers.count(after.values["bad_year"].value)
    )
    due = as_of + dt.timedelta(days=15)
    return Finding(
        "risk",
        message,
        KEY,
        after.n,
        owner=_("Servicio"),
        due=due,
        detail=detail,
        evidence=Evidence.ASSOCIATED,
    )


def _solve(
    after: Result, waiting: Result | Missing, graved: Result | Missing, as_of: dt.date, currency: str
) -> Finding:
    lost = after.values["lost_year"]
    message = _(
        "Resolver a tiempo cada queja: de los clientes a quienes no se les resolvió deja de comprar {badly}; de los bien atendidos, {well}."
    ).format(**_shares(after))
    year = _(
        "El dinero es lo que {n|compró de menos un cliente|compraron de menos # clientes} de un año en sus {days} "
        "días siguientes, frente a los bien atendidos."
    ).format(
        n=numbers.count(after.values["bad_year"].value), days=numbers.count(after.values["watch_days"].value)
    )
    sure = (lost.low or 0) > 0
    detail = " ".join(
        part for part in (_open(graved, currency), _where(waiting), year if sure else "") if part
    )
    money = (lost.value, lost.low, lost.high) if sure else (None, None, None)
    return Finding(
        "action", message, KEY, after.n, *money, stake=_("lo que compraron de menos que los bien atendidos") if sure else "", owner=_("Servicio"),
        due=as_of + dt.timedelta(days=1 if _pressing(graved) else 7), detail=detail, evidence=Evidence.ASSOCIATED,
    )  # fmt: skip


def _cases(found: Result) -> pd.DataFrame:
    """The complaints that are open."""
    cases: pd.DataFrame = found.frames["open"]
    return cases[cases.voice_kind.isin(GRUMBLES)]


def _late(found: Result, days: int = 0) -> int:
    """How many open complaints will be past their term within so many working days."""
    return int((_cases(found).working_days + days > (found.values["answer_days"].value or 0)).sum())


def _pressing(graved: Result | Missing) -> bool:
    """Is one past its term, or will it be tomorrow?"""
    return isinstance(graved, Result) and _late(graved, days=1) > 0


def _open(graved: Result | Missing, currency: str) -> str:
    """How many complaints are open, how many of them past their term, and the one of the customer who buys most."""
    if not isinstance(graved, Result) or (cases := _cases(graved)).empty:
        return ""
    first = cases.sort_values(["amount_year", "interaction_id"], ascending=[False, True]).iloc[0]
    words = {
        "n": numbers.count(len(cases)), "late": numbers.count(_late(graved)),
        "case": first.interaction_id, "customer": first.customer_id, "days": numbers.count(first.working_days),
        "allowed": numbers.count(graved.values["answer_days"].value), "amount": numbers.short_money(first.amount_year, currency),
    }  # fmt: skip
    if not (first.amount_year or 0) > 0:
        return _("Quejas abiertas: {n}; fuera de plazo, {late}.").format(**words)
    return _(
        "Quejas abiertas: {n}; fuera de plazo, {late}. "
        "De quien más compra es {case}: {customer}, {amount} en un año, lleva {days} de {allowed} días hábiles."
    ).format(**words)


def _where(waiting: Result | Missing) -> str:
    """The branch or channel that certainly closes least in time."""
    slow = slowest(waiting) if isinstance(waiting, Result) else None
    if slow is None:
        return ""
    return _(
        "De todos los mensajes, donde menos se cierran a tiempo es {group}: {in_time}; en los demás, {rest}."
    ).format(
        group=value(slow.answered_group),
        in_time=numbers.share(slow.in_time, 0),
        rest=numbers.share(slow.rest_in_time, 0),
    )
