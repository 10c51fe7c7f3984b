"""Month by month: who became active, who came back, who went quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.rhythm import shrunk
from clientela.customers.status import status_of
from clientela.engine import analysis
from clientela.marts.parts import each
from clientela.present import Figure, figures, numbers
from clientela.present.language import _
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import pandas as pd

    from clientela.marts.parts import Parts

KEY = "loyalty.flows"
TOLD = ("customer_id", "day", "next_day", "repeat_days", "gap_q90")
LEAST_MONTHS = 6
SHOWN = 12


@analysis(KEY, without_money=True, interpurchase_times="parts:interpurchase_times")
def flows(
    interpurchase_times: pd.DataFrame | Parts,
    status: Result | Missing,
    months: pd.DataFrame,
    as_of: dt.date,
) -> Result | Missing:
    """How many customers arrived, came back and went quiet in each complete month.

    `interpurchase_times` and `months` are marts, `status` the result of `status`, whose pace of the company is used throughout; of the
    customer only what was known then. Somebody goes quiet on the day after its threshold. Frame flows: month, new, recovered,
    left, active (at the end of the month).
    """
    if isinstance(status, Missing):
        return status_of(KEY, status)
    complete = months.month[months.complete.astype(bool)]
    if len(complete) < LEAST_MONTHS:
        return Missing(
            KEY, Reason.TOO_SHORT_HISTORY, ("months", str(LEAST_MONTHS)), len(complete), LEAST_MONTHS
        )
    kinds, pace = _kinds(status), status.frames["pace"]
    table = _by_month(
        moves(_with_kind(part, kinds), pace, as_of) for part in each(interpurchase_times, *TOLD)
    )
    table = table[table.month.isin(complete)].reset_index(drop=True)
    last = table.iloc[-1]
    n = int(last.active)
    values = {
        f"{name}_month": Number(int(last[name]), "count", n) for name in ("new", "recovered", "left")
    } | {"falling_months": Number(falling(table), "count", n)}
    return Result(KEY, n, values, {"flows": table})


def _kinds(status: Result) -> pd.Series | None:
    """The kind of each customer; where all borrow one pace nobody's kind is asked for."""
    if "kind" not in status.frames["customers"] or len(status.frames["pace"]) < 2:
        return None
    return status.frames["customers"].set_index("customer_id").kind


def _with_kind(interpurchase_times: pd.DataFrame, kinds: pd.Series | None) -> pd.DataFrame:
    if kinds is None:
        return interpurchase_times
    return interpurchase_times.assign(kind=interpurchase_times.customer_id.map(kinds))


def moves(interpurchase_times: pd.DataFrame, company: pd.DataFrame, as_of: dt.date) -> dict[str, pd.Series]:
    """The days of every move: new, recovered, left."""
    import pandas as pd

    limit = np.floor(shrunk(interpurchase_times, "gap_q90", company, "long_gap"))
    quiet = interpurchase_times.day + pd.to_timedelta(limit + 1, unit="D")
    # A purchase on the very day on which silence would begin keeps the customer.
    left = quiet < interpurchase_times.next_day.fillna(pd.Timestamp(as_of) + pd.Timedelta(days=1))
    return {
        "new": interpurchase_times.day[interpurchase_times.repeat_days == 0],
        "recovered": interpurchase_times.next_day[left].dropna(),
        "left": quiet[left],
    }


def _by_month(moved: Iterable[dict[str, pd.Series]]) -> pd.DataFrame:
    import pandas as pd

    counts: dict[str, pd.Series] = {}
    for part in moved:
        for name, days in part.items():
            month, count = np.unique(days.to_numpy().astype("datetime64[M]"), return_counts=True)
            found = pd.Series(count, pd.PeriodIndex(month.astype("datetime64[s]"), freq="M"))
            counts[name] = counts[name].add(found, fill_value=0) if name in counts else found
    table = pd.DataFrame(counts).fillna(0).astype("int64")
    every = pd.period_range(table.index.min(), table.index.max(), freq="M")
    table = table.reindex(every, fill_value=0)
    table["active"] = (table.new + table.recovered - table.left).cumsum()
    return table.rename_axis("month").reset_index().assign(month=lambda frame: frame.month.dt.to_timestamp())


