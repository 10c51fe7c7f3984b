"""How the sayings about loyal customers look, and what follows from those that hold and those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    import pandas as pd


def claims_table(result: Result, currency: str) -> Table:
    """Each saying with the pair of figures, the advantage of the loyal with its interval, and the verdict."""
    table = result.frames["claims"]
    shown = table.assign(
        claim_text=[_claim(row) for row in rows_of(table)],
        pair_text=[_pair(row, currency) for row in rows_of(table)],
        advantage_text=[_advantage(row, currency) for row in rows_of(table)],
        seen_in=[_seen(row) for row in rows_of(table)],
    )
    return Table(
        shown,
        _(
            "Lo que se dice de los clientes leales y lo que muestran los datos: cifra con leales y con nuevos, y ventaja de los leales "
            "con su intervalo del 95 %."
        ),
        "tbl-loyalty-claims",
        ("claim_text", "pair_text", "advantage_text", "claim_verdict", "seen_in", "evidence"),
    )


def _claim(row: Any) -> str:
    if row.kind == "all":
        return value(row.claim)
    return _("{claim} ({kind})").format(claim=value(row.claim), kind=_kinds()[row.kind])


def _seen(row: Any) -> str:
    """On how much a saying was tested, and what was counted."""
    if not row.n > 0:
        return numbers.NONE
    words = {"cheaper": _("{n} meses"), "bears_rises": _("{n} casos")}
    return words.get(row.claim, _("{n|1 cliente|# clientes}")).format(n=numbers.count(row.n))


def _kinds() -> dict[str, str]:
    return {"person": _("personas"), "organisation": _("empresas")}


def _writer(row: Any, currency: str) -> Callable[[float], str]:
    """How the figures of a saying are written."""
    if row.in_money:
        # Cents say more than is known of hundreds.
        whole = max(abs(row.with_new), abs(row.with_loyal)) >= 100
        return lambda part: _money(part, currency, whole)
    if row.claim == "bears_rises":
        return lambda part: numbers.share(part, 0 if abs(part) >= 0.1 else 1)
    return lambda part: numbers.decimal(part, 1)


def _pair(row: Any, currency: str) -> str:
    if row.claim_verdict == "not_testable":
        return numbers.NONE
    write = _writer(row, currency)
    return _("{loyal} / {new}").format(loyal=write(row.with_loyal), new=write(row.with_new))


def _advantage(row: Any, currency: str) -> str:
    if row.claim_verdict == "not_testable":
        # Which, the appendix says in words.
        return _("faltan datos")
    if row.claim == "bears_rises":
        points = [
            numbers.decimal(part * 100, 1) for part in (row.advantage, row.advantage_low, row.advantage_high)
        ]
        return _("{middle} puntos (entre {low} y {high})").format(
            middle=points[0], low=points[1], high=points[2]
        )
    write = signed_change if row.claim == "grows" else _writer(row, currency)
    return _("{middle} (entre {low} y {high})").format(
        middle=write(row.advantage), low=write(row.advantage_low), high=write(row.advantage_high)
    )


def _money(part: float, currency: str, whole: bool) -> str:
    if whole and abs(part) < 10_000:
        return ("−" if part < 0 else "") + numbers.money(abs(part), currency, 0)
    return numbers.short_money(part, currency)


def signed_change(part: Any, digits: int = 1) -> str:
    """A change in per cent; one too small to have a sign has none."""
    return numbers.signed_share(part if round(part, 2 + digits) else 0.0, digits)


def plot_price_tolerance(result: Result) -> Figure:
    """For each price rise, what part of the new and of the older customers were missing after it, more than expected."""
    from matplotlib.ticker import MaxNLocator

    table = result.frames["bearing"]
    drawing, axes = figures.canvas(3.4)
    place = np.arange(len(table))
    for name, shift, colour in (("lost_new", -0.13, figures.RED), ("lost_older", 0.13, figures.TEAL)):
        low, high = table[f"{name}_low"], table[f"{name}_high"]
        axes.vlines(place + shift, low, high, color=colour, linewidth=4, alpha=0.45)
        axes.scatter(place + shift, table[name], s=64, color=colour, zorder=3)
        for spot, part in zip(place, table[name], strict=True):
            axes.annotate(
                whole_share(part), (spot + shift, part), xytext=(9 if shift > 0 else -9, 0), textcoords="offset points",
                ha="left" if shift > 0 else "right", va="center", fontsize=13, weight=600, color=colour,
                zorder=2.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    most = int(table.rise.to_numpy().argmax())
    for name, shift, colour, words in (
        ("lost_new", -0.13, figures.RED, _("nuevos")), ("lost_older", 0.13, figures.TEAL, _("de un año o más")),
    ):  # fmt: skip
        axes.annotate(
            words, (most + shift, table[f"{name}_high"].iloc[most]), xytext=(0, 5), textcoords="offset points",
            ha="right" if shift < 0 else "left", fontsize=12.5, color=colour,
        )  # fmt: skip
    axes.axhline(0, color=figures.INK, linewidth=0.8)
    axes.set_xticks(place, [_rise(row) for row in rows_of(table)], fontsize=12.5, color=figures.INK)
    axes.set_xlim(-0.6, len(table) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda part, _place: whole_share(part))
    caption = _(
        "Clientes que faltaron después de cada alza de precios, más de los que se esperaban sin alza, con su intervalo del 95 %."
    )
    return Figure(drawing, "fig-loyalty-bearing", caption, _bearing_alt(table))


def whole_share(part: Any) -> str:
    text = numbers.share(abs(part), 0)
    return "−" + text if round(part * 100) < 0 else text


def _rise(row: Any) -> str:
    return _("{day}\n{rise}").format(
        day=numbers.date(row.rise_day, "medium"), rise=numbers.signed_share(row.rise, 0)
    )


def _bearing_alt(table: pd.DataFrame) -> str:
    sentences = [
        _(
            "Después del alza de {rise} del {day} faltaron, más de lo esperado, {new} de los nuevos y {older} de los de un año o más."
        ).format(
            rise=numbers.share(row.rise, 0), day=numbers.date(row.rise_day),
            new=whole_share(max(row.lost_new, 0)), older=whole_share(max(row.lost_older, 0))
        )
        for row in rows_of(table)
    ]  # fmt: skip
    return " ".join(sentences)


def plot_margin_by_tenure(result: Result) -> Figure:
    """The change from one year to the next, told in three ways: other customers, all who started, the same who stayed."""
    from matplotlib.ticker import MaxNLocator

    table = result.frames["growth"]
    kinds = [kind for kind in ("person", "organisation", "all") if (table.kind == kind).any()]
    kind = max(kinds, key=lambda one: table[table.kind == one].n.max())
    order = {"different": 0, "started": 1, "stayed": 2}
    table = table[table.kind == kind].sort_values("comparison", key=lambda names: names.map(order))
    drawing, axes = figures.canvas(0.9 + 0.75 * len(table))
    place = np.arange(len(table))[::-1]
    colours = [figures.MUTED if row.comparison == "different" else figures.TEAL if row.advantage_low > 0 else
               figures.RED if row.advantage_high < 0 else figures.INK for row in rows_of(table)]  # fmt: skip
    axes.axvline(0, color=figures.INK, linewidth=1)
    axes.hlines(place, table.advantage_low, table.advantage_high, color=colours, linewidth=4, alpha=0.45)
    axes.scatter(table.advantage, place, s=64, color=colours, zorder=3)
    for spot, row, colour in zip(place, rows_of(table), colours, strict=True):
        axes.annotate(
            signed_change(row.advantage, 0), (row.advantage, spot), xytext=(0, 9), textcoords="offset points",
            ha="center", fontsize=13, weight=600, color=colour,
        )  # fmt: skip
    axes.set_yticks(place, [value(name) for name in table.comparison], fontsize=12.5, color=figures.INK)
    axes.set_ylim(-0.5, len(table) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(lambda part, _place: numbers.signed_share(part, 0) if part else "0")
    who = _kinds().get(kind, _("todos"))
    caption = _(
        "Lo que deja un cliente en un año frente al anterior ({kind}), a precios constantes, comparado de tres maneras."
    ).format(kind=who)
    alt = " ".join(
        _("{how}: {change}, entre {low} y {high}.").format(
            how=value(row.comparison).replace("\n", " "), change=signed_change(row.advantage),
            low=signed_change(row.advantage_low), high=signed_change(row.advantage_high),
        )
        for row in rows_of(table)
    )  # fmt: skip
    return Figure(drawing, "fig-loyalty-growth", caption, alt)


def claims_advice(result: Result) -> str:
    """What to plan with and what not."""
    table = result.frames["claims"]
    said = {
        name: sorted({value(one) for one in table.claim[table.claim_verdict == name]})
        for name in ("shown", "contrary", "not_shown")
    }
    said["not_shown"] = [one for one in said["not_shown"] if one not in said["shown"] + said["contrary"]]
    parts = [_("**Qué hacer.**")]
    if said["shown"]:
        parts.append(
            _("Sus datos apuntan a esto, sin probar la causa: {what}.").format(what=_join(said["shown"]))
        )
    if said["contrary"]:
        parts.append(
            _("Deje de decir esto, que aquí es al revés: {what}.").format(what=_join(said["contrary"]))
        )
    if said["not_shown"]:
        parts.append(_("No haga planes con lo que no se ve: {what}.").format(what=_join(said["not_shown"])))
    if (table.claim_verdict[table.claim == "stimulating"] == "not_testable").any():
        parts.append(
            _(
                "Pregunte al equipo, de 1 a 7: «Atender a un cliente antiguo me resulta estimulante», y lo mismo de un cliente nuevo."
            )
        )
    return " ".join(parts)


def _join(sayings: Sequence[str]) -> str:
    return "; ".join(one[:1].lower() + one[1:] for one in sayings)
