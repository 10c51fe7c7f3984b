"""How the concentration of sales looks, and what to do about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.engine import findings_of
from clientela.present import Figure, numbers
from clientela.present.language import _
from clientela.results import Finding, Result
from clientela.segments.concentration.analysis import KEY, TOPS, concentration

# Below so large a share of the best tenth nobody weighs more than the others.
EVEN = 0.15


def plot_concentration(result: Result) -> Figure:
    """Sales that accumulate from the best customer to the last."""
    from clientela.present import figures

    curve: Any = result.frames["curve"]
    top: Any = result.frames["top"]
    drawing, axes = figures.canvas(2.7)
    axes.plot([0, 1], [0, 1], color=figures.LINE, linewidth=1.2)
    axes.plot(curve.share_customers, curve.share_amount, color=figures.TEAL, linewidth=2)
    axes.annotate(
        _("si todos compraran lo mismo"),
        (0.74, 0.74),
        (6, -13),
        textcoords="offset points",
        size=9,
        color=figures.MUTED,
    )
    place = 1.1
    for row in top.iloc[::-1].itertuples():
        # A tenth apart at least, however close the points are.
        place = min(row.share_amount - 0.06, place - 0.1)
        axes.plot(row.top, row.share_amount, "o", color=figures.TEAL, markersize=5)
        axes.annotate(
            _label(row), (row.top + 0.03, place), size=9.5, color=figures.INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    figures.share_axis(axes.xaxis)
    figures.share_axis(axes.yaxis)
    axes.set_xlabel(_("Clientes, del que más compra al que menos"))
    axes.set_ylabel(_("Ventas acumuladas"))
    axes.set_ylim(0, 1.04)
    axes.set_xlim(-0.01, 1.01)
    return Figure(
        drawing,
        label="fig-segments-concentration",
        caption=_(
            "Ventas acumuladas de los últimos {days} días, de quien más compra a quien menos: los {n} clientes que compraron en ellos."
        ).format(days=numbers.count(result.values["period_days"].value), n=numbers.count(result.n)),
        alt=_("Curva que sube deprisa: el {top} de los clientes hace el {amount} de las ventas.").format(
            top=numbers.share(TOPS[2], 0), amount=numbers.share(top.share_amount.iloc[2])
        ),
    )


def _label(row: Any) -> str:
    """What a part of the customers makes of sales, with its interval where it has one."""
    said = _("{top} de los clientes: {amount} de las ventas").format(
        top=numbers.share(row.top, 0), amount=numbers.share(row.share_amount, 0)
    )
    if numbers.absent(row.share_amount_low):
        return said
    low, high = (numbers.decimal(100 * end, 0) for end in (row.share_amount_low, row.share_amount_high))
    return f"{said} ({numbers.interval(low, high)})"


def concentration_advice(result: Result) -> str:
    """What the concentration asks for: protect the few, or look for what the many have in common."""
    share, half = result.values["top_10_share"], result.values["half_customers"]
    if share.low is not None and share.low > 0.5:
        return _(
            "**Qué hacer.** La mitad de las ventas depende de {half} de los {n} clientes que compraron en los últimos {days} días. Es la lista que "
            "hay que cuidar: póngales nombre y responsable, y revise cada mes que ninguno se haya callado. Un cliente del mejor 10 % compra lo que "
            "{times} de los demás."
        ).format(
            half=numbers.count(half.value),
            n=numbers.count(result.n),
            days=numbers.count(result.values["period_days"].value),
            times=numbers.count(9 * (share.value or 0) / (1 - (share.value or 0) or 1)),
        )
    if share.high is not None and share.high < EVEN:
        return _(
            "**Qué hacer.** Las ventas se reparten casi por igual: la décima parte que más compra hace {top}. Trabaje por segmentos, no cliente "
            "por cliente."
        ).format(top=numbers.share(share.value))
    return _(
        "**Qué hacer.** {half|Un cliente|# clientes} de {n} {half|reúne|reúnen} la mitad de las ventas; no está claro que dependan siempre de unos "
        "pocos. Trabaje por segmentos, no cliente por cliente."
    ).format(half=numbers.count(half.value), n=numbers.count(result.n))


@findings_of(concentration)
def concentration_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The dependence on few customers, where it is one."""
    share, half = result.values["top_10_share"], result.values["half_customers"]
    # Of few customers the share is told as it was counted.
    if ((share.value or 0) if share.low is None else share.low) <= 0.5:
        return []
    words = {
        "half": numbers.count(half.value), "n": numbers.count(result.n), "days": numbers.count(result.values["period_days"].value),
    }  # fmt: skip
    text = _(
        "{half|Uno solo|#} de los {n} clientes que compraron en los últimos {days} días {half|hace|hacen} la mitad de las ventas."
    ).format(**words)
    todo = _(
        "Dé un responsable {half|al cliente que hace|a cada uno de los # clientes que hacen} la mitad de las ventas."
    ).format(**words)
    due = as_of + dt.timedelta(days=30)
    return [
        Finding("risk", text, KEY, result.n, owner=_("Ventas"), due=due),
        Finding("action", todo, KEY, result.n, owner=_("Ventas"), due=due),
    ]
