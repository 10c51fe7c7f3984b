"""Which rule for "active" errs least: own rhythm, fixed days or P(alive), judged by who really bought afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.loyalty.intervals import LEVEL, wilson
from clientela.loyalty.rhythm import day_of
from clientela.loyalty.status import ENOUGH_REPEATERS, standing
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.rules"
# Above this chance of being a customer still, a model says "active".
ALIVE = 0.5


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
    return Result(KEY, n, values, {"rules": pd.DataFrame(judged.values()).assign(rule=list(judged))})


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
    days = numbers.count(result.values["horizon_days"].value)
    return Table(
        result.frames["rules"].sort_values("errors", kind="stable"),
        _("Lo que dijo cada regla hace {days} días, y la parte en que los hechos la desmintieron.").format(
            days=days
        ),
        "tbl-loyalty-rules",
        ("rule", "said_active", "misses", "said_inactive", "false_alarms", "errors"),
    )


def rules_advice(result: Result) -> str:
    """Which rule to use in everyday work."""
    table = result.frames["rules"].set_index("rule")
    own, fixed = table.loc["own_rhythm"], table.loc["fixed_days"]
    days = numbers.count(result.values["fixed_days"].value)
    words = {
        "days": days, "own_miss": numbers.share(own.misses, 0), "fixed_miss": numbers.share(fixed.misses, 0),
        "own_alarm": numbers.share(own.false_alarms, 0), "horizon": numbers.count(result.values["horizon_days"].value),
    }  # fmt: skip
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
