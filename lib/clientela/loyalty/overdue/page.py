"""How the list of calls looks: the first ten, the chance by lateness, what to do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.overdue.analysis import KEY, due, to_call
from clientela.loyalty.sensitivity import names_changed
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import NO_CURRENCY, Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

TOP = 10
# When so many come back by themselves, a call is spent on somebody who was coming anyway.
COME_ANYWAY = 0.75


def due_table(result: Result) -> Table:
    """The ten to call first."""
    return Table(
        to_call(result.frames["list"]).head(TOP),
        _(
            "Los diez clientes atrasados que se llaman primero: los de mayor compra habitual por la parte que vuelve cuando se atrasa así."
        ),
        "tbl-loyalty-due",
        ("customer_id", "days_late", "typical_gap", "repeat_mean", "chance"),
    )


def plot_due(result: Result) -> Figure:
    """The later, the fewer come back: the share that returned, by how many usual gaps they had waited."""
    bands = result.frames["bands"]
    drawing, axes = figures.canvas(3.3)
    place = np.arange(len(bands))
    colours = [figures.TEAL if hopeful else figures.MUTED for hopeful in bands.hopeful]
    axes.vlines(place, bands.share_low, bands.share_high, color=colours, linewidth=3, alpha=0.45)
    axes.scatter(place, bands.chance, s=70, color=colours, zorder=3, clip_on=False)
    for spot, row in zip(place, bands.itertuples(), strict=True):
        axes.annotate(
            numbers.share(row.chance, 0), (spot, row.chance), xytext=(10, 0), textcoords="offset points",
            va="center", fontsize=14, weight=600,
        )  # fmt: skip
    labels = [
        _("{wait}\nhoy: {n}").format(wait=_wait(float(start), float(end)), n=numbers.count(n))
        for start, end, n in zip(bands.late_from, bands.late_to, bands.customers, strict=True)
    ]
    axes.set_xticks(place, labels, fontsize=12.5)
    axes.set_xlim(-0.4, len(bands) - 0.3)
    axes.set_ylim(0, min(1.0, float(bands.share_high.max()) * 1.12))
    figures.share_axis(axes.yaxis)
    days = numbers.count(result.values["horizon_days"].value)
    first, last = bands.iloc[0], bands.iloc[-1]
    return Figure(
        drawing, "fig-loyalty-due",
        _(
            "De los que estaban así de atrasados hace {days} días, cuántos han comprado desde entonces; "
            "abajo, la espera en pausas habituales y los que hoy están así."
        ).format(days=days),
        _("De los menos atrasados volvió {first}; de los más atrasados, {last}.").format(
            first=numbers.share(first.chance, 0), last=numbers.share(last.chance, 0)
        ),
    )  # fmt: skip


def _wait(start: float, end: float) -> str:
    low, high = numbers.decimal(start, 0 if start == int(start) else 1), numbers.decimal(end, 0)
    return (
        _("más de {low}").format(low=low)
        if math.isinf(end)
        else _("{low} a {high}").format(low=low, high=high)
    )


def _words(result: Result, currency: str) -> dict[str, str]:
    back, may = result.values["came_back"], result.values.get("may_call")
    habit, late = result.values.get("late_back_habit"), result.values.get("late_back")
    return {
        "habit": numbers.share(habit.value if habit else None, 0),
        "late_back": numbers.share(late.value if late else None, 0),
        "may": numbers.count(may.value if may else None),
        "n": numbers.count(result.values["calls"].value), "due": numbers.count(result.values["due"].value),
        "given_up": numbers.count(result.values["given_up"].value), "days": numbers.count(result.values["horizon_days"].value),
        "amount": numbers.short_money(result.values["called_purchases"].value, currency), "back": numbers.share(back.value, 0),
    }  # fmt: skip


def _permission(result: Result) -> str:
    """Who of the late may be phoned, where anything is known of it."""
    may, words = result.values.get("may_call"), _words(result, "")
    if may is None:
        return ""
    if not may.value:
        return _(
            "De ninguno de los {due} atrasados consta permiso de llamada: pídalo antes de llamar."
        ).format(**words)
    return _(
        "De los {due} atrasados, {may} dieron permiso de llamada, y solo ellos están entre los {n}; a los demás escríbales por donde sí lo dieron."
    ).format(**words)


def _fitting(result: Result) -> str:
    """How many of the calls next week has room for, and who has no room for more; "" where nobody knows."""
    limit = result.frames.get("calls_limit")
    if limit is None:
        return ""
    row = limit.iloc[0]
    words = {"left": numbers.count(row.calls_left), "room": numbers.count(row.calls_room), "unit": row.unit}
    if not row.calls_room:
        return _(
            "Esta semana no llame a nadie: {unit} no alcanza a atender lo que ya llega (capítulo 1). "
            "{left|Una llamada queda|Las # llamadas quedan} para después."
        ).format(**words)
    if not row.calls_left:
        return _(
            "Todas caben: {unit} puede atender lo que traigan {room} llamadas en la semana (capítulo 1)."
        ).format(**words)
    return _(
        "Caben {room} llamadas en la semana, que es lo que {unit} puede atender sin faltar a lo prometido (capítulo 1); "
        "{left|una queda|# quedan} para después."
    ).format(**words)


def tells(result: Result) -> bool:
    """Does being late tell of leaving: do the late come back less than customers who only pause by chance?"""
    lost = result.values.get("late_lost")
    return lost is not None and (lost.low or 0) > 0


def due_advice(result: Result, currency: str) -> str:
    """Whom to call, and whom to leave alone."""
    words = _words(result, currency)
    if not result.values["calls"].value and (kept := _fitting(result)):
        return _("**Qué hacer.** {advice}").format(advice=kept)
    if not tells(result):
        said = _(
            "**Qué hacer.** No dé a nadie por perdido: en {days} días vuelve {back} de los atrasados, tantos como volverían si solo fuera una pausa. "
            "Si llama, empiece por arriba de la lista."
        )
    elif (result.values["came_back"].value or 0) >= COME_ANYWAY:
        said = _(
            "**Qué hacer.** No llame a todos: {back} de los atrasados vuelve en {days} días. "
            "Un mensaje corto basta; guarde las llamadas para {n|el primero|los # primeros} de la lista."
        )
    else:
        said = _(
            "**Qué hacer.** Llame primero {n|al|a los #} de arriba de la lista. "
            "Cuánto trae la llamada no se sabe: de los que estaban así de atrasados hace {days} días volvió {back}. "
            "Para averiguarlo, deje a una parte sin llamar, por sorteo; una ronda no basta, hay que sumar muchas."
        )
    parts = (said.format(**words), _purchase(words, currency), _permission(result), _fitting(result))
    return " ".join(part for part in parts if part)


def _purchase(words: dict[str, str], currency: str) -> str:
    """What those to be called buy in one go, where sales have amounts."""
    if currency == NO_CURRENCY:
        return ""
    return _("{n|Quien encabeza la lista suele|Los # primeros suelen} dejar {amount} en una compra.").format(
        **words
    )


def _whose(result: Result) -> str:
    """Where the names are; no list is named that is not written."""
    may, listed = result.values.get("may_call"), result.frames["list"]
    if may is None or not may.value:
        return _("Sus códigos están en el capítulo 5; pida antes el permiso de llamada.")
    if "seller_id" in listed and listed.seller_id.notna().any():
        return _("Todos dieron permiso de llamada; sus nombres están en la carpeta privada, por vendedor.")
    return _("Todos dieron permiso de llamada; sus nombres están en la carpeta privada.")


@findings_of(due, steady="due_steady")
def due_findings(
    result: Result | Missing, as_of: dt.date, currency: str, steady: Result | Missing | None = None
) -> list[Finding]:
    """Call the first of the list: how many, what they buy in one go, and how firm the names are (`steady`, the result of `due_steady`).

    Silent where being late is no more than the pauses of customers who stay.
    """
    import datetime as dt

    if isinstance(result, Missing) or not tells(result) or not result.values["calls"].value:
        return []
    words = _words(result, currency)
    message = _(
        "Llamar {n|al cliente que ya debía haber vuelto y más suele|a los # clientes que ya debían haber vuelto y más suelen} "
        "comprar."
    ).format(**words)
    parts = [
        _purchase(words, currency),
        _whose(result),
        _fitting(result) if (waits := result.values.get("calls_left")) and waits.value else "",
        _(
            "Cuánto trae la llamada no se sabe todavía. De todos los atrasados de hace {days} días volvió {late_back}; "
            "de clientes que solo hacen una pausa habría vuelto {habit}."
        ).format(**words),
        names_changed(steady) if isinstance(steady, Result) else "",
    ]
    stake = _("lo que dejan en una compra; no lo que trae la llamada")
    amount, due = result.values["called_purchases"].value, as_of + dt.timedelta(days=10)
    detail = " ".join(part for part in parts if part)
    return [
        Finding("action", message, KEY, result.n, amount, owner=_("Ventas"), due=due, detail=detail, evidence=Evidence.ASSOCIATED, stake=stake)
    ]  # fmt: skip
