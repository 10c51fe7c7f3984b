"""Which first purchases are followed by a second one more often than others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers import surveys
from clientela.engine import analysis, findings_of
from clientela.present import Figure, numbers
from clientela.present.figures import INK, MUTED, SAND, TEAL, canvas, share_axis
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.entry"
FEWEST_CUSTOMERS = 100
# A first purchase of fewer people than these is told with the rest.
FEWEST_EACH = 20
# A handful of rates cannot say that all are alike: the common rate never weighs more than so many customers.
STRONGEST = 100
# Of many thousands every difference is sure; one of fewer points changes nothing in how a new customer is received.
LEAST = 0.05
SHOWN = 10


@analysis(KEY)
def entry(entries: pd.DataFrame) -> Result | Missing:
    """Of the customers whose first purchase was mainly of each category, how many came back in time.

    `entries` is the mart of that name. Rates are shrunken to that of all new customers (beta–binomial), with intervals of 95 %. Associated: who
    starts with coffee may differ from who starts with a machine in more than that.

    Returns Missing without products, with fewer than 100 new customers, or where only one first purchase is common.

    >>> import pandas as pd
    >>> first = pd.DataFrame({"thing": ["coffee", "tea"], "customers": [80, 40], "repeaters": [40, 10], "amount_later": 900.0, "entry_days": 180})
    >>> round(entry(first).values["entry_repeat"].value, 3)
    0.417
    """
    if entries.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id", "products.category"))
    people = int(entries["customers"].sum())
    common = entries[entries["customers"] >= FEWEST_EACH]
    if people < FEWEST_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=people, need=FEWEST_CUSTOMERS)
    if len(common) < 2:
        return Missing(KEY, Reason.NO_VARIATION, have=len(common), need=2)
    from scipy.stats import beta

    back = float(entries["repeaters"].sum())
    alpha, rest = _prior(
        common["repeaters"].to_numpy(dtype=float), common["customers"].to_numpy(dtype=float), back / people
    )
    hits, misses = common["repeaters"] + alpha, common["customers"] - common["repeaters"] + rest
    frame = common.assign(
        entry_thing=common["thing"], entry_customers=common["customers"], entry_counted=common["repeaters"] / common["customers"],
        entry_rate=hits / (hits + misses),
        entry_low=beta.ppf(0.025, hits, misses), entry_high=beta.ppf(0.975, hits, misses),
    ).sort_values(["entry_rate", "thing"], ascending=[False, True])[
        ["entry_thing", "entry_customers", "entry_counted", "entry_rate", "entry_low", "entry_high"]
    ].reset_index(drop=True)  # fmt: skip
    values = {
        "entry_repeat": Number(back / people, "share", people),
        "entry_days": Number(int(entries["entry_days"].iloc[0]), "days", people),
        "entry_best": _number(frame.iloc[0]),
        "entry_worst": _number(frame.iloc[-1]),
    }
    return Result(KEY, people, values, {"entry": frame}, Evidence.ASSOCIATED)


def _prior(hits: Any, tries: Any, rate: float) -> tuple[float, float]:
    """How strongly each rate is drawn to that of all: by the likelihood of the counts, the mean held."""
    from scipy.optimize import minimize_scalar
    from scipy.stats import betabinom

    middle = min(max(rate, 0.01), 0.99)

    def loss(strength: float) -> float:
        size = float(np.exp(strength))
        return -float(betabinom.logpmf(hits, tries, middle * size, (1 - middle) * size).sum())

    size = float(np.exp(minimize_scalar(loss, bounds=(0.0, np.log(STRONGEST)), method="bounded").x))
    return middle * size, (1 - middle) * size


def _number(row: Any) -> Number:
    return Number(
        float(row["entry_rate"]),
        "share",
        int(row["entry_customers"]),
        float(row["entry_low"]),
        float(row["entry_high"]),
        0.95,
    )


def plot_entry(result: Result) -> Figure:
    """The rate of return after each first purchase, with its interval and that of all."""
    from matplotlib.ticker import MaxNLocator

    frame = result.frames["entry"].head(SHOWN).iloc[::-1]
    whole = float(result.values["entry_repeat"].value or 0)
    drawing, axes = canvas(1.0 + 0.32 * len(frame))
    names = [
        _("{name} ({n|1 cliente|# clientes})").format(name=surveys.wrapped(str(name), 28), n=numbers.count(n))
        for name, n in zip(frame["entry_thing"], frame["entry_customers"], strict=True)
    ]
    sure = (frame["entry_low"] > whole) | (frame["entry_high"] < whole)
    axes.hlines(
        names, frame["entry_low"], frame["entry_high"], color=[INK if s else SAND for s in sure], linewidth=2
    )
    axes.scatter(frame["entry_rate"], names, color=[TEAL if s else MUTED for s in sure], s=46, zorder=3)
    axes.axvline(whole, color="#b86e00", linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        _("todos: {share}").format(share=numbers.share(whole, 0)), (whole, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
        textcoords="offset points", ha="center", color="#8f5600", fontsize=10, annotation_clip=False,
    )  # fmt: skip
    axes.set_ylim(-0.6, len(frame) - 0.3)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    # Less than twenty points apart is drawn as what it is: near.
    left, right = axes.get_xlim()
    room = max(0.0, 0.2 - (right - left)) / 2
    axes.set_xlim(max(0.0, left - room), min(1.0, right + room))
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    share_axis(axes.xaxis)
    alt = _("Puntos e intervalos: vuelve {best} de quienes empiezan con {first} y {worst} de quienes empiezan con {last}; de todos, {whole}.").format(
        best=numbers.share(frame["entry_rate"].iloc[-1], 0), first=frame["entry_thing"].iloc[-1],
        worst=numbers.share(frame["entry_rate"].iloc[0], 0), last=frame["entry_thing"].iloc[0], whole=numbers.share(whole, 0),
    )  # fmt: skip
    caption = _(
        "Clientes nuevos que volvieron en {days} días según su primera compra, acercados a la parte de todos; la raya es el intervalo de 95 %."
    ).format(days=numbers.count(result.values["entry_days"].value))
    return Figure(drawing, "fig-product-entry", caption, alt)


def best(result: Result) -> Any:
    """The first purchase that is clearly followed by more returns than all, and by enough more; None where none is."""
    top = result.frames["entry"].iloc[0].to_dict()
    whole = float(result.values["entry_repeat"].value or 0)
    return top if top["entry_low"] > whole and top["entry_rate"] >= whole + LEAST else None


def entry_advice(result: Result) -> str:
    """With what to receive a new customer; nothing when the differences may be chance, or are small."""
    top = best(result)
    if top is None:
        return _(
            "**Qué hacer.** Reciba igual a todos los clientes nuevos: lo que compran primero apenas distingue a quienes vuelven."
        )
    return _(
        "**Qué hacer.** Reciba a los clientes nuevos con «{thing}»: de quienes empiezan por ahí vuelve {rate}, frente a {whole} de todos. "
        "Puede que sean otra clase de cliente: no gaste en ello más de lo que ya gasta."
    ).format(
        thing=top["entry_thing"],
        rate=numbers.share(top["entry_rate"], 0),
        whole=numbers.share(result.values["entry_repeat"].value, 0),
    )


@findings_of(entry)
def entry_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The first purchase that is followed by most returns, when that is clear."""
    top = best(result)
    if top is None:
        return []
    message = _("Quien empieza con «{thing}» vuelve más: {rate} en {days} días, frente a {whole} de todos los nuevos.").format(
        thing=top["entry_thing"], rate=numbers.share(top["entry_rate"], 0), days=numbers.count(result.values["entry_days"].value),
        whole=numbers.share(result.values["entry_repeat"].value, 0),
    )  # fmt: skip
    due = as_of + dt.timedelta(days=30)
    return [
        Finding("action", message, KEY, result.n, owner=_("Mercadeo"), due=due, evidence=Evidence.ASSOCIATED)
    ]
