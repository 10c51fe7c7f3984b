"""How discontent looks: who does not come back after a complaint, and what the most dissatisfied lived through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.loyalty.voice.aftermath import KEY as AFTERMATH
from clientela.loyalty.voice.discontent import KEY
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

TOP, DRAWN = 12, 6


def aftermath_table(result: Result) -> Table:
    """Complaints well and badly answered beside customers alike."""
    return Table(
        result.frames["arms"],
        _(
            "Parte que no vuelve a comprar en {days} días, junto a la de clientes parecidos que no se quejaron; "
            "la última columna es lo que compran de más o de menos."
        ).format(days=numbers.count(result.values["watch_days"].value)),
        "tbl-loyalty-aftermath",
        ("answered_how", "n", "gone", "gone_alike", "gone_more", "spent_more"),
    )


def plot_aftermath(result: Result) -> Figure:
    """The share that buys no more: customers alike, well answered, badly answered."""
    rows = _rows(result)
    drawing, axes = figures.canvas(2.9)
    for place, (words, share, low, high, colour) in enumerate(reversed(rows)):
        axes.barh(place, share, 0.5, color=colour)
        if low is not None and high is not None:
            axes.hlines(place, low, high, color=figures.INK, linewidth=1.6)
        axes.annotate(
            numbers.share(share, 0), (max(share, high or 0), place), xytext=(8, 0), textcoords="offset points", va="center", fontsize=14,
            weight=600, color=figures.MUTED if colour == figures.SAND else colour,
        )  # fmt: skip
        axes.text(0, place + 0.34, words, fontsize=13, color=figures.INK, va="bottom")
    axes.set_ylim(-0.4, len(rows) - 0.2)
    axes.set_xlim(0, 1.2 * max(high or share for _words, share, _low, high, _colour in rows))
    axes.set_yticks([])
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    caption = _(
        "Parte de los clientes que no vuelve a comprar, mirada desde {settle} días después de la queja y durante {watch} días. "
        "La raya es el intervalo del 95 %."
    ).format(
        settle=numbers.count(result.values["settle_days"].value),
        watch=numbers.count(result.values["watch_days"].value),
    )
    told = " ".join(
        _("{who}: no vuelve {share}.").format(who=row[0], share=numbers.share(row[1], 0)) for row in rows
    )
    return Figure(drawing, "fig-loyalty-aftermath", caption, told)


def _rows(result: Result) -> list[tuple[str, float, float | None, float | None, str]]:
    arms = result.frames["arms"]
    alike = float(np.average(arms.gone_alike, weights=arms.n))
    rows: list[tuple[str, float, float | None, float | None, str]] = [
        (_("Clientes parecidos que no se quejaron"), alike, None, None, figures.SAND)
    ]
    for arm, words, colour in (
        ("well", _("Se quejaron y se les resolvió a tiempo"), figures.TEAL),
        ("badly", _("Se quejaron y no se les resolvió a tiempo"), figures.RED),
    ):
        number = result.values[f"gone_{arm}"]
        rows.append((words, float(number.value or 0), number.low, number.high, colour))
    return rows


def aftermath_sentence(result: Result) -> str:
    """What goes with a bad answer, in a sentence; or that nothing can be told."""
    gap = result.values["price_of_bad"]
    words = {"n": _hundred(gap.value), "low": _hundred(gap.low), "high": _hundred(gap.high)}
    if gap.low is not None and gap.low > 0:
        return _(
            "De cada cien clientes que se quejan, {n} más dejan de comprar cuando no se les resuelve a tiempo que cuando sí (entre {low} y {high})."
        ).format(**words)
    return _(
        "No se ve diferencia entre los bien y los mal atendidos: de cada cien, entre {low} y {high} más dejan de comprar."
    ).format(**words)


def discontent_table(result: Result) -> Table | None:
    """What the worst tenth lived through, beside the others."""
    frame = result.frames["traits"]
    if not frame.proven.any():
        return None
    return Table(
        frame[frame.proven].head(TOP).assign(lived=lambda rows: [value(name) for name in rows.lived]),
        _("Lo que distingue a los más descontentos de los demás clientes; solo diferencias que no explica el azar."),
        "tbl-loyalty-discontent",
        ("lived", "trait_side", "share_worst", "share_rest", "more"),
    )  # fmt: skip


def plot_discontent(result: Result) -> Figure | None:
    """The largest differences between the worst tenth and the others."""
    table = _taught(result).head(DRAWN)
    if table.empty:
        return None
    drawing, axes = figures.canvas(0.9 + 0.72 * len(table))
    place = np.arange(len(table))[::-1]
    axes.barh(place + 0.1, table.share_worst, 0.28, color=figures.RED)
    axes.barh(place - 0.2, table.share_rest, 0.28, color=figures.SAND)
    for spot, row in zip(place, table.itertuples(), strict=True):
        words = [
            (0.1, row.share_worst, _("{share} de los más descontentos"), figures.RED, 600),
            (-0.2, row.share_rest, _("{share} de los demás"), figures.MUTED, 400),
        ]
        for height, share, text, colour, weight in words:
            first = spot == place[0]
            axes.annotate(
                text.format(share=numbers.share(share, 0)) if first else numbers.share(share, 0), (share, spot + height), xytext=(6, 0),
                textcoords="offset points", va="center", fontsize=13, color=colour, weight=weight,
            )  # fmt: skip
        axes.text(0, spot + 0.27, _trait(row), fontsize=13, color=figures.INK, va="bottom")
    axes.set_ylim(-0.5, len(table) - 0.2)
    axes.set_xlim(
        0, max(1.3 * table[["share_worst", "share_rest"]].to_numpy().max(), 1.75 * table.share_worst.iloc[0])
    )
    axes.set_yticks([])
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    told = [
        _("{trait}: {worst} de los más descontentos y {rest} de los demás.").format(
            trait=_trait(row), worst=numbers.share(row.share_worst, 0), rest=numbers.share(row.share_rest, 0)
        )
        for row in table.itertuples()
    ]
    caption = _(
        "Lo que vivieron en el año anterior a su respuesta los clientes con peor opinión ({n}, la décima parte) y los demás."
    ).format(n=numbers.count(result.values["worst_customers"].value))
    return Figure(drawing, "fig-loyalty-discontent", caption, " ".join(told))


def _taught(result: Result) -> pd.DataFrame:
    """What the worst have more of, for certain; the largest difference first."""
    frame = result.frames["traits"]
    kept = frame[frame.proven & (frame.counted_on > 0)]
    return kept.sort_values(["counted_on", "lived"], ascending=[False, True]).reset_index(drop=True)


def _causes(result: Result) -> pd.DataFrame:
    """Of those, what can be mended: that they complained cannot; what of, and what became of it, can."""
    taught = _taught(result)
    return taught[taught.trait_side.isin(("lived", "topic")) & (taught.lived != "complained")]


def _trait(row: object) -> str:
    """A trait in words: what was lived, or the topic, branch or channel it is about."""
    side, name = row.trait_side, row.lived  # type: ignore[attr-defined]
    if side == "topic":
        return _("Se quejó de «{topic}»").format(topic=name)
    if side == "branch":
        return _("Compra en {branch}").format(branch=name)
    if side == "channel":
        return _("Compra por {channel}").format(channel=value(name))
    return value(name)


def discontent_advice(result: Result) -> str:
    """What to mend first; and to ask, for many never complain."""
    causes = _causes(result)
    quiet = result.values.get("silent_share")
    ask = ""
    if quiet is not None and quiet.low is not None and quiet.low > 0.1:
        ask = _(
            "No espere la queja: de cada cien descontentos, {n} nunca se quejaron (entre {low} y {high}). Llame a quien conteste 1 o 2."
        ).format(n=_hundred(quiet.value), low=_hundred(quiet.low), high=_hundred(quiet.high))
    if causes.empty:
        first = _(
            "**Qué hacer.** Nada de lo que se conoce distingue a los más descontentos de los demás; pregúnteles a ellos."
        )
    else:
        row = causes.iloc[0]
        first = _(
            "**Qué hacer.** Arregle primero lo que más los distingue: {trait} ({worst} de ellos, {rest} de los demás)."
        ).format(
            trait=_trait(row).lower(),
            worst=numbers.share(row.share_worst, 0),
            rest=numbers.share(row.share_rest, 0),
        )
    return f"{first} {ask}".strip()


def _hundred(part: float | None) -> str:
    return numbers.count(100 * (part or 0))


def aftermath_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """What badly answered complaints cost: customers who do not come back, and their purchases."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    gap, lost = result.values["price_of_bad"], result.values["lost_year"]
    if gap.low is None or gap.low <= 0:
        return []
    message = _(
        "De los que se quejan no vuelve {badly} cuando no se les resuelve a tiempo y {well} cuando sí."
    ).format(
        badly=numbers.share(result.values["gone_badly"].value, 0),
        well=numbers.share(result.values["gone_well"].value, 0),
    )
    year = numbers.count(result.values["bad_year"].value)
    paid = lost.low is not None and lost.low > 0
    detail = (
        _(
            "En el último año quedaron {n} quejas mal atendidas; en {days} días esos clientes compran {amount} menos que los bien atendidos "
            "(entre {low} y {high})."
        ).format(
            n=year, days=numbers.count(result.values["watch_days"].value), amount=numbers.short_money(lost.value, currency),
            low=numbers.short_money(lost.low, currency), high=numbers.short_money(lost.high, currency),
        )
        if paid
        else _("En el último año quedaron {n} quejas mal atendidas.").format(n=year)
    )  # fmt: skip
    money = (lost.value, lost.low, lost.high) if paid else (None, None, None)
    due = as_of + dt.timedelta(days=15)
    return [
        Finding("risk", message, AFTERMATH, result.n, *money, _("Servicio"), due, detail, Evidence.ASSOCIATED)
    ]


def discontent_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Many dissatisfied customers never complain; and what sets the most dissatisfied apart."""
    import datetime as dt

    if isinstance(result, Missing) or "silent_share" not in result.values:
        return []
    quiet, causes = result.values["silent_share"], _causes(result)
    if quiet.low is None or quiet.low <= 0.1 or quiet.n < 30:
        return []
    message = _("De cada cien clientes descontentos, {n} nunca se quejaron (entre {low} y {high}).").format(
        n=_hundred(quiet.value), low=_hundred(quiet.low), high=_hundred(quiet.high)
    )
    detail = (
        _("Lo que más distingue a los más descontentos: {trait}.").format(trait=_trait(causes.iloc[0]).lower())
        if len(causes)
        else ""
    )  # fmt: skip
    return [
        Finding("risk", message, KEY, quiet.n, owner=_("Mercadeo"), due=as_of + dt.timedelta(days=30), detail=detail)
    ]  # fmt: skip
