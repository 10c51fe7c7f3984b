"""From all registered customers to those we can and may reach."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.database.by_segment import by_segment
from clientela.engine import analysis, findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.reach"
STEPS = ("step_registered", "step_written", "step_valid", "step_allowed", "step_arrives")


@analysis(
    KEY, people="marts.reach", customers="segments:periods.year", days="segments:periods.days", segments="segments_handed"
)  # fmt: skip
def reach(
    people: pd.DataFrame, customers: pd.DataFrame, days: int = 365, segments: pd.DataFrame | None = None
) -> Result | Missing:
    """Registered customers, step by step: with a contact, a valid one, with permission, not bounced.

    `people` is the reach mart (one row each, answers only); `customers` tells what those bought in the last `days` who cannot be reached.
    A contact that may be used is one whose own channel was permitted; no answer is no permission. `segments` is who stands in which segment,
    as stage 3 hands it over. Frames: `steps`, `channels`, `segments` (segment by channel; the rows add up to all).

    >>> import pandas as pd
    >>> yes = dict.fromkeys(("phone", "wrote_phone", "consent_phone", "asked", "wrote_email"), True)
    >>> people = pd.DataFrame({"customer_id": ["ana", "beto"], "email": [True, False], "consent_email": True, "bounced": False, **yes})
    >>> customers = pd.DataFrame({"customer_id": ["ana", "beto"], "amount": [10.0, 20.0]})
    >>> reach(people, customers).values["contactable"].value
    2
    """
    if people.empty:
        return Missing(KEY, Reason.NO_TABLE, ("customers",))
    if not (people.wrote_email | people.wrote_phone).any():
        return Missing(KEY, Reason.NO_COLUMN, ("customers.email", "customers.phone"))
    by_email, by_phone = people.email & people.consent_email, people.phone & people.consent_phone
    allowed = by_email | by_phone
    # A bounce is of an e-mail: who may be called still can be.
    arrives = (by_email & ~people.bounced) | by_phone
    masks = (
        people.customer_id.notna(),
        people.wrote_email | people.wrote_phone,
        people.email | people.phone,
        allowed,
        arrives,
    )
    amount = people.customer_id.map(customers.set_index("customer_id").amount).astype(float).fillna(0)
    values = _numbers(people, allowed, arrives, amount)
    values["period_days"] = Number(days, "days", len(people))
    arriving = by_email & ~people.bounced
    frames = {"steps": _steps(masks, amount), "channels": _channels(people, arriving, by_phone)}
    if segments is not None:
        frames["segments"] = by_segment(people, segments, arriving, by_phone)
    return Result(KEY, len(people), values, frames)


def _numbers(
    people: pd.DataFrame, allowed: pd.Series, arrives: pd.Series, amount: pd.Series
) -> dict[str, Number]:
    n = len(people)
    valid = people.email | people.phone
    return {
        "contactable": Number(int(arrives.sum()), "count", n),
        "contactable_share": Number(float(arrives.mean()), "share", n),
        "unasked": Number(int((valid & ~people.asked).sum()), "count", n),
        "no_permission": Number(int((valid & ~allowed).sum()), "count", n),
        "returned_mail": Number(int((allowed & ~arrives).sum()), "count", n),
        "unreachable_amount": Number(float(amount[~arrives].sum()), "currency", n),
    }


def _steps(masks: tuple[Any, ...], amount: pd.Series) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({
        "step": STEPS, "customers": [int(mask.sum()) for mask in masks], "amount": [float(amount[mask].sum()) for mask in masks],
    })  # fmt: skip
    frame = frame.assign(share_customers=frame.customers / frame.customers.iloc[0])
    # Without a record of bounces the last step would only repeat the one before.
    return frame if frame.customers.iloc[-1] < frame.customers.iloc[-2] else frame.head(-1)


def _channels(people: pd.DataFrame, by_email: pd.Series, by_phone: pd.Series) -> pd.DataFrame:
    import pandas as pd

    rows = [
        ("by_email", people.wrote_email, people.email, by_email), ("by_phone", people.wrote_phone, people.phone, by_phone),
        ("by_both", people.wrote_email & people.wrote_phone, people.email & people.phone, by_email & by_phone),
    ]  # fmt: skip
    return pd.DataFrame(
        [
            (name, int(wrote.sum()), int(valid.sum()), int(allowed.sum()))
            for name, wrote, valid, allowed in rows
        ],
        columns=["way", "written", "usable", "contactable"],
    )


def reach_table(result: Result) -> Table:
    """The steps with their customers and what they bought, where sales are known."""
    days = result.values["period_days"].value
    return Table(
        result.frames["steps"],
        caption=_(
            "De todos los registrados a los que se puede y se debe contactar, con lo que compraron en los últimos {days} días."
        ).format(days=numbers.count(days))
        if days
        else _("De todos los registrados a los que se puede y se debe contactar."),
        label="tbl-database-reach",
        columns=("step", "customers", "share_customers", *(("amount",) if days else ())),
    )


def ways_table(result: Result) -> Table:
    """E-mail and telephone compared."""
    return Table(
        result.frames["channels"],
        caption=_("Por dónde se llega: con el dato escrito, con el dato que sirve, y con permiso."),
        label="tbl-database-ways",
    )


def plot_reach(result: Result) -> Figure:
    """The steps as bars that shrink."""
    frame: Any = result.frames["steps"]
    drawing, axes = figures.canvas(2.7)
    colours = [figures.SAND] * (len(frame) - 1) + [figures.TEAL]
    axes.barh(frame.index, frame.customers, 0.6, color=colours)
    for place, row in frame.iterrows():
        words = _("{n} ({share})").format(
            n=numbers.count(row.customers), share=numbers.share(row.share_customers, 0)
        )
        lost = frame.customers[place - 1] - row.customers if place else 0
        if lost:
            words = _("{kept} · se pierden {lost}").format(kept=words, lost=numbers.count(lost))
        axes.annotate(
            words,
            (row.customers, place),
            (5, 0),
            textcoords="offset points",
            va="center",
            size=9.5,
            color=figures.INK,
        )
    axes.set_yticks(frame.index, [value(step) for step in frame.step], color=figures.INK)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.35 * frame.customers.max())
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    return Figure(
        drawing,
        label="fig-database-reach",
        caption=_("Cuántos clientes quedan en cada paso, del registro al contacto permitido."),
        alt=_("De {all|un registrado|# registrados} se puede contactar a {n}.").format(
            all=numbers.count(result.n), n=numbers.count(result.values["contactable"].value)
        ),
    )


def reach_advice(result: Result) -> str:
    """The step at which most are lost."""
    unasked, refused = result.values["unasked"].value or 0, result.values["no_permission"].value or 0
    if unasked:
        return _(
            "**Qué hacer.** {n|Un cliente tiene|# clientes tienen} un contacto que sirve y nadie {n|le|les} ha pedido permiso. "
            "Pídalo en la próxima compra, con una "
            "frase y una razón; "
            "sin permiso no entran en ninguna lista."
        ).format(n=numbers.count(unasked))
    if refused:
        return _(
            "**Qué hacer.** {n|Un cliente tiene|# clientes tienen} un contacto que sirve, pero no {n|dio|dieron} permiso para "
            "usarlo. Respételo siempre: lo piden la ley y la "
            "confianza. Vuelva a preguntar solo cuando el cliente hable con ustedes."
        ).format(n=numbers.count(refused))
    if not result.frames["steps"].set_index("step").customers["step_valid"]:
        return _(
            "**Qué hacer.** Lo escrito como correo o teléfono no llega a nadie: se escribió para pasar el formulario, o lo comparten muchos. "
            "Pida el dato otra vez en la próxima compra, y deje el campo vacío cuando no lo haya."
        )
    return _(
        "**Qué hacer.** A todos los que tienen un contacto que sirve se les puede hablar. Cuide no cansarlos."
    )


@findings_of(reach)
def reach_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """What was bought by customers nobody can reach."""
    share, amount = result.values["contactable_share"], result.values["unreachable_amount"]
    if (share.value or 0) > 0.9:
        return []
    asked_nobody = result.values["unasked"].value == result.values["no_permission"].value != 0
    message = (
        _("De ninguno de {all} clientes consta si permite que se le escriba o se le llame.")
        if not result.values["contactable"].value and asked_nobody
        else _(
            "{n|Solo se puede contactar a uno|Solo se puede contactar a #|No se puede contactar a ninguno} de {all} clientes; "
            "los que quedan fuera compraron {amount} en los últimos {days} días."
        )
        if result.values["period_days"].value
        else _(
            "{n|Solo se puede contactar a uno|Solo se puede contactar a #|No se puede contactar a ninguno} de {all} clientes."
        )
    )
    text = message.format(
        n=numbers.count(result.values["contactable"].value), all=numbers.count(result.n),
        amount=numbers.short_money(amount.value, currency), days=numbers.count(result.values["period_days"].value),
    )  # fmt: skip
    return [
        Finding(
            "risk",
            text,
            KEY,
            result.n,
            owner=_("Mercadeo"),
            due=as_of + dt.timedelta(days=60),
        )
    ]
