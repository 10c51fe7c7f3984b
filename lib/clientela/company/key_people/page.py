"""How key people look: what hangs on each, what left with those who are gone, and what to do before the next one goes."""

from __future__ import annotations

from typing import Any

from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Result
from clientela.stats.rows import rows_of

MOST = 12


def key_people_table(result: Result) -> Table:
    """What hangs on each person: accounts, sales, margin, and what nobody else knows."""
    people = result.frames["people"]
    columns = ["seller_id", "accounts", "of_the_ten", "share_amount"]
    columns += ["share_margin"] if people["share_margin"].notna().any() else []
    columns += ["skills_alone"] if "skills_alone" in people else []
    caption = _(
        "Lo que se iría con cada persona: cuentas que compran hoy, de las diez mayores, y parte de las ventas y del margen de las "
        "cuentas con vendedor."
    )
    if "still_here" in people:
        gone = people["still_here"] == "person_gone"
        named = [_("{person} (se fue)").format(person=name) for name in people["seller_id"]]
        people = people.assign(seller_id=people["seller_id"].where(~gone, named))
    first = people.index < MOST
    # Whoever knows something alone is never left out, with accounts or without.
    shown = people[first | (people["skills_alone"] > 0)] if "skills_alone" in people else people[first]
    return Table(shown, caption, "tbl-company-key-people", columns)


def left_table(result: Result) -> Table | None:
    """What left with those who are gone, and who took over what stayed."""
    gone = result.frames["departures"]
    if gone.empty:
        return None
    caption = _(
        "Quién dejó sus cuentas, cuántas se perdieron y quién heredó las que se quedaron. Al lado, las que perdieron los demás en los mismos días."
    )
    return Table(
        gone.tail(MOST),
        caption,
        "tbl-company-left",
        ("seller_id", "left_on", "accounts", "lost_share", "others_lost", "heir"),
    )


def key_people_reading(result: Result) -> str:
    """How few people carry half of the sales, and what the ten largest accounts leave."""
    few = result.values["half_sales"]
    sentences = [
        _("**Cómo leerlo.** Todas las cuentas con vendedor son de una sola persona.")
        if few.n == 1
        else _(
            "**Cómo leerlo.** {few|Una sola persona lleva|# personas llevan} la mitad de las ventas a cuentas con vendedor, de {n}."
        ).format(few=numbers.count(few.value), n=numbers.count(few.n))
    ]
    if "ten_margin" in result.values:
        sentences.append(
            _(
                "Las diez cuentas mayores dejan {ten} del margen de un año; las que lleva {seller}, {key}."
            ).format(
                ten=numbers.share(result.values["ten_margin"].value),
                key=numbers.share(result.values["key_margin"].value),
                seller=result.frames["people"]["seller_id"].iloc[0],
            )
        )
    sentences.append(_("Los códigos están para repartir y enseñar, no para premiar."))
    return " ".join(sentences)


def key_people_advice(result: Result) -> str:
    """What to hand over before anybody leaves; what a departure taught."""
    lead = _(
        "**Qué hacer.** De cada una de las diez cuentas mayores, escriba una hoja: con quién se trata, qué se acordó, qué se le debe; "
        "que la conozca una segunda persona."
    )
    gone: list[Any] = list(rows_of(result.frames["departures"].tail(1)))
    if not gone:
        return lead
    last = gone[0]
    words = {
        "seller": last.seller_id, "day": numbers.date(last.left_on), "lost": numbers.count(last.accounts_lost), "n": numbers.count(last.accounts),
        "heir": last.heir,
    }  # fmt: skip
    told = (
        _(
            "Cuando {seller} dejó las suyas, hacia el {day}, se perdieron {lost} de {n}; de las que se quedaron, quien más heredó fue {heir}."
        )
        if isinstance(last.heir, str)
        else _("Cuando {seller} dejó las suyas, hacia el {day}, se perdieron {lost} de {n}.")
    )
    return f"{lead} {told.format(**words)}"
