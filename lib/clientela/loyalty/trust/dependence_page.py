"""How the dependence on sellers looks: whose accounts sell how much, and what a departure cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.accounts import FEWEST
from clientela.engine import findings_of
from clientela.loyalty.trust.dependence import KEY, dependence
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

TOP = 12
# From so many of the ten largest accounts on, one person's absence is everybody's problem.
TOO_MANY = 4
# And so many that the lot would seldom give them to one of so many sellers.
SELDOM = 0.05


def depends(result: Result) -> bool:
    """Does one seller hold more of the largest accounts than so many sellers would by lot?"""
    most, chance = result.values["top_of_ten"].value or 0, result.values["ten_chance"].value
    return most >= TOO_MANY and chance is not None and chance < SELDOM


def plot_dependence(result: Result, currency: str) -> Figure:
    """The yearly sales of each seller's accounts, and how many of the ten largest are among them."""
    table = result.frames["sellers"].sort_values("amount", ascending=False).head(TOP)
    drawing, axes = figures.canvas(0.5 + 0.33 * len(table))
    place = np.arange(len(table))[::-1]
    worst = table.of_the_ten.idxmax() if depends(result) else None
    colours = [figures.AMBER if at == worst else figures.TEAL for at in table.index]
    axes.barh(place, table.amount, color=colours, height=0.6)
    for spot, row in zip(place, table.itertuples(), strict=True):
        ten = (
            _(" · {n} de las diez mayores").format(n=numbers.count(row.of_the_ten)) if row.of_the_ten else ""
        )
        axes.annotate(
            numbers.short_money(row.amount, currency) + ten, (row.amount, spot), xytext=(6, 0), textcoords="offset points",
            va="center", fontsize=12, color=figures.INK,
        )  # fmt: skip
    axes.set_yticks(place, table.seller_id, fontsize=13, color=figures.INK)
    axes.set_xlim(0, float(table.amount.max()) * 1.5)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    first = result.frames["sellers"].iloc[0]
    caption = _(
        "Lo que compraron en un año las cuentas de cada vendedor, y cuántas de las diez cuentas mayores atiende."
    )
    alt = _("El vendedor {seller} atiende {n} de las diez cuentas mayores y {share} de las ventas a cuentas con vendedor.").format(
        seller=first.seller_id, n=numbers.count(first.of_the_ten), share=numbers.share(first.share_amount, 0)
    )  # fmt: skip
    return Figure(drawing, "fig-loyalty-dependence", caption, alt)


def dependence_table(result: Result) -> Table:
    """The sellers with five accounts or more."""
    sellers = result.frames["sellers"]
    return Table(
        sellers[sellers.accounts >= FEWEST].sort_values("amount", ascending=False).head(12),
        _(
            "Las cuentas de cada vendedor que compraron en los últimos cuatro meses, y lo que compraron en un año. El plan cuenta todas las del "
            "último año: por eso allí son más. Solo vendedores con cinco cuentas o más."
        ),
        "tbl-loyalty-dependence",
        ("seller_id", "accounts", "of_the_ten", "amount", "share_amount", "largest_share"),
    )


def departures_table(result: Result) -> Table | None:
    """The sellers who stopped, and what became of their accounts; None for fewer than two, of whom the advice tells in a sentence."""
    frame = result.frames["departures"]
    if len(frame) < 2:
        return None
    return Table(
        frame.tail(12),
        _(
            "Vendedores que dejaron sus cuentas. Perdida es la que no compró a nadie entre los 90 y los 210 días siguientes; "
            "al lado, las que perdieron los demás en esos días."
        ),
        "tbl-loyalty-seller-departures",
        ("seller_id", "left_on", "accounts", "lost_share", "others_lost", "followed"),
    )


