"""Where the change in sales came from: more customers, more orders of each, or larger purchases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import combinations
from math import factorial, prod
from typing import TYPE_CHECKING, Any, Literal

from clientela.company.sales import both_periods
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, MUTED, RED, TEAL, canvas, money_axis
from clientela.present.language import _
from clientela.present.terms import term
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.drivers"
FEWEST_CUSTOMERS = 20
# Below this part of the change in all, the greatest driver is not worth a sentence.
WORTH = 0.02


def contributions(before: Sequence[Any], now: Sequence[Any]) -> list[Any]:
    """What each factor of a product adds to its change: Shapley's shares, which add up to the change.

    Each factor's step is averaged over all the orders in which the factors could have moved (Shapley 1953). Works on floats and on exact
    fractions alike.

    >>> contributions([10, 2, 5], [20, 2, 5])
    [100.0, 0.0, 0.0]
    """
    places = range(len(before))
    return [
        sum(
            _weight(len(moved), len(before)) * _step(before, now, place, moved)
            for size in range(len(before))
            for moved in combinations([p for p in places if p != place], size)
        )
        / factorial(len(before))
        for place in places
    ]


def _weight(moved: int, factors: int) -> int:
    return factorial(moved) * factorial(factors - moved - 1)


def _step(before: Sequence[Any], now: Sequence[Any], place: int, moved: tuple[int, ...]) -> Any:
    others = prod(now[p] if p in moved else before[p] for p in range(len(before)) if p != place)
    return (now[place] - before[place]) * others


def drivers(windows: pd.DataFrame) -> Result | Missing:
    """The change in sales split among customers, orders per customer and average purchase, exactly; sales without a customer stand apart.

    `windows` is the mart of that name. With margins, the change in margin is split too, with the margin rate as a fourth factor.

    Returns Missing where fewer than 20 known customers bought in either period.
    """
    if windows.empty or float(windows["customers"].max()) == 0:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.customer_id",))
    now, before = both_periods(windows)
    few = int(min(now["customers"], before["customers"]))
    if few < FEWEST_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=few, need=FEWEST_CUSTOMERS)
    tree = _tree(before, now, "amount")
    frame, n = tree.copy(), int(now["customers"])
    if (
        windows[["margin", "margin_identified"]].notna().all(axis=None)
        and (windows["amount_identified"] > 0).all()
    ):
        margin = _tree(before, now, "margin").rename(columns={"contribution": "contribution_margin"})
        frame = margin.merge(tree[["driver", "contribution"]], on="driver", how="left")
    values: dict[str, Number] = {}
    for column, prefix in (("contribution", "by"), ("contribution_margin", "margin_by")):
        if column in frame:
            known = frame.dropna(subset=column)
            values |= {
                f"{prefix}_{name}": Number(float(money), "currency", n)
                for name, money in zip(known["driver"], known[column], strict=True)
            }
    values["amount_before"] = Number(float(before["amount"]), "currency", int(before["orders"]))
    values["amount"] = Number(float(now["amount"]), "currency", int(now["orders"]))
    return Result(KEY, n, values, {"drivers": frame})


def _tree(before: Any, now: Any, money: str) -> pd.DataFrame:
    """One row a driver: its value in both periods and what it added to the change in money."""
    import pandas as pd

    old, new = _factors(before, money), _factors(now, money)
    shares = contributions(list(old.values()), list(new.values()))
    rows: list[tuple[Any, ...]] = [
        (name, old[name], new[name], shares[place]) for place, name in enumerate(old)
    ]
    sold, outside = (
        [float(row[name] - row[f"{name}_identified"]) for row in (before, now)] for name in ("amount", money)
    )
    if any(abs(amount) > 0.005 for amount in (*sold, *outside)):
        # Before and now are sales in both trees, as their name says; what they added is in the tree's own money.
        rows.append(("anonymous", *sold, outside[1] - outside[0]))
    return pd.DataFrame(rows, columns=["driver", "value_before", "value_now", "contribution"])


def _factors(row: Any, money: str) -> dict[str, float]:
    found = {
        "customers": float(row["customers"]),
        "frequency": float(row["orders_identified"] / row["customers"]),
        "ticket": float(row["amount_identified"] / row["orders_identified"]),
    }
    return found | (
        {"margin_rate": float(row["margin_identified"] / row["amount_identified"])}
        if money == "margin"
        else {}
    )


def drivers_table(result: Result, currency: str) -> Table:
    """Each driver before and now, and what it added or took."""
    frame = result.frames["drivers"]
    written = frame.assign(
        value_before=[
            _written(d, v, currency) for d, v in zip(frame["driver"], frame["value_before"], strict=True)
        ],
        value_now=[
            _written(d, v, currency) for d, v in zip(frame["driver"], frame["value_now"], strict=True)
        ],
    )
    columns = ["driver", "value_before", "value_now", "contribution"]
    if "contribution_margin" in frame:
        columns.append("contribution_margin")
    caption = _("Qué sumó o restó cada parte de las ventas. Los aportes suman exactamente el cambio.")
    return Table(written, caption, "tbl-company-drivers", columns)


def _written(driver: str, amount: float, currency: str) -> str:
    if driver == "customers":
        return numbers.count(amount)
    if driver == "frequency":
        return numbers.decimal(amount, 2)
    return numbers.share(amount) if driver == "margin_rate" else numbers.short_money(amount, currency)


def plot_drivers(result: Result, currency: str) -> Figure:
    """What each driver added or took, one after the other, and the change they make together."""
    frame = result.frames["drivers"].dropna(subset="contribution")
    total = float(frame["contribution"].sum())
    names = [*(term(driver).words for driver in frame["driver"]), _("Cambio total")]
    heights = [*frame["contribution"], total]
    floors = [*frame["contribution"].cumsum().shift(fill_value=0.0), 0.0]
    drawing, axes = canvas(3.1)
    axes.bar(
        names,
        heights,
        bottom=floors,
        color=[*(TEAL if c >= 0 else RED for c in heights[:-1]), INK],
        width=0.6,
    )
    reach = max(abs(level) for level in (*frame["contribution"].cumsum(), *heights)) or 1.0
    for place, (height, floor) in enumerate(zip(heights, floors, strict=True)):
        text = numbers.short_money(height, currency)
        axes.annotate(
            f"+{text}" if height > 0 else text, (place, max(floor, floor + height)), xytext=(0, 4),
            textcoords="offset points", ha="center", color=INK, fontsize=10,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip
    for place, level in enumerate(frame["contribution"].cumsum()):
        axes.plot((place + 0.3, place + 0.7), (level, level), color=MUTED, linewidth=0.8)
    axes.axhline(0, color=MUTED, linewidth=0.8)
    lowest, highest = axes.get_ylim()
    axes.set_ylim(lowest - 0.03 * reach if lowest < 0 else 0.0, max(highest, 0.0) + 0.1 * reach)
    money_axis(axes.yaxis, currency)
    steps = "; ".join(
        f"{name} {numbers.short_money(height, currency)}" for name, height in zip(names, heights, strict=True)
    )
    alt = _("Escalones que suman el cambio en las ventas: {steps}.").format(steps=steps)
    return Figure(
        drawing, "fig-company-drivers", _("De dónde sale el cambio en las ventas, paso a paso."), alt
    )


def greatest(result: Result) -> tuple[str, float]:
    """The driver that moved sales most in the direction they went, and its money."""
    frame = result.frames["drivers"].dropna(subset="contribution")
    sign = 1.0 if frame["contribution"].sum() >= 0 else -1.0
    place = int((sign * frame["contribution"]).argmax())
    return str(frame["driver"].iloc[place]), float(frame["contribution"].iloc[place])


def drivers_advice(result: Result, currency: str) -> str:
    """What to do about the driver that weighs most."""
    driver, amount = greatest(result)
    base = float(result.values["amount_before"].value or 0)
    if abs(amount) < WORTH * base:
        return _(
            "**Qué hacer.** Nada especial: ninguna de las partes movió las ventas más de un {worth}. Siga mirando cada mes."
        ).format(worth=numbers.share(WORTH, 0))
    return _ADVICE[driver, amount > 0]().format(amount=numbers.short_money(abs(amount), currency))


def drivers_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """What gave most and what took most, each when it is worth a sentence."""
    frame = result.frames["drivers"].dropna(subset="contribution")
    base, due = float(result.values["amount_before"].value or 0), as_of + dt.timedelta(days=14)
    found = []
    for place in dict.fromkeys((int(frame["contribution"].argmin()), int(frame["contribution"].argmax()))):
        driver, amount = str(frame["driver"].iloc[place]), float(frame["contribution"].iloc[place])
        if abs(amount) < WORTH * base:
            continue
        message = _MESSAGES[driver, amount > 0]().format(amount=numbers.short_money(abs(amount), currency))
        kind: Literal["risk", "good_news"] = "good_news" if amount > 0 else "risk"
        found.append(Finding(kind, message, KEY, result.n, abs(amount), owner=_("Ventas"), due=due))
    return found


# Each text is looked up when it is needed, in the language of that moment.
_MESSAGES = {
    ("customers", True): lambda: _("Lo que más suma son los clientes: compran más personas, y eso vale {amount}."),
    ("customers", False): lambda: _("Lo que más resta son los clientes: compran menos personas, y eso cuesta {amount}."),
    ("frequency", True): lambda: _("Lo que más suma es la frecuencia: cada cliente pide más veces, y eso vale {amount}."),
    ("frequency", False): lambda: _("Lo que más resta es la frecuencia: cada cliente pide menos veces, y eso cuesta {amount}."),
    ("ticket", True): lambda: _("Lo que más suma es la compra media: cada pedido es mayor, y eso vale {amount}."),
    ("ticket", False): lambda: _("Lo que más resta es la compra media: cada pedido es menor, y eso cuesta {amount}."),
    ("anonymous", True): lambda: _("Lo que más suma son las ventas sin cliente: {amount} de gente que no conocemos."),
    ("anonymous", False): lambda: _("Lo que más resta son las ventas sin cliente: {amount} menos de gente que no conocemos."),
}  # fmt: skip

_ADVICE = {
    ("customers", True): lambda: _(
        "**Qué hacer.** Cuide la segunda compra: los {amount} vienen de más compradores, y se quedan solo si vuelven. "
        "Póngales dueño y fecha de llamada."
    ),
    ("customers", False): lambda: _(
        "**Qué hacer.** Empiece por la gente que falta: son {amount}. Saque la lista de quienes compraron antes y no ahora "
        "(capítulo de fidelización), y mire si también llegan menos nuevos."
    ),
    ("frequency", True): lambda: _(
        "**Qué hacer.** Averigüe qué los hizo volver más seguido (vale {amount}) y sosténgalo: surtido, recordatorios, "
        "cercanía o temporada."
    ),
    ("frequency", False): lambda: _(
        "**Qué hacer.** Los clientes siguen, pero piden menos veces: son {amount}. Llame antes de que se cumpla el ritmo "
        "de cada uno, no después."
    ),
    ("ticket", True): lambda: _(
        "**Qué hacer.** Revise si la compra media creció por precio o por más cosas en cada pedido: los {amount} duran solo "
        "si es lo segundo o si el cliente lo acepta."
    ),
    ("ticket", False): lambda: _(
        "**Qué hacer.** Cada pedido es más pequeño: son {amount}. Ofrezca lo que suele ir junto (capítulo de producto) y "
        "revise descuentos y faltantes."
    ),
    ("anonymous", True): lambda: _(
        "**Qué hacer.** Pida el nombre en la caja: {amount} crecieron sin que sepamos quién compra ni podamos llamarlo."
    ),
    ("anonymous", False): lambda: _(
        "**Qué hacer.** Cayeron {amount} las ventas sin cliente. Antes de alarmarse, mire si ahora se identifica a más "
        "compradores: sería una buena noticia."
    ),
}
