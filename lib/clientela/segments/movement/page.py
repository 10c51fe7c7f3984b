"""How the movement between segments looks, and what of it is news."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from clientela.calendar.windows import YEAR_DAYS
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result
from clientela.segments.movement.analysis import KEY, movement


def movement_table(result: Result) -> Table:
    """The five ways with the sales of both periods."""
    frame = result.frames["flows"]
    total = frame[["customers", "amount_before", "amount", "net"]].sum()
    frame = frame[["flow", *total.index]]
    frame.loc[len(frame)] = {"flow": "everyone", **total}
    return Table(
        frame.rename(columns={"amount_before": "period_before", "amount": "period_now"}),
        caption=_(
            "Qué camino tomó cada cliente en los últimos {days} días y cuánto compró en este período y en el anterior."
        ).format(days=numbers.count(result.values["period_days"].value)),
        label="tbl-segments-movement",
        bold_last=True,
    )


def matrix_table(result: Result) -> Table:
    """From which segment to which: customers."""
    frame = result.frames["matrix"].sort_values(
        ["customers", "segment_before", "segment"], ascending=[False, True, True]
    )
    return Table(
        frame[frame.segment_before != frame.segment].head(8),
        caption=_("Los ocho cambios de segmento más frecuentes de los últimos {days} días.").format(
            days=numbers.count(result.values["period_days"].value)
        ),
        label="tbl-segments-matrix",
        columns=("segment_before", "segment", "customers"),
    )


def plot_movement(result: Result) -> Figure:
    """What each way added to the sales or took from them, as a part of the sales of the period before."""
    from clientela.present import figures

    frame: Any = result.frames["flows"].iloc[::-1].reset_index(drop=True)
    base = frame.amount_before.sum() or frame.amount.sum() or 1
    share, low, high = frame.net / base, frame.net_low / base, frame.net_high / base
    drawing, axes = figures.canvas(2.5)
    colours = [figures.TEAL if part > 0 else figures.RED for part in share]
    axes.barh(frame.index, share, 0.55, color=colours)
    axes.hlines(frame.index, low, high, color=figures.INK, linewidth=1)
    reach = max(abs(low.min()), abs(high.max()), 0.01)
    for place, row in frame.iterrows():
        axes.annotate(
            _("{change} · {customers} clientes").format(
                change=numbers.signed_share(share[place]), customers=numbers.count(row.customers)
            ), (max(high[place], 0), place), (6, 0), textcoords="offset points", va="center", size=9.5, color=figures.INK,
        )  # fmt: skip
    axes.axvline(0, color=figures.MUTED, linewidth=0.8)
    axes.set_yticks(frame.index, [value(flow) for flow in frame.flow], color=figures.INK)
    axes.set_xlim(min(low.min(), 0) - 0.05 * reach, max(high.max(), 0) + 0.75 * reach)
    figures.share_axis(axes.xaxis)
    axes.grid(visible=False)
    axes.set_xlabel(_("Cambio frente a las ventas del período anterior"))
    return Figure(
        drawing,
        label="fig-segments-movement",
        caption=_(
            "Qué sumó y qué restó cada camino, en parte de las ventas del período anterior; la línea es el intervalo de 95 %."
        ),
        alt=_("Barras: los que se callaron cambian las ventas en {lost}; los que llegaron, en {won}.").format(
            lost=numbers.signed_share(share.iloc[0]), won=numbers.signed_share(share.iloc[-1])
        ),
    )


def movement_advice(result: Result, currency: str) -> str:
    """Where the balance asks for work: keeping, or bringing in."""
    flows: Any = result.frames["flows"].set_index("flow")
    moved = flows.loc[["came_new", "came_back", "kept_quiet", "went_quiet"]]
    # Those who came during the period before had less of it to buy in: only all ways together are a gain or a loss.
    balance, half = flows.net.sum(), np.sqrt(((flows.net_high - flows.net_low) ** 2).sum()) / 2
    quiet = numbers.count(flows.customers["went_quiet"])
    days = int(result.values["period_days"].value or 0)
    # Periods shorter than a year are of seasons that differ.
    if days < YEAR_DAYS:
        said = _(
            "**Qué hacer.** Los dos períodos, de {days} días, son temporadas distintas: solo con dos años de ventas se sabrá si lo que se gana con "
            "unos compensa lo que se pierde con otros."
        ).format(days=numbers.count(days))
        return _and_call(said, int(flows.customers["went_quiet"]))
    if balance + half < 0 and moved.net.sum() < 0:
        net = {name: numbers.short_money(abs(money), currency) for name, money in moved.net.items()}
        words = {
            "won": numbers.short_money(moved.net[["came_new", "came_back"]].sum(), currency), "quiet": quiet, "lost": net["went_quiet"],
            "before": net["kept_quiet"],
        }  # fmt: skip
        if moved.net["kept_quiet"] >= 0:
            return _(
                "**Qué hacer.** Los {won} que suman los que llegaron y volvieron no compensan los {lost} que restan los que se callaron en este "
                "período. Pregunte por qué a una parte de esos {quiet}: diez llamadas con la misma pregunta enseñan más que un promedio, y lo que "
                "digan sirve también para que los nuevos se queden."
            ).format(**words)
        return _(
            "**Qué hacer.** Los {won} que suman los que llegaron y volvieron no compensan los {lost} que restan los que se callaron en este período "
            "y los {before} de los callados desde antes. Pregunte por qué a una parte de los {quiet} que se callaron en este período: diez llamadas "
            "con la misma pregunta enseñan más que un promedio, y lo que digan sirve también para que los nuevos se queden."
        ).format(**words)
    if balance - half > 0 and moved.net.sum() > 0:
        return _(
            "**Qué hacer.** Lo que traen los nuevos y los recuperados supera lo que dejaron de comprar los callados, {quiet} de ellos en este "
            "período. Cuide que siga así: reciba bien la primera compra y pida la segunda antes de que pase el plazo normal."
        ).format(quiet=quiet)
    said = _(
        "**Qué hacer.** Lo que se gana con unos y se pierde con otros está en empate: la diferencia cabe en el azar."
    )
    return _and_call(said, int(flows.customers["went_quiet"]))


def _and_call(said: str, quiet: int) -> str:
    """Whom to call of those who went quiet, where anybody did."""
    if not quiet:
        return said
    call = _(
        "{quiet|Un cliente se calló|# clientes se callaron} en este período: llame a {quiet|este si está|los que estén} en la lista del capítulo "
        "5; si no hay lista, {quiet|llámelo de todos modos|a los de compra más reciente}."
    ).format(quiet=numbers.count(quiet))
    return f"{said} {call}"


@findings_of(movement)
def movement_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The best customers who went quiet, and the quiet who came back; only where more of them than one period before.

    How many left in all is told once, by the loyalty stage.
    """
    values = result.values
    words = {"days": numbers.count(values["period_days"].value)}
    found = []
    if _more(result, "champions_quiet"):
        more, usual = values["champions_quiet_more"], values["champions_quiet_usual"].value or 0
        gone = float(values["champions_quiet"].value or 0) / float(values["champions_quiet_of"].value or 1)
        lost = float(values["champions_quiet_yearly"].value or 0)
        text = _(
            "De los {all} campeones de hace {days} días hoy se enfrían o callan {n} ({share}); "
            "en el período anterior les había pasado a {usual}."
        ).format(
            all=numbers.count(values["champions_quiet_of"].value), n=numbers.count(values["champions_quiet"].value),
            share=numbers.share(gone, 0), usual=numbers.share(usual, 0), **words,
        )  # fmt: skip
        # Only what exceeds the usual part of what they bought: the rest goes every year.
        amount, low, high = (
            lost * min(1.0, max(0.0, float(part or 0)) / gone) for part in (more.value, more.low, more.high)
        )
        found.append(Finding(
            "risk", text, KEY, int(values["champions_quiet"].value or 0), amount=amount, low=low, high=high,
            stake=_("lo que compraban en un año los que se enfriaron de más"), owner=_("Ventas"), due=as_of + dt.timedelta(days=30),
        ))  # fmt: skip
    if _more(result, "quiet_back"):
        back, all_ = values["quiet_back"], values["quiet_back_of"]
        text = _(
            "De los {all} clientes que hace {days} días estaban callados volvieron a comprar {n} ({share}); "
            "en el período anterior había vuelto {usual}."
        ).format(
            all=numbers.count(all_.value), n=numbers.count(back.value), usual=numbers.share(values["quiet_back_usual"].value, 0),
            share=numbers.share((back.value or 0) / (all_.value or 1), 0), **words,
        )  # fmt: skip
        found.append(Finding("good_news", text, KEY, int(back.value or 0), owner=_("Ventas")))
    return found


def _more(result: Result, name: str) -> bool:
    """Certainly more of them than in the year before? Periods shorter than a year are of seasons that differ."""
    more, days = result.values.get(f"{name}_more"), result.values["period_days"].value or 0
    return more is not None and (more.low or 0) > 0 and days >= YEAR_DAYS
