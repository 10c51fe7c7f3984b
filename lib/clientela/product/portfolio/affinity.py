"""What is bought together more than chance would have it."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis, findings_of
from clientela.present import Figure, numbers
from clientela.present.figures import INK, SAND, TEAL, canvas, share_axis
from clientela.present.language import _
from clientela.product.portfolio import pilot
from clientela.results import Evidence, Finding, Missing, Number, Reason, Result
from clientela.stats.intervals import wilson_each
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.affinity"
FEWEST_ORDERS = 100
# A pair seen fewer times than this teaches nobody to offer anything.
FEWEST_BOTH = 10
# Of millions of orders any pair is sure; what is taken together hardly more often than by chance is nothing to offer.
WORTH = 1.1
# What is in more than half of all orders need not be offered.
COMMON = 0.5
# Letters of two names on one line, and of one name on a line of its own.
SHORT, LONGEST = 20, 34


@analysis(KEY, windows="windows")
def affinity(pairs: pd.DataFrame, windows: pd.DataFrame | None = None) -> Result | Missing:
    """Which things are bought in one order more often than chance explains, and how often one brings the other.

    `pairs` is the mart of that name; with the mart `windows`, which says how long the history is, `test_days` is how long a test of the first pair
    would have to last. Each pair is tested exactly (hypergeometric), all together under a false discovery rate of 5 %; the lift is
    shrunken to that of all pairs (gamma–Poisson), so that rare pairs do not lead the list. Associated, not caused.

    Sources: DuMouchel 1999, «Bayesian data mining in large frequency tables»; Benjamini & Hochberg 1995, «Controlling the false discovery rate».

    Returns Missing without products or with fewer than 100 orders.

    >>> import pandas as pd
    >>> one = {"thing": ["bread"], "other": ["cheese"], "thing_orders": [60], "other_orders": [50], "both_orders": [40], "all_orders": [200]}
    >>> affinity(pd.DataFrame(one)).values["clear_pairs"].value
    1
    """
    if pairs.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id", "transactions.order_id"))
    every = int(pairs["all_orders"].iloc[0])
    if every < FEWEST_ORDERS:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, have=every, need=FEWEST_ORDERS)
    from scipy.stats import gamma, hypergeom

    both, one, two = (
        pairs[name].to_numpy(dtype=float) for name in ("both_orders", "thing_orders", "other_orders")
    )
    expected = one * two / every
    shape, rate = _prior(both, expected)
    frame = pairs.assign(
        p_value=hypergeom.sf(both - 1, every, one, two), lift=(both + shape) / (expected + rate),
        lift_low=gamma.ppf(0.025, both + shape, scale=1 / (expected + rate)),
        lift_high=gamma.ppf(0.975, both + shape, scale=1 / (expected + rate)),
    )  # fmt: skip
    frame = frame.assign(
        clear=discoveries(frame["p_value"]) & (both >= FEWEST_BOTH) & (frame["lift_low"] > WORTH)
    )
    # What nearly everyone takes anyway need not be offered.
    told = frame["clear"] & (frame[["thing_orders", "other_orders"]].max(axis=1) <= COMMON * every)
    clear = _directed(frame[told], every).sort_values(["lift_low", "thing"], ascending=[False, True])
    # Colours of one thing are bought together by whoever collects them: what is news comes first.
    alike = [variants(a, b) for a, b in zip(clear["thing"], clear["other"], strict=True)]
    clear = clear.iloc[np.argsort(alike, kind="stable")].reset_index(drop=True)
    values = {
        "pairs": Number(len(frame), "count", every),
        "clear_pairs": Number(len(clear), "count", every),
    }
    if windows is not None and not windows.empty and len(clear):
        values |= _test(clear.iloc[0], windows, every)
    return Result(KEY, every, values, {"affinity": clear}, Evidence.ASSOCIATED)


def variants(one: object, other: object) -> bool:
    """Do two names say the same thing in another colour or size? Two words and half of the shorter name are the same.

    >>> variants("JUMBO BAG RED RETROSPOT", "JUMBO BAG PINK POLKADOT"), variants("café molido", "filtros de papel")
    (True, False)
    """
    words = [set(re.findall(r"[^\W\d]{3,}", str(name).casefold())) for name in (one, other)]
    same = len(words[0] & words[1])
    return same >= 2 and 2 * same >= min(map(len, words))


def _test(top: Any, windows: pd.DataFrame, every: int) -> dict[str, Number]:
    """How many orders a month have the first thing of the first pair, and how long a test on them would last."""
    days = (windows["last_day"].max() - windows["history_from"].min()).days + 1
    a_day = float(top["thing_orders"]) / max(1, days)
    return {
        "pair_orders": Number(a_day * 365 / 12, "count", every),
        "test_days": Number(pilot.days_needed(float(top["attach"]), a_day), "days", every),
    }


def _prior(both: Any, expected: Any) -> tuple[float, float]:
    """The gamma that all pairs' lifts come from, by the likelihood of their counts (negative binomial)."""
    from scipy.optimize import minimize
    from scipy.stats import nbinom

    def loss(logs: Any) -> float:
        shape, rate = np.exp(np.clip(logs, -7, 7))
        return -float(nbinom.logpmf(both, shape, rate / (rate + expected)).sum())

    found = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"maxiter": 400})
    shape, rate = np.exp(np.clip(found.x, -7, 7))
    return float(shape), float(rate)


