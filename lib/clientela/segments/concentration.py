"""How much of the sales rests on how few customers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis, findings_of
from clientela.present import Figure, numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.concentration"
TOPS = (0.01, 0.1, 0.2)
MIN_CUSTOMERS = 30
LEVEL = 0.95
# Beyond the best this many, customers are resampled in bundles: a million at the price of ten thousand.
SINGLE, BUNDLES = 4_000, 6_000


@analysis(KEY, customers="periods.buyers", days="periods.days")
def concentration(
    customers: pd.DataFrame, days: int = 365, draws: int = 400, seed: int = 1
) -> Result | Missing:
    """The part of the sales that the best 1, 10 and 20 % of the customers make, with its interval, and Gini's measure.

    `customers` are those who bought in the last `days`, with what they bought in them (see `windows.Windows.buyers`); who has returned more
    than bought counts as zero. Intervals by bootstrap over customers (Poisson weights). Frames: `top` (one row a part) and `curve` (101
    points, best customers first).
    """
    if len(customers) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(customers), need=MIN_CUSTOMERS)
    amounts = np.sort(customers["amount"].to_numpy(dtype=float).clip(min=0))[::-1]
    if not amounts.sum() > 0:
        return Missing(KEY, Reason.NO_VARIATION)
    sizes, sums = _bundles(amounts)
    # 0 = the bundles as they are, the rest are draws.
    random = np.random.default_rng(seed)
    drawn = [measures(random.poisson(sizes), sums / sizes) for _draw in range(draws)]
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    here = measures(np.ones(len(amounts)), amounts)
    result = _result(amounts, here, low, high)
    return replace(result, values={**result.values, "period_days": Number(days, "days", result.n)})


def _bundles(amounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = len(amounts)
    single = min(n, SINGLE)
    starts = np.unique(np.r_[np.arange(single), np.linspace(single, n, BUNDLES, endpoint=False).astype(int)])
    starts = starts[starts < n]
    return np.diff(np.r_[starts, n]), np.add.reduceat(amounts, starts)


def measures(weights: Any, amounts: Any) -> np.ndarray:
    """The parts of the sales of the best 1, 10 and 20 %, then Gini; `amounts` from the largest down.

    >>> measures([1, 1, 1, 1], [9, 1, 0, 0]).round(3).tolist()
    [0.036, 0.36, 0.72, 0.7]
    """
    people = np.r_[0, np.cumsum(weights)] / np.sum(weights)
    sales = np.r_[0, np.cumsum(np.multiply(weights, amounts))]
    sales = sales / sales[-1]
    area = float(np.sum(np.diff(people) * (sales[1:] + sales[:-1])))
    return np.r_[np.interp(TOPS, people, sales), area - 1]


def _result(amounts: np.ndarray, here: np.ndarray, low: np.ndarray, high: np.ndarray) -> Result:
    import pandas as pd

    n = len(amounts)
    names = ("top_1_share", "top_10_share", "top_20_share", "gini")
    values = {
        name: Number(
            float(here[i]), "score" if name == "gini" else "share", n, float(low[i]), float(high[i]), LEVEL
        )
        for i, name in enumerate(names)
    }
    people = np.linspace(0, 1, 101)
    sales = np.interp(people, np.arange(n + 1) / n, np.r_[0, np.cumsum(amounts)] / amounts.sum())
    top = pd.DataFrame({
        "top": TOPS, "customers": [max(1, round(n * part)) for part in TOPS], "share_amount": here[:3], "share_amount_low": low[:3],
        "share_amount_high": high[:3], "amount": here[:3] * amounts.sum(),
    })  # fmt: skip
    values["half_customers"] = Number(half_of(amounts), "count", n)
    curve = pd.DataFrame({"share_customers": people, "share_amount": sales})
    return Result(KEY, n, values, {"top": top, "curve": curve})


def half_of(amounts: Any) -> int:
    """How many customers, the largest first, make half of what all of them bought; none where nobody bought.

    >>> half_of([1, 6, 2, 1])
    1
    """
    bought = np.sort(np.asarray(amounts, dtype=float).clip(min=0))[::-1]
    return int(np.searchsorted(np.cumsum(bought), bought.sum() / 2) + 1) if bought.sum() > 0 else 0


def plot_concentration(result: Result) -> Figure:
    """Sales that accumulate from the best customer to the last."""
    from clientela.present import figures

    curve: Any = result.frames["curve"]
    top: Any = result.frames["top"]
    drawing, axes = figures.canvas(3.4)
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
            _("{top} de los clientes: {amount} de las ventas ({interval})").format(
                top=numbers.share(row.top, 0), amount=numbers.share(row.share_amount, 0),
                interval=numbers.interval(numbers.decimal(100 * row.share_amount_low, 0), numbers.decimal(100 * row.share_amount_high, 0)),
            ), (row.top + 0.03, place), size=9.5, color=figures.INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
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
    return _(
        "**Qué hacer.** {half|Un cliente|# clientes} de {n} {half|reúne|reúnen} la mitad de las ventas; no está claro que dependan siempre de unos "
        "pocos. Trabaje por segmentos, no cliente por cliente."
    ).format(half=numbers.count(half.value), n=numbers.count(result.n))


@findings_of(concentration)
def concentration_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The dependence on few customers, where it is one."""
    share, half = result.values["top_10_share"], result.values["half_customers"]
    if share.low is None or share.low <= 0.5:
        return []
    message = _(
        "{half} de los {n} clientes que compraron en los últimos {days} días hacen la mitad de las ventas: dé a cada uno un responsable."
    )
    text = message.format(
        half=numbers.count(half.value),
        n=numbers.count(result.n),
        days=numbers.count(result.values["period_days"].value),
    )
    return [Finding("risk", text, KEY, result.n, owner=_("Ventas"), due=as_of + dt.timedelta(days=30))]
