"""How the drivers look: the steps of the change, what their averages hide, and what to do."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Literal

from clientela.company.drivers.analysis import KEY, drivers, greatest
from clientela.company.drivers.steps import draw_steps, signed_money
from clientela.company.sales.analysis import clear
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import term
from clientela.results import Finding, Missing, Result

if TYPE_CHECKING:
    import pandas as pd

# Below this part of the sales, a driver or a change in orders is not worth a sentence.
WORTH = 0.02


def drivers_table(result: Result, currency: str) -> Table:
    """Each driver before and now, and what it added or took."""
    frame = result.frames["drivers"]
    written = frame.assign(
        driver_named=_names(frame),
        **{
            name: [_written(d, v, currency) for d, v in zip(frame["driver"], frame[name], strict=True)]
            for name in ("value_before", "value_now")
        },
    )
    columns = ["driver_named", "value_before", "value_now", "contribution"]
    if "contribution_margin" in frame:
        columns.append("contribution_margin")
    caption = _("Qué sumó o restó cada parte de las ventas; los aportes suman exactamente el cambio.")
    if _anonymous(frame):
        caption += " " + _("Clientes, pedidos y compra media, sin las ventas sin cliente.")
    return Table(written, caption, "tbl-company-drivers", columns)


def _anonymous(frame: pd.DataFrame) -> bool:
    return "anonymous" in set(frame["driver"])


def _names(frame: pd.DataFrame) -> list[str]:
    """The words of the drivers; the average purchase of known customers is not that of all sales, and says so."""
    known = {"ticket": _("Compra media de clientes conocidos")} if _anonymous(frame) else {}
    return [known.get(driver, term(driver).words) for driver in frame["driver"]]


def _written(driver: str, amount: float, currency: str) -> str:
    if driver == "customers":
        return numbers.count(amount)
    if driver == "frequency":
        return numbers.decimal(amount, 2)
    return numbers.share(amount) if driver == "margin_rate" else numbers.short_money(amount, currency)


def plot_drivers(result: Result, currency: str) -> Figure:
    """What each driver added or took, one under the other, and the change they make together."""
    frame = result.frames["drivers"].dropna(subset="contribution")
    sizes = [float(size) for size in frame["contribution"]]
    names = [*_names(frame), _("Cambio total")]
    steps = "; ".join(
        f"{name} {signed_money(size, currency)}"
        for name, size in zip(names, [*sizes, sum(sizes)], strict=True)
    )
    alt = _("Escalones que suman el cambio en las ventas: {steps}.").format(steps=steps)
    caption = _("De dónde sale el cambio en las ventas, paso a paso.")
    return Figure(draw_steps(names, sizes, currency), "fig-company-drivers", caption, alt)


def drivers_reading(result: Result, currency: str) -> str:
    """How to read the steps, and what their averages hide: who went, who came, and what the same customers order."""
    sentences = [
        _(
            "**Cómo leerlo.** Cada escalón es lo que una parte sumó (verde) o restó (rojo). Pedidos por cliente y compra media son medias: suben "
            "también cuando faltan los que compran poco."
        ),
        _swapped(result, currency),
        _same(result),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _swapped(result: Result, currency: str) -> str:
    """Who bought in one of the periods only, and how much."""
    places = {
        f"{name}{what}": write(result.values[f"{name}_{key}"].value)
        for name in ("lost", "came")
        for what, key, write in (
            ("", "customers", numbers.count),
            ("_amount", "amount", partial(numbers.short_money, currency=currency)),
        )
    }
    sentences = []
    if result.values["lost_customers"].value:
        sentences.append(
            _(
                "{lost|El único que no volvió a comprar había|Los # que no volvieron a comprar habían} comprado {lost_amount}."
            )
        )
    if result.values["came_customers"].value:
        sentences.append(
            _(
                "{came|El único que llegó o regresó compró|Los # que llegaron o regresaron compraron} {came_amount}."
            )
        )
    return " ".join(sentence.format(**places) for sentence in sentences)


def _same(result: Result) -> str:
    """What the same customers order, in a sentence; nothing where they are too few."""
    if "same_change" not in result.values:
        return ""
    return _(
        "En los seis meses del medio, los {n} que fueron clientes todo el tiempo pidieron {now} veces cada uno; en los mismos meses del año "
        "anterior, {before} (cambio: entre {low} y {high})."
    ).format(**_orders(result))


def _orders(result: Result) -> dict[str, str]:
    change = result.values["same_change"]
    return {
        "n": numbers.count(change.n),
        "now": numbers.decimal(result.values["same_frequency"].value, 2),
        "before": numbers.decimal(result.values["same_frequency_before"].value, 2),
        "low": _signed(change.low), "high": _signed(change.high),
    }  # fmt: skip


def _signed(amount: float | None) -> str:
    sign = "+" if (amount or 0) > 0 else "−" if (amount or 0) < 0 else ""
    return sign + numbers.decimal(abs(amount or 0.0), 2)


def same_moved(result: Result) -> int:
    """Do the same customers order more (1) or less (-1) often, beyond chance and by enough to matter? 0 also where nobody knows."""
    change, old = result.values.get("same_change"), result.values.get("same_frequency_before")
    if change is None or old is None or abs(float(change.value or 0)) < WORTH * float(old.value or 0):
        return 0
    return 1 if (change.low or 0) > 0 else -1 if (change.high or 0) < 0 else 0


def drivers_advice(result: Result, currency: str) -> str:
    """What to do about the driver that weighs most; of more orders a customer, only when the same customers order more."""
    driver, amount = greatest(result)
    base = float(result.values["amount_before"].value or 0)
    if abs(amount) < WORTH * base:
        return _(
            "**Qué hacer.** Nada especial: ninguna de las partes movió las ventas más de un {worth}. Siga mirando cada mes."
        ).format(worth=numbers.share(WORTH, 0))
    if driver == "frequency" and same_moved(result) != (1 if amount > 0 else -1):
        return _not_the_same(result, amount > 0)
    moved = result.values["amount_moved"]
    if driver != "frequency" and (moved.low or 0) <= 0 <= (moved.high or 0):
        return _(
            "**Qué hacer.** Nada todavía: el cambio de las ventas cabe en el azar, y lo que pesa cada parte también. Mire la misma tabla el mes "
            "que viene."
        )
    lost = result.values["lost_amount"].value
    return _ADVICE[driver, amount > 0]().format(
        amount=numbers.short_money(abs(amount), currency), lost=numbers.short_money(lost, currency),
        people=numbers.count(result.values["lost_customers"].value),
    )  # fmt: skip


def _not_the_same(result: Result, up: bool) -> str:
    """What to do when the average moved, and nobody is known to order more, or less, than before."""
    if "same_change" not in result.values:
        return _(
            "**Qué hacer.** Antes de actuar, mire si los mismos clientes piden más o menos veces que antes: la media se mueve también cuando "
            "cambia quién compra."
        )
    fewer = float(result.values["lost_customers"].value or 0) - float(
        result.values["came_customers"].value or 0
    )
    if fewer <= 0 if up else fewer >= 0:
        return _(
            "**Qué hacer.** Nada todavía: en los mismos clientes no se ve que pidan más ni menos veces que antes, y lo que se movió la media "
            "cabe en el azar."
        )
    if up:
        return _(
            "**Qué hacer.** No busque qué los hizo volver más seguido: los mismos clientes no piden más veces que antes. La media sube porque "
            "faltan los que pedían poco; empiece por ellos y por los nuevos que no llegan."
        )
    return _(
        "**Qué hacer.** No llame a todos: los mismos clientes no piden menos veces que antes. La media baja porque hay más que piden poco; "
        "lleve a esos a su segunda compra."
    )


@findings_of(drivers, sales="sales")
def drivers_findings(
    result: Result, currency: str, as_of: dt.date, sales: Result | Missing | None = None
) -> list[Finding]:
    """The same customers ordering more or less often than before, when it is more than chance."""
    sign = same_moved(result)
    # A driver of a change that chance alone could have made is no news.
    if sign == 0 or isinstance(sales, Missing) or (sales is not None and not clear(sales)):
        return []
    change = result.values["same_change"]
    frame = result.frames["drivers"]
    ticket = float(frame.loc[frame["driver"] == "ticket", "value_now"].iloc[0])
    near, far = sorted(abs(float(side or 0)) * change.n * ticket for side in (change.low, change.high))
    message = (
        _("Los mismos clientes piden más veces: {now} cada uno en seis meses; un año antes, {before}.")
        if sign > 0
        else _("Los mismos clientes piden menos veces: {now} cada uno en seis meses; un año antes, {before}.")
    )
    detail = _(
        "Son los {n} que compraron al comienzo del año anterior y al final de este; el cambio está entre {low} y {high} pedidos por cliente."
    )
    kind: Literal["risk", "good_news"] = "good_news" if sign > 0 else "risk"
    stake = _("ventas de seis meses, a la compra media")
    return [
        Finding(
            kind, message.format(**_orders(result)), KEY, change.n, abs(float(change.value or 0)) * change.n * ticket, near, far,
            owner=_("Ventas"), due=as_of + dt.timedelta(days=14), detail=detail.format(**_orders(result)), stake=stake,
        )
    ]  # fmt: skip


# Each text is looked up when it is needed, in the language of that moment.
_ADVICE = {
    ("customers", True): lambda: _(
        "**Qué hacer.** Cuide la segunda compra: los {amount} vienen de más compradores, y se quedan solo si vuelven. "
        "Póngales dueño y fecha de llamada."
    ),
    ("customers", False): lambda: _(
        "**Qué hacer.** Empiece por los {people} que compraron antes y ahora no: compraron {lost}. Saque la lista (capítulo de "
        "fidelización), y mire si también llegan menos nuevos."
    ),
    ("frequency", True): lambda: _(
        "**Qué hacer.** Los mismos clientes piden más veces: averigüe qué los trajo y sosténgalo, sea surtido, recordatorios, cercanía "
        "o temporada."
    ),
    ("frequency", False): lambda: _(
        "**Qué hacer.** Los mismos clientes piden menos veces. Llame antes de que se cumpla el ritmo "
        "de cada uno, no después."
    ),
    ("ticket", True): lambda: _(
        "**Qué hacer.** Mire arriba cuánto de la compra media es precio: los {amount} duran si cada pedido trae más cosas, o si el cliente "
        "acepta el alza."
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