def _directed(frame: pd.DataFrame, every: int) -> pd.DataFrame:
    """Each pair told from the rarer thing to the commoner one's surprise: of those who take this, so many take that."""
    swap = frame["thing_orders"] > frame["other_orders"]
    thing, other = frame["thing"].where(~swap, frame["other"]), frame["other"].where(~swap, frame["thing"])
    base = frame[["thing_orders", "other_orders"]].min(axis=1)
    offered = frame[["thing_orders", "other_orders"]].max(axis=1)
    low, high = wilson_each(frame["both_orders"], base)
    return frame.assign(
        thing=thing, other=other, thing_orders=base, attach=frame["both_orders"] / base, attach_low=low, attach_high=high, usual=offered / every,
    )[
        [
            "thing", "other", "thing_orders", "both_orders", "attach", "attach_low", "attach_high", "usual", "lift", "lift_low", "lift_high",
            "p_value",
        ]
    ]  # fmt: skip


def plot_affinity(result: Result) -> Figure | None:
    """How often one thing brings another, against how often it is bought anyway; None where no pair is clear."""
    frame = result.frames["affinity"].head(8).iloc[::-1]
    if frame.empty:
        return None
    drawing, axes = canvas(0.9 + 0.42 * len(frame))
    places = np.arange(len(frame))
    axes.hlines(places, frame["usual"], frame["attach"], color=SAND, linewidth=3)
    axes.plot(frame["usual"], places, "o", color="#8b95a3", markersize=6)
    axes.hlines(places, frame["attach_low"], frame["attach_high"], color=TEAL, linewidth=1.5)
    axes.plot(frame["attach"], places, "o", color=TEAL, markersize=8)
    for place, row in zip(places, frame.to_dict("records"), strict=True):
        axes.annotate(
            _("{share} de {n|1 pedido|# pedidos}\nen todos, {usual}").format(
                share=numbers.share(row["attach"], 0),
                n=numbers.count(row["thing_orders"]),
                usual=numbers.share(row["usual"], 0),
            ),
            (row["attach_high"], place),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            fontsize=10,
        )
    axes.set_yticks(places, [_pair(a, b) for a, b in zip(frame["thing"], frame["other"], strict=True)])
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.set_xlim(0, float(frame["attach_high"].max()) * 1.35)
    axes.locator_params(axis="x", nbins=8, steps=[1, 2, 5, 10])
    axes.set_ylim(-0.6, len(frame) - 0.4)
    share_axis(axes.xaxis)
    top = frame.iloc[-1]
    alt = _(
        "La primera pareja: quien lleva {thing} lleva también {other} en {attach} de sus pedidos; en todos, {usual}."
    ).format(
        thing=top["thing"],
        other=top["other"],
        attach=numbers.share(top["attach"], 0),
        usual=numbers.share(top["usual"], 0),
    )
    caption = _(
        "Punto verde: pedidos con lo primero que llevan también lo segundo, con su intervalo de 95 %. Punto gris: lo habitual en todos los pedidos."
    )
    return Figure(drawing, "fig-product-affinity", caption, alt)