def falling(table: pd.DataFrame) -> int:
    """For how many months in a row the active base has shrunk; 0 when that may be chance."""
    fell = (table.active.diff() < 0).to_numpy()[::-1]
    run = int(len(fell) if fell.all() else np.argmin(fell))
    if not run:
        return 0
    moved = table[["new", "recovered", "left"]].tail(run).sum()
    lost = moved.left - moved.new - moved.recovered
    # Arrivals and departures are counts: their difference swings by the root of their sum.
    return run if lost > 2 * np.sqrt(moved.sum()) else 0


def plot_flows(result: Result) -> Figure | None:
    """Arrivals and returns above the line, departures below; not the first month, when everybody is new: None without a second."""
    table = result.frames["flows"].iloc[1:].tail(SHOWN).reset_index(drop=True)
    if table.empty:
        return None
    drawing, axes = figures.canvas(3.4)
    place = np.arange(len(table))
    axes.bar(place, table.recovered, color=figures.TEAL, width=0.66)
    axes.bar(place, table.new, bottom=table.recovered, color=figures.STEPS[2], width=0.66)
    axes.bar(place, -table.left, color=figures.RED, width=0.66)
    axes.axhline(0, color=figures.INK, linewidth=0.8)
    net = table.new + table.recovered - table.left
    top, bottom = float((table.new + table.recovered).max()), float(table.left.max())
    for spot, change in zip(place, net, strict=True):
        above = float(table.new[spot] + table.recovered[spot])
        text = ("+" if change > 0 else "−" if change < 0 else "") + numbers.count(abs(change))
        axes.text(float(spot), above + (top + bottom) * 0.02, text, ha="center", va="bottom", fontsize=11,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip
    side = len(table) - 0.55
    for height, words, colour in _labels(table, top + bottom):
        axes.text(side, height, words, color=colour, va="center", fontsize=12.5, weight=600)
    axes.set_xticks(place[::3], [numbers.month(table.month[spot]) for spot in place[::3]], fontsize=12)
    axes.set_xlim(-0.6, len(table) + 1.3)
    axes.set_ylim(-bottom * 1.1 - 1, top * 1.15 + 1)
    axes.yaxis.set_major_formatter(lambda amount, _place: numbers.count(abs(amount)))
    alt = _(
        "En {month} llegaron {new}, volvieron {recovered} y se callaron {left}; quedaron {active|uno activo|# activos|cero activos}."
    ).format(
        month=numbers.month(table.month.iloc[-1]),
        **{name: numbers.count(table[name].iloc[-1]) for name in ("new", "recovered", "left", "active")},
    )
    return Figure(
        drawing, "fig-loyalty-flows",
        _("Clientes que cada mes llegan, vuelven después de una ausencia o dejan de comprar según su propio ritmo; la cifra es la diferencia."), alt,
    )  # fmt: skip


def _labels(table: pd.DataFrame, span: float) -> list[tuple[float, str, str]]:
    """Words beside the last bar, far enough apart to be read."""
    last = table.iloc[-1]
    step = span * 0.11
    recovered = max(float(last.recovered) / 2, step * 0.6)
    new = max(float(last.recovered + last.new / 2), recovered + step)
    labels = [
        (new, _("nuevos"), figures.MUTED), (recovered, _("vuelven"), figures.TEAL),
        (min(-float(last.left) / 2, -step * 0.6), _("se callan"), figures.RED),
    ]  # fmt: skip
    return labels if table.new.any() else labels[1:]


def flows_advice(result: Result) -> str:
    """What to do when the base shrinks month after month."""
    words = {name: numbers.count(number.value) for name, number in result.values.items()}
    if (result.values["falling_months"].value or 0) >= 2:
        return _(
            "**Qué hacer.** La base activa cae desde hace {falling_months} meses. "
            "El último mes se callaron {left_month}, llegaron {new_month} y volvieron {recovered_month}. "
            "Pregunte a diez de los que se callaron por qué; diez respuestas dicen más que otra campaña."
        ).format(**words)
    return _(
        "**Qué hacer.** El último mes se callaron {left_month}, llegaron {new_month} y volvieron {recovered_month}. "
        "Ponga estas tres cifras en el tablero del equipo y mírelas juntas, nunca una sola."
    ).format(**words)