def _words(result: Result, currency: str) -> dict[str, Any]:
    first = result.frames["sellers"].iloc[0]
    words = {
        "seller": first.seller_id, "n": numbers.count(first.of_the_ten), "accounts": numbers.count(first.accounts),
        "amount": numbers.short_money(first.amount, currency), "share": numbers.share(first.share_amount, 0),
    }  # fmt: skip
    for name in ("key_stake", "book_stake"):
        if (stake := result.values.get(name)) is not None:
            words |= {
                name: numbers.short_money(stake.value, currency), f"{name}_low": numbers.short_money(stake.low, currency),
                f"{name}_high": numbers.short_money(stake.high, currency),
            }  # fmt: skip
    return words


def _seen(result: Result) -> str:
    """What became of the accounts of those who left; of one alone, that it is one alone."""
    gone = result.frames["departures"]
    words = {
        "lost": numbers.share(result.values["lost_share"].value, 0), "others": numbers.share(result.values["others_lost"].value, 0),
        "n": numbers.count(gone.accounts.sum()), "sellers": numbers.count(len(gone)),
    }  # fmt: skip
    if len(gone) > 1:
        return _(
            "Se ha visto {sellers} veces: de las {n} cuentas de quienes se fueron se perdió {lost}; de las demás, en los mismos días, {others}."
        ).format(**words)
    first = gone.iloc[0]
    return _(
        "Hay un solo caso: cuando {seller} se fue, hacia el {day}, se perdió {lost} de sus {n} cuentas; de las demás, {others}."
    ).format(**words, seller=first.seller_id, day=numbers.date(first.left_on))


def dependence_advice(result: Result, currency: str) -> str:
    """A second face in every large account; and what a departure has cost."""
    words = _words(result, currency)
    if not depends(result):
        return _(
            "**Qué hacer.** Las cuentas mayores están repartidas. Que siga así: que cada una de las diez conozca a dos personas de la empresa."
        )
    lead = _(
        "**Qué hacer.** Ventas presenta este mes a una segunda persona en cada una de las {n} cuentas mayores de {seller}, empezando por la más "
        "grande, y deja escritos los acuerdos. La misma persona puede llevarle después las cuentas que no alcanza a llamar."
    ).format(**words)
    if "key_stake" in words:
        stake = _(
            "Si pasara lo mismo con {seller}, en esas {n} cuentas se perderían {key_stake} al año (entre {key_stake_low} y {key_stake_high}); "
            "en sus {accounts}, {book_stake}."
        ).format(**words)
        return f"{lead} {_seen(result)} {stake}"
    return (
        lead
        + " "
        + _(
            "Cuánto se perdería no se sabe: la empresa no ha visto irse a un vendedor, o no se distingue del azar."
        )
    )


@findings_of(dependence)
def dependence_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """Too many of the large accounts with one seller, with what would be at stake."""
    import datetime as dt

    if isinstance(result, Missing) or not depends(result):
        return []
    words, stake = _words(result, currency), result.values.get("key_stake")
    message = _(
        "{n} de las diez cuentas mayores dependen de un solo vendedor ({seller}): sus {accounts} cuentas compran {amount} al año."
    ).format(**words)
    owner, due = _("Ventas"), as_of + dt.timedelta(days=30)
    if stake is None:
        return [Finding("risk", message, KEY, result.n, owner=owner, due=due)]
    book = result.values["book_stake"]
    second = _(
        "Presentar a una segunda persona en las {n} cuentas mayores de {seller}, empezando por la más grande, y dejar escritos los acuerdos."
    ).format(**words)
    label = _("ventas de un año, si {seller} se va").format(seller=words["seller"])
    common: dict[str, Any] = {
        "stake": label,
        "owner": owner,
        "due": due,
        "detail": _seen(result),
        "evidence": Evidence.ASSOCIATED,
    }
    return [
        Finding("risk", message, KEY, stake.n, book.value, book.low, book.high, **common),
        Finding("action", second, KEY, stake.n, stake.value, stake.low, stake.high, **common),
    ]