def _pair(thing: object, other: object) -> str:
    """Both names on one line where they are short, else each on a line of its own: names of variants differ at their end."""
    both = f"{thing} → {other}"
    return both if len(both) <= 2 * SHORT else f"{_short(thing)} →\n{_short(other)}"


def _short(name: object, longest: int = LONGEST) -> str:
    plain = str(name)
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def affinity_advice(result: Result) -> str:
    """What to offer with what; nothing when no pair is clear."""
    frame = result.frames["affinity"]
    if frame.empty:
        return _("**Qué hacer.** Nada todavía: ninguna pareja se compra junta más de lo que explica el azar.")
    top = frame.iloc[0]
    if variants(top["thing"], top["other"]):
        return _(
            "**Qué hacer.** «{thing}» y «{other}» van juntos en {attach} de los pedidos que llevan lo primero: parecen variantes de una misma cosa. "
            "Muéstrelas juntas, como juego, y cuide que ninguna se agote sola."
        ).format(thing=top["thing"], other=top["other"], attach=numbers.share(top["attach"], 0))
    text = _(
        "**Qué hacer.** A quien lleve «{thing}» pregúntele por «{other}»: va en {attach} de esos pedidos, frente a {usual} de todos."
    ).format(
        thing=top["thing"], other=top["other"], attach=numbers.share(top["attach"], 0), usual=numbers.share(top["usual"], 0),
    )  # fmt: skip
    return f"{text} {_trial(result)}".strip()


def _trial(result: Result) -> str:
    """Whether the pair is worth a test, from how many orders there are; "" where the time of the history is not known."""
    days, orders = result.values.get("test_days"), result.values.get("pair_orders")
    if days is None or orders is None:
        return ""
    places = {
        "orders": numbers.count(orders.value), "points": numbers.count(100 * pilot.POINTS), "thing": result.frames["affinity"]["thing"].iloc[0],
    }  # fmt: skip
    last = float(days.value or 0)
    if last <= pilot.LONGEST:
        text = _(
            "Pruébelo en la mitad de los puestos durante {days} días: con unos {orders} pedidos de «{thing}» al mes, antes no se verían {points} "
            "puntos de diferencia."
        )
    elif last <= 2 * 365:
        text = _(
            "No arme una prueba: con unos {orders} pedidos de «{thing}» al mes tardaría {months} meses en ver {points} puntos de diferencia."
        )
    else:
        text = _(
            "No arme una prueba: con unos {orders} pedidos de «{thing}» al mes tardaría {years} años en ver {points} puntos de diferencia."
        )
    return text.format(
        days=numbers.count(last),
        months=numbers.count(last * 12 / 365),
        years=numbers.count(last / 365),
        **places,
    )


@findings_of(affinity)
def affinity_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The pair to offer first."""
    due, found = as_of + dt.timedelta(days=21), []
    for row in result.frames["affinity"].head(1).to_dict("records"):
        if variants(row["thing"], row["other"]):
            # Who sells them knows that they belong together.
            continue
        message = _(
            "Quien lleva «{thing}» lleva también «{other}» en {attach} de sus pedidos ({usual} en todos): ofrézcalos juntos."
        ).format(
            thing=row["thing"],
            other=row["other"],
            attach=numbers.share(row["attach"], 0),
            usual=numbers.share(row["usual"], 0),
        )
        found.append(
            Finding(
                "action", message, KEY, result.n, owner=_("Ventas"), due=due, evidence=Evidence.ASSOCIATED
            )
        )
    return found
