"""How many to leave out of the next campaign, so that it can be known what it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import Z

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.test_design"
# Eight in ten experiments find an effect that is there.
POWER = 0.80
_Z_POWER = 0.8416212335729143
SURE = 0.995
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)
LEAST_CUSTOMERS = 50


def sizes(base: float, effect: float, ratio: float = 1.0) -> tuple[int, int]:
    """How many controls and how many treated it takes to see an effect on a share, eight times in ten: control, treated.

    `ratio` is treated per control. Two-sided test of two shares at 5 % (Fleiss, Levin & Paik 2003, without continuity correction).

    >>> sizes(0.10, 0.05)
    (686, 686)
    """
    treated = base + effect
    pooled = (base + ratio * treated) / (1 + ratio)
    null = Z * np.sqrt((ratio + 1) * pooled * (1 - pooled))
    other = _Z_POWER * np.sqrt(ratio * base * (1 - base) + treated * (1 - treated))
    control = (null + other) ** 2 / (ratio * effect**2)
    return int(np.ceil(control)), int(np.ceil(ratio * control))


def power(base: float, effect: float, control: float, treated: float) -> float:
    """The chance that an experiment of this size finds the effect."""
    from scipy.stats import norm

    share = base + effect
    pooled = (control * base + treated * share) / (control + treated)
    null = np.sqrt(pooled * (1 - pooled) * (1 / control + 1 / treated))
    spread = np.sqrt(base * (1 - base) / control + share * (1 - share) / treated)
    return float(norm.cdf((abs(effect) - Z * null) / spread))


def detectable(base: float, control: float, treated: float) -> float:
    """The smallest rise of the share that an experiment of this size finds eight times in ten; NaN where there is none."""
    low, high = 0.0, 1.0 - base - 1e-9
    if high <= 0 or power(base, high, control, treated) < POWER:
        return float("nan")
    for _turn in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if power(base, middle, control, treated) >= POWER else (middle, high)
    return high


@analysis(KEY, effect="campaign_effect")
def trial(
    customers: pd.DataFrame, permissions: pd.DataFrame, effect: float = 0.05, days: int = 60
) -> Result | Missing:
    """How to draw lots in the next campaign: how many to leave out, and what can be seen with the customers there are.

    `customers` is the customer mart, `permissions` says who may be contacted (empty: everybody is counted). The base rate is
    the share that bought in the last `days`; `effect` the smallest rise of it worth finding. Frame designs: for each share
    left out, the customers in both arms, the chance of finding that effect, and the smallest that is found.
    """
    import pandas as pd

    who = customers[customers.T_days >= days]
    # Without a table of permissions nobody is known to have given any: their number has another name.
    known, counted = len(permissions) > 0, "may_be_contacted" if len(permissions) else "long_enough"
    if known:
        may = permissions[permissions.may_email | permissions.may_phone | permissions.may_post]
        who = who[who.customer_id.isin(may.customer_id)]
    n = len(who)
    if n < LEAST_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("customers.consent_email",), n, LEAST_CUSTOMERS)
    base = float((who.days_since_last < days).mean())
    if not 0 < base < 1 - effect:
        return Missing(KEY, Reason.NO_VARIATION, ("transactions.date",))
    rows = []
    for share in SHARES:
        control = max(1, round(n * share))
        found = detectable(base, control, n - control)
        rows.append(
            {
                "control_share": share, "control": control, "treated": n - control,
                "power": power(base, effect, control, n - control), "least_effect": found,
            }
        )  # fmt: skip
    designs = pd.DataFrame(rows)
    enough = designs[designs.power >= POWER]
    needed = sum(sizes(base, effect))
    chosen = (enough if len(enough) else designs.tail(1)).iloc[0]
    values = {
        counted: Number(n, "count", len(customers)),
        "base_rate": Number(base, "share", n),
        "wanted_effect": Number(effect, "share", n),
        "window_days": Number(days, "days", n),
        "needed": Number(needed, "count", n),
        "control_share": Number(float(chosen.control_share), "share", n),
        "control": Number(int(chosen.control), "count", n),
        "power": Number(float(chosen.power), "share", n),
    }
    if chosen.least_effect == chosen.least_effect:
        values["detectable"] = Number(float(chosen.least_effect), "share", n)
    return Result(KEY, n, values, {"designs": designs})


def trial_table(result: Result) -> Table:
    """What can be seen with each share left out."""
    effect = numbers.decimal((result.values["wanted_effect"].value or 0) * 100, 0)
    designs = result.frames["designs"]
    # With a decimal: rounded to whole points, an effect seems to be noticed where the column beside says that it is not.
    found = [numbers.points(size, 1) for size in designs["least_effect"]]
    caption = (
        _(
            "Si se sortean todos los clientes que se pueden contactar por algún medio: la parte que se deja fuera, "
            "la probabilidad de notar un efecto de {effect} puntos, y el menor efecto que se notaría."
        )
        if "may_be_contacted" in result.values
        else _(
            "Si se sortean todos los clientes que llevan {days} días o más: la parte que se deja fuera, "
            "la probabilidad de notar un efecto de {effect} puntos, y el menor efecto que se notaría. A cuáles se puede contactar no consta."
        )
    )
    return Table(
        designs.assign(least_effect_words=found),
        caption.format(effect=effect, days=numbers.count(result.values["window_days"].value)),
        "tbl-loyalty-test-design",
        ("control_share", "control", "treated", "power", "least_effect_words"),
    )


def trial_advice(result: Result) -> str:
    """How many to leave out and how to read what comes of it."""
    found = result.values
    known = found.get("may_be_contacted")
    # What is all but certain is not certain.
    power_words = (
        _("más de 99 %") if (found["power"].value or 0) > SURE else numbers.share(found["power"].value, 0)
    )
    words = {
        "n": numbers.count((known or found["long_enough"]).value), "control": numbers.count(found["control"].value),
        "share": numbers.share(found["control_share"].value, 0), "base": numbers.share(found["base_rate"].value, 0),
        "days": numbers.count(found["window_days"].value), "needed": numbers.count(found["needed"].value),
        "effect": numbers.decimal((found["wanted_effect"].value or 0) * 100, 0), "power": power_words,
    }  # fmt: skip
    if (found["power"].value or 0) < POWER and not known:
        return _(
            "**Qué hacer.** Con los {n} clientes que llevan {days} días o más no alcanza para notar un efecto de {effect} puntos (harían falta "
            "{needed}), y a cuáles se puede contactar no consta. Sortee mitad y mitad entre los que den permiso y repita el sorteo en cada "
            "campaña: los resultados se suman."
        ).format(**words)
    if (found["power"].value or 0) < POWER:
        return _(
            "**Qué hacer.** Con {n} clientes que se pueden contactar no alcanza para notar un efecto de {effect} puntos (harían falta {needed}). "
            "Sortee mitad y mitad y repita el sorteo en cada campaña: los resultados se suman."
        ).format(**words)
    if not known:
        return _(
            "**Qué hacer.** Pida antes el permiso: a quién se puede contactar no consta. De los {n} clientes que llevan {days} días o más, si lo "
            "dieran todos, deje {control} sin contactar ({share}), escogidos por sorteo. "
            "En {days} días compra por su cuenta {base}. "
            "Si entre los contactados compra al menos {effect} puntos más, lo notará {power} de las veces. "
            "Si el intervalo pasa por cero, no concluya nada."
        ).format(**words)
    return _(
        "**Qué hacer.** De los {n} clientes que dieron algún permiso, también el de correo postal, y llevan {days} días o más, "
        "deje {control} sin contactar ({share}), escogidos por sorteo. "
        "En {days} días compra por su cuenta {base}. "
        "Si entre los contactados compra al menos {effect} puntos más, lo notará {power} de las veces. "
        "Si el intervalo pasa por cero, no concluya nada."
    ).format(**words)
