"""What the most dissatisfied lived through, beside the others, and that many of them never complain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.voice.discontent import KEY, discontent
from clientela.loyalty.voice.topics_page import said
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

TOP, DRAWN = 8, 6


def discontent_table(result: Result) -> Table | None:
    """What the worst tenth lived through, beside the others."""
    frame = result.frames["traits"]
    if not frame.proven.any():
        return None
    return Table(
        frame[frame.proven].head(TOP).assign(lived=lambda rows: [_trait(row) for row in rows.itertuples()]),
        _("Lo que distingue a los más descontentos de los demás clientes; solo diferencias que no explica el azar."),
        "tbl-loyalty-discontent",
        ("lived", "n", "share_worst", "share_rest", "more", "more_low", "more_high"),
    )  # fmt: skip


def plot_discontent(result: Result) -> Figure | None:
    """The largest differences between the worst tenth and the others."""
    table = _taught(result).head(DRAWN)
    if table.empty:
        return None
    drawing, axes = figures.canvas(0.6 + 0.64 * len(table))
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
        return _("Su queja: {topic}").format(topic=said(name))
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
            "No espere la queja: de cada cien descontentos, {n} nunca se quejaron (entre {low} y {high}). "
            "Servicio llama en la misma semana a quien conteste 1 o 2."
        ).format(
            n=numbers.hundred(quiet.value), low=numbers.hundred(quiet.low), high=numbers.hundred(quiet.high)
        )
    if causes.empty:
        first = _(
            "**Qué hacer.** Nada de lo que se conoce distingue a los más descontentos de los demás; pregúnteles a ellos."
        )
    else:
        row = causes.iloc[0]
        first = _(
            "**Qué hacer.** Arregle este trimestre lo que más los distingue: {trait} ({worst} de ellos, {rest} de los demás)."
        ).format(
            trait=_trait(row).lower(),
            worst=numbers.share(row.share_worst, 0),
            rest=numbers.share(row.share_rest, 0),
        )
    return f"{first} {ask}".strip()


@findings_of(discontent)
def discontent_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """What certainly sets the most dissatisfied apart and can be mended; beside it, that many of them never complain."""
    import datetime as dt

    if isinstance(result, Missing) or (causes := _causes(result)).empty:
        return []
    row, quiet = causes.iloc[0], result.values.get("silent_share")
    message = _(
        "Lo que más distingue a los clientes más descontentos es esto: {trait} ({worst} de ellos y {rest} de los demás)."
    ).format(
        trait=_trait(row).lower(), worst=numbers.share(row.share_worst, 0), rest=numbers.share(row.share_rest, 0)
    )  # fmt: skip
    detail = ""
    if quiet is not None and quiet.low is not None and quiet.low > 0.1 and quiet.n >= 30:
        detail = _(
            "De cada cien clientes descontentos, {n} nunca se quejaron (entre {low} y {high})."
        ).format(
            n=numbers.hundred(quiet.value), low=numbers.hundred(quiet.low), high=numbers.hundred(quiet.high)
        )
    due = as_of + dt.timedelta(days=30)
    return [
        Finding("risk", message, KEY, int(row.n), owner=_("Mercadeo"), due=due, detail=detail, evidence=Evidence.ASSOCIATED)
    ]  # fmt: skip
