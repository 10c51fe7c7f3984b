"""Supply against demand, and claims beside what customers say: tables and what to do."""

from __future__ import annotations

from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Result

TOP = 10


def lost_table(result: Result) -> Table | None:
    """The products that ran out, with the most that was lost."""
    frame = result.frames["lost"]
    if frame.empty:
        return None
    caption = _(
        "Los productos que se agotaron en el último año y lo más que se dejó de vender: nada, si todos llevaron otra cosa; hasta esto, "
        "si nadie la llevó."
    )
    columns = ("product", "days_out", "sold_year", "unsold_orders", "unsold_most", "unsold_high")
    return Table(frame.head(TOP), caption, "tbl-product-lost", columns)


def unattended_table(result: Result) -> Table | None:
    """Who came or called and did not wait, by unit."""
    frame = result.frames["unattended"]
    if frame.empty:
        return None
    caption = _(
        "De quienes llegaron o llamaron en el último año, los que no esperaron. Lo que habrían comprado no se sabe."
    )
    columns = ("unit", "arrived", "unattended", "unattended_share", "unattended_low", "unattended_high")
    return Table(frame, caption, "tbl-product-unattended", columns)


def supply_advice(result: Result, currency: str = "") -> str:
    """Which product may not run out again; and to write down what was asked for and was not there."""
    lost = result.frames["lost"]
    note = _(
        "Anote cada vez que alguien pide lo que no hay y qué lleva en su lugar: así el rango se vuelve una cifra."
    )
    if lost.empty:
        return _(
            "**Qué hacer.** Ningún producto con días de agotado anotados se quedó sin existencias. {note}"
        ).format(note=note)
    first = lost.iloc[0]
    return _(
        "**Qué hacer.** Compras cuida primero «{name}»: estuvo {days} días agotado, y lo más que se dejó de vender fueron {amount} "
        "(hasta {high}). {note}"
    ).format(
        name=first["product"], days=numbers.count(first.days_out), amount=numbers.short_money(first.unsold_most, currency),
        high=numbers.short_money(first.unsold_high, currency), note=note,
    )  # fmt: skip


def claims_table(result: Result) -> Table:
    """Each claim, those of what sells most first."""
    caption = _(
        "Lo que se promete de cada producto y lo que dicen los clientes: las notas de las preguntas que hablan de lo mismo (de 0 a 100 "
        "%) y cuántos clientes lo nombran al felicitar o al quejarse."
    )
    columns = (
        "promised_benefit",
        "claim_products",
        "sold_year",
        "benefit_expected",
        "benefit_perceived",
        "praised_by",
        "missed_by",
        "heard",
    )
    return Table(result.frames["claims"].head(TOP), caption, "tbl-product-claims", columns)


def unclaimed_table(result: Result) -> Table | None:
    """What customers praise and nobody claims."""
    frame = result.frames["unclaimed"]
    if frame.empty:
        return None
    caption = _(
        "Palabras con que los clientes felicitan y que ninguna promesa usa; una palabra sola es una pista, no un beneficio."
    )
    return Table(
        frame.head(TOP),
        caption,
        "tbl-product-unclaimed",
        ("praised_word", "praised_by", "praised_share", "missed_by"),
    )


def benefits_advice(result: Result) -> str:
    """Mend what is missed, ask about what nobody names, try saying what is praised."""
    claims, free = result.frames["claims"], result.frames["unclaimed"]
    missed, silent = claims[claims.heard == "missed"], claims[claims.heard == "nobody_says"]
    told = []
    if len(missed):
        row = missed.iloc[0]
        words = {
            "claim": row.promised_benefit,
            "n": numbers.count(row.missed_by),
            "praise": numbers.count(row.praised_by),
        }
        told.append(
            _(
                "Cumpla o deje de prometer «{claim}»: lo nombran al quejarse {n|un cliente|# clientes}, y al felicitar {praise|uno|#|ninguno}."
            ).format(**words)
        )
    if len(silent):
        told.append(
            _("Pregunte en la próxima encuesta por «{claim}»: se promete y nadie lo nombra.").format(
                claim=silent.iloc[0].promised_benefit
            )
        )
    if len(free):
        named = ", ".join(_("«{word}»").format(word=word) for word in free.praised_word.head(3))
        told.append(
            _(
                "Lea las felicitaciones que dicen {words}: puede haber ahí un beneficio que nadie ofrece."
            ).format(words=named)
        )
    if not told:
        return _("**Qué hacer.** Cada promesa tiene quien la perciba. Siga preguntando.")
    return _("**Qué hacer.** {what}").format(what=" ".join(told))
