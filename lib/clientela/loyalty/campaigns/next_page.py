"""How the next campaign's list looks: what becomes of the customers step by step, the first ten, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.campaigns.next_list import KEY, next_list, permission
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

TOP = 10
STEPS = ("in_group", "allowed", "rested", "paying", "listed")


def next_list_table(result: Result) -> Table | None:
    """The ten contacts that bring most; nothing where no contact pays."""
    listed = result.frames["next_list"]
    if listed.empty:
        return None
    return Table(
        listed.head(TOP),
        _("Los diez contactos de los que más se espera, una vez pagado el contacto, con su intervalo."),
        "tbl-loyalty-next-list",
        ("customer_id", "offer", "contact_channel", "expected_gain", "gain_least", "gain_most"),
    )


def offers_table(result: Result) -> Table | None:
    """What each proven offer brings in a contact, and what it costs; nothing where no contact pays, as the sentence says it."""
    if result.frames["next_list"].empty:
        return None
    return Table(
        result.frames["offers"],
        _(
            "Ofertas cuyo efecto probó un sorteo: en quiénes, cuántos más compran, lo que deja cada contacto y lo que cuesta."
        ),
        "tbl-loyalty-offers",
        ("offer", "group", "shrunken", "break_even", "contact_cost", "listed"),
    )


def plot_next_list(result: Result) -> Figure | None:
    """From the customers in whom the offer works to those on the list: where the others stay behind."""
    if result.frames["offers"].empty:
        return None
    totals = result.frames["offers"][list(STEPS)].sum()
    words = (
        _("Grupo en que sirvió"), _("Con permiso\n({channel})").format(channel=_channels(result)), _("Sin contacto reciente"),
        _("Dejan más de\nlo que cuesta"), _("En la lista"),
    )  # fmt: skip
    drawing, axes = figures.canvas(2.9)
    place = np.arange(len(STEPS))[::-1]
    axes.barh(place, totals, color=[figures.SAND] * (len(STEPS) - 1) + [figures.TEAL], height=0.62)
    for spot, total in zip(place, totals, strict=True):
        axes.annotate(
            numbers.count(total), (total, spot), xytext=(6, 0), textcoords="offset points", va="center", fontsize=13, weight=600
        )  # fmt: skip
    axes.set_yticks(place, words, fontsize=12.5, color=figures.INK)
    axes.set_xlim(0, float(totals.max()) * 1.12 or 1.0)
    axes.grid(visible=False)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    alt = _(
        "De {first} clientes del grupo en que la oferta sirvió, {allowed} dieron permiso, {paying} dejan más de lo que cuesta y "
        "{listed} entran en la lista."
    ).format(
        first=numbers.count(totals.iloc[0]), allowed=numbers.count(totals.iloc[1]),
        paying=numbers.count(totals.iloc[3]), listed=numbers.count(totals.iloc[4]),
    )  # fmt: skip
    return Figure(
        drawing,
        "fig-loyalty-next-list",
        _("De los clientes del grupo en que la oferta sirvió a los que conviene contactar."),
        alt,
    )


def _channels(result: Result) -> str:
    """By which ways the offers go out, and so which permission counts."""
    words = {
        "may_email": _("correo electrónico"),
        "may_phone": _("teléfono"),
        "may_post": _("envío a la dirección"),
    }
    needed = sorted({permission(channel) for channel in result.frames["offers"].contact_channel})
    return ", ".join(words[one] for one in needed)


def _words(result: Result, currency: str) -> dict[str, str]:
    found = result.values
    gain = found["expected_gain"]
    return {
        "n": numbers.count(found["listed"].value), "paying": numbers.count(found["paying"].value),
        "gain": numbers.short_money(gain.value, currency), "low": numbers.short_money(gain.low, currency),
        "high": numbers.short_money(gain.high, currency), "room": numbers.count(found["room_contacts"].value),
        "sure": numbers.count((result.frames["next_list"].gain_least > 0).sum()),
        "price": numbers.short_money(found["price_room"].value, currency), "spent": numbers.short_money(found["spent"].value, currency),
    }  # fmt: skip


def next_list_advice(result: Result, currency: str) -> str:
    """Contact these, or make the offer cheaper, or prove one first."""
    offers = result.frames["offers"]
    if offers.empty:
        return _(
            "**Qué hacer.** Ninguna oferta ha demostrado todavía que haga comprar a más. No gaste en repetirlas: pruebe una nueva, con sorteo."
        )
    words = _words(result, currency)
    if result.frames["next_list"].empty:
        best = offers.sort_values("break_even", ascending=False).iloc[0]
        return _(
            "**Qué hacer.** No hay a quién mandarle «{offer}» con ganancia: de los clientes de hoy se esperan {even} por contacto, y cuesta {cost}. "
            "Es otra cifra que la del sorteo porque el efecto se toma con prudencia y se aplica a lo que compran hoy. "
            "Busque una versión que cueste menos de {even}."
        ).format(
            offer=best.offer, even=numbers.short_money(best.break_even, currency),
            cost=numbers.short_money(best.contact_cost, currency),
        )  # fmt: skip
    if (result.values["expected_gain"].low or 0.0) <= 0:
        return _(
            "**Qué hacer.** De los {n} de la lista se esperan {gain} después de pagar los contactos, pero también se puede perder "
            "(entre {low} y {high}). "
            "Empiece por los {sure} que se pagan aun en el peor caso, y deje a una parte sin contactar, por sorteo, para saberlo mejor."
        ).format(**words)
    if (result.values["price_room"].value or 0) > 0:
        return _(
            "**Qué hacer.** Contacte a los {n} de la lista: se esperan {gain} después de pagar los contactos (entre {low} y {high}). "
            "Caben {room} por semana y se pagarían {paying}: atender uno más dejaría {price}; "
            "esa es la suma que vale la pena pagar por ampliar la atención."
        ).format(**words)
    return _(
        "**Qué hacer.** Contacte a los {n} de la lista: se esperan {gain} después de pagar los contactos (entre {low} y {high}). "
        "A nadie más conviene contactarlo con lo que hoy se sabe, aunque quede lugar."
    ).format(**words)


@findings_of(next_list)
def next_list_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """Contact those of the list; silent where none pays or the gain may be nothing."""
    import datetime as dt

    if isinstance(result, Missing) or result.frames["next_list"].empty:
        return []
    gain = result.values["expected_gain"]
    if gain.low is None or gain.low <= 0:
        return []
    offers = sorted({str(offer) for offer in result.frames["next_list"].offer})
    message = _(
        "Contactar a {n|un cliente|# clientes} con {offer}: deja {gain} después de pagar los contactos (entre {low} y {high})."
    ).format(offer=", ".join(value(offer) for offer in offers), **_words(result, currency))
    due = as_of + dt.timedelta(days=10)
    return [
        Finding(
            "action", message, KEY, gain.n, gain.value, gain.low, gain.high, _("Mercadeo"), due, evidence=Evidence.EXPERIMENT,
            stake=_("lo que queda de una campaña"),
        )
    ]  # fmt: skip
