"""Which rule for "active" errs least: own rhythm, fixed days or P(alive), judged by who really bought afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.rhythm import day_of
from clientela.customers.status import ENOUGH_REPEATERS, standing
from clientela.engine import analysis
from clientela.loyalty.dates import span
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.rules"
# Above this chance of being a customer still, a model says "active".
ALIVE = 0.5


@analysis(KEY, earlier="customers_before", fixed_days="fixed_days", alive="alive")
def rules(
    customers: pd.DataFrame,
    earlier: pd.DataFrame,
    fixed_days: float = 365,
    alive: pd.Series | None = None,
) -> Result | Missing:
    """What each rule said on an earlier day, and what those customers did since.

    `earlier` is the customer mart as of that day, `customers` as of today, `alive` the probability of being a customer
    still, by customer_id, estimated on that day. A false alarm was called inactive and bought since; a miss was called
    active and did not. Frame rules: rule, said_active, misses, said_inactive, false_alarms, errors (the last three shares).
    `model_apart`: by how much the own rhythm errs more often than the model, on the same customers (McNemar 1947), with limits.
    """
    import pandas as pd

    repeaters = int((earlier.repeat_days > 0).sum()) if len(earlier) else 0
    if repeaters < ENOUGH_REPEATERS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, (), repeaters, ENOUGH_REPEATERS)
    before = standing(earlier).set_index("customer_id")
    now = customers.set_index("customer_id").purchase_days.reindex(before.index)
    bought = now > before.purchase_days
    said = {
        "own_rhythm": before.status == "active",
        "fixed_days": before.days_since_last <= fixed_days,
    }
    if alive is not None:
        chance = alive.reindex(before.index)
        said["p_alive"] = (chance >= ALIVE).where(chance.notna(), said["own_rhythm"]).astype(bool)
    judged = {name: _judge(active, bought) for name, active in said.items()}
    n = len(before)
    values = {
        f"errors_{name}": Number(one["errors"], "share", n, *wilson(one["errors"] * n, n), LEVEL)
        for name, one in judged.items()
    } | {
        "horizon_days": Number((day_of(customers) - day_of(earlier)).days, "days", n),
        "fixed_days": Number(fixed_days, "days", n),
    }
    if "p_alive" in said:
        values["model_apart"] = apart(said["own_rhythm"] != bought, said["p_alive"] != bought)
    return Result(KEY, n, values, {"rules": pd.DataFrame(judged.values()).assign(rule=list(judged))})


def apart(one: pd.Series, other: pd.Series) -> Number:
    """By how much the first errs more often than the second; only those on whom a single one of them errs tell.

    >>> import pandas as pd
    >>> apart(pd.Series([True, True, False, False]), pd.Series([True, False, False, False])).value
    0.25
    """
    n, only, others = len(one), int((one & ~other).sum()), int((other & ~one).sum())
    gap = (only - others) / n
    half = Z * float(np.sqrt(max(0.0, only + others - (only - others) ** 2 / n))) / n
    return Number(gap, "share", n, gap - half, gap + half, LEVEL)


def _judge(active: pd.Series, bought: pd.Series) -> dict[str, float]:
    """Counts of a rule's verdicts, and the share of each that the future proved wrong."""
    inactive = ~active
    false_alarms, misses = int((inactive & bought).sum()), int((active & ~bought).sum())
    return {
        "said_active": int(active.sum()),
        "misses": misses / active.sum() if active.any() else float("nan"),
        "said_inactive": int(inactive.sum()),
        "false_alarms": false_alarms / inactive.sum() if inactive.any() else float("nan"),
        "errors": (false_alarms + misses) / len(active),
    }


def rules_table(result: Result) -> Table:
    """The rules side by side, the one that errs least first."""
    return Table(
        result.frames["rules"].sort_values("errors", kind="stable"),
        _("En qué parte se equivocó cada regla, aplicada hace {time} a los {n} clientes de entonces.").format(
            time=span(result.values["horizon_days"].value), n=numbers.count(result.n)
        ),
        "tbl-loyalty-rules",
        ("rule", "misses", "false_alarms", "errors"),
    )


def rules_advice(result: Result) -> str:
    """Which rule to use in everyday work."""
    table = result.frames["rules"].set_index("rule")
    own, fixed = table.loc["own_rhythm"], table.loc["fixed_days"]
    days = numbers.count(result.values["fixed_days"].value)
    words = {
        "days": days, "own_miss": numbers.share(own.misses, 0), "fixed_miss": numbers.share(fixed.misses, 0),
        "own_alarm": numbers.share(own.false_alarms, 0), "horizon": numbers.count(result.values["horizon_days"].value),
        "own_errors": numbers.share(own.errors), "fixed_errors": numbers.share(fixed.errors),
    }  # fmt: skip
    gap = result.values.get("model_apart")
    if gap is not None and fixed.errors > own.errors:
        return _model_advice(table, gap, words)
    if own.false_alarms > 0.5:
        return _(
            "**Qué hacer.** Aquí «inactivo» quiere decir atrasado, no perdido: de los que el ritmo propio dio por inactivos, "
            "{own_alarm} compró en los {horizon} días siguientes. Úselo para notar un atraso temprano, no para borrar a nadie."
        ).format(**words)
    if not fixed.said_inactive:
        return _(
            "**Qué hacer.** Use el ritmo propio: con {days} días fijos nadie contaba todavía como inactivo, "
            "así que esa regla no avisa a tiempo. "
            "De los que el ritmo propio dio por inactivos, {own_alarm} compró después: llámelos antes de borrarlos."
        ).format(**words)
    if own.misses < fixed.misses:
        return _(
            "**Qué hacer.** Use el ritmo propio para decidir a quién llamar: de los que daba por activos no volvió {own_miss}; "
            "con {days} días fijos, {fixed_miss}. "
            "El precio es alguna falsa alarma: {own_alarm} de los que dio por inactivos compró después."
        ).format(**words)
    return _(
        "**Qué hacer.** Aquí {days} días fijos no se equivocan más que el ritmo propio. "
        "Puede usar la regla fija en el día a día; conserve el ritmo propio para saber a quién llamar primero."
    ).format(**words)


def _model_advice(table: pd.DataFrame, gap: Number, words: dict[str, str]) -> str:
    """Own rhythm or model: the one that errs less where that is certain; else the one that everybody can follow."""
    model = table.loc["p_alive"]
    said = words | {
        "errors": numbers.share(model.errors), "alarm": numbers.share(model.false_alarms, 0), "miss": numbers.share(model.misses, 0)
    }  # fmt: skip
    if (gap.low or 0) > 0:
        return _(
            "**Qué hacer.** La probabilidad del modelo se equivoca menos: {errors} frente a {own_errors} del ritmo propio, y no es azar. "
            "Úsela antes de dar a alguien por perdido; para notar el atraso de cada semana basta el ritmo propio."
        ).format(**said)
    return _(
        "**Qué hacer.** Use el ritmo propio: se equivoca en {own_errors}; con {days} días fijos, en {fixed_errors}. "
        "El modelo se equivoca en {errors}, pero esa diferencia con el ritmo propio cabe en el azar, y el ritmo propio se puede "
        "explicar a cada vendedor. "
        "Antes de borrar a alguien, mire también el modelo: de los que él da por inactivos volvió {alarm}; de los del ritmo propio, {own_alarm}."
    ).format(**said)
