"""Where customers moved since one period ago, and what that did to the sales."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Number, Reason, Result
from clientela.segments.rfm import MIN_CUSTOMERS, QUIET, SEGMENTS, assign
from clientela.segments.windows import MIN_DAYS

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.movement"
# Every customer takes one of these ways; together they make the whole change in sales.
FLOWS = ("came_new", "came_back", "kept_buying", "kept_quiet", "went_quiet")
LEVEL = 0.95


def movement(
    now: pd.DataFrame,
    before: pd.DataFrame,
    earlier: pd.DataFrame,
    days: int,
    thresholds: Mapping[str, float] | None = None,
) -> Result | Missing:
    """Who went from which segment to which in the last `days`, and what each way did to the sales.

    Three states of the customers mart, `days` apart. Frames: `matrix` (segment before × segment now, in customers), `flows` (one row a way,
    with the sales of both periods; the changes add up to the whole) and `ranks` (the same by segment of departure).
    """
    if days < MIN_DAYS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=2 * days, need=2 * MIN_DAYS)
    if len(before) < MIN_CUSTOMERS or len(now) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(before), need=MIN_CUSTOMERS)
    moved = _moved(now, before, earlier, thresholds)
    flows: Any = _sums(moved, "flow", FLOWS)
    ranks = _sums(moved, "segment_before", (*SEGMENTS, "not_yet"))
    matrix = (
        moved.groupby(["segment_before", "segment"])
        .agg(customers=("amount", "size"), amount_before=("amount_before", "sum"))
        .reset_index()
    )
    values = {
        f"{row.flow}_net": Number(row.net, "currency", row.customers, row.net_low, row.net_high, LEVEL)
        for row in flows.itertuples()
        if row.customers
    }
    for name in ("went_quiet", "came_back", "came_new"):
        count = flows.set_index("flow").customers[name]
        values[f"{name}_customers"] = Number(int(count), "count", len(moved))
    values |= _best(moved)
    values["period_days"] = Number(days, "days", len(moved))
    values["whole_net"] = Number(float(flows.net.sum()), "currency", len(moved))
    return Result(KEY, len(moved), values, {"matrix": matrix, "flows": flows, "ranks": ranks})


def _best(moved: pd.DataFrame) -> dict[str, Number]:
    """The champions of one period ago, those of them who are quiet now, and what these bought in the period before that."""
    best = moved[moved.segment_before == "champions"]
    gone = best[best.segment.isin(QUIET)]
    return {
        "champions_before": Number(len(best), "count", len(moved)),
        "champions_quiet": Number(len(gone), "count", len(best)),
        "champions_quiet_before": Number(float(gone.amount_before.sum()), "currency", len(gone)),
    }


def _moved(
    now: pd.DataFrame, before: pd.DataFrame, earlier: pd.DataFrame, thresholds: Mapping[str, float] | None
) -> pd.DataFrame:
    """One row a customer: segment then and now, sales of the period before and of the last one."""
    here = assign(now, thresholds).set_index("customer_id")
    # Both moments are judged by the rhythm known today: on a shorter past everybody seems quicker.
    known = before["customer_id"].map(here.quiet_after)
    then = assign(before, thresholds, known).set_index("customer_id").reindex(here.index)
    start = earlier.set_index("customer_id").amount.reindex(here.index).fillna(0)
    middle = then.amount.fillna(0)
    new = then.segment.isna()
    was_quiet = then.quiet.eq(True)
    flow = np.select(
        [new, was_quiet & ~here.quiet, ~was_quiet & ~here.quiet, was_quiet & here.quiet],
        FLOWS[:4],
        "went_quiet",
    )
    return here[["segment"]].assign(
        segment_before=then.segment.fillna("not_yet"), flow=flow, amount_before=middle - start, amount=here.amount - middle
    )  # fmt: skip


def _sums(moved: pd.DataFrame, by: str, order: tuple[str, ...]) -> pd.DataFrame:
    """Customers and sales of both periods; the interval is of the change if other such customers had moved so."""
    change = moved.amount - moved.amount_before
    groups = moved.assign(net=change, square=change**2).groupby(by)
    frame = groups.agg(
        customers=("net", "size"), amount_before=("amount_before", "sum"), amount=("amount", "sum"), net=("net", "sum"),
        square=("square", "sum"),
    ).reindex(order, fill_value=0)  # fmt: skip
    half = 1.96 * np.sqrt(frame.pop("square").astype(float))
    return frame.assign(net_low=frame.net - half, net_high=frame.net + half).rename_axis(by).reset_index()


def movement_table(result: Result) -> Table:
    """The five ways with the sales of both periods."""
    frame = result.frames["flows"]
    total = frame[["customers", "amount_before", "amount", "net"]].sum()
    frame = frame[["flow", *total.index]]
    frame.loc[len(frame)] = {"flow": "everyone", **total}
    return Table(
        frame.rename(columns={"amount_before": "period_before", "amount": "period_now"}),
        caption=_(
            "Qué camino tomó cada cliente en los últimos {days} días y cuánto compró en este período y en el anterior."
        ).format(days=numbers.count(result.values["period_days"].value)),
        label="tbl-segments-movement",
        bold_last=True,
    )


def matrix_table(result: Result) -> Table:
    """From which segment to which: customers."""
    frame = result.frames["matrix"].sort_values(
        ["customers", "segment_before", "segment"], ascending=[False, True, True]
    )
    return Table(
        frame[frame.segment_before != frame.segment].head(8),
        caption=_("Los ocho cambios de segmento más frecuentes de los últimos {days} días.").format(
            days=numbers.count(result.values["period_days"].value)
        ),
        label="tbl-segments-matrix",
        columns=("segment_before", "segment", "customers"),
    )


def plot_movement(result: Result) -> Figure:
    """What each way added to the sales or took from them, as a part of the sales of the period before."""
    from clientela.present import figures

    frame: Any = result.frames["flows"].iloc[::-1].reset_index(drop=True)
    base = frame.amount_before.sum() or frame.amount.sum() or 1
    share, low, high = frame.net / base, frame.net_low / base, frame.net_high / base
    drawing, axes = figures.canvas(3.0)
    colours = [figures.TEAL if part > 0 else figures.RED for part in share]
    axes.barh(frame.index, share, 0.55, color=colours)
    axes.hlines(frame.index, low, high, color=figures.INK, linewidth=1)
    reach = max(abs(low.min()), abs(high.max()), 0.01)
    for place, row in frame.iterrows():
        axes.annotate(
            _("{change} · {customers} clientes").format(
                change=numbers.signed_share(share[place]), customers=numbers.count(row.customers)
            ), (max(high[place], 0), place), (6, 0), textcoords="offset points", va="center", size=9.5, color=figures.INK,
        )  # fmt: skip
    axes.axvline(0, color=figures.MUTED, linewidth=0.8)
    axes.set_yticks(frame.index, [value(flow) for flow in frame.flow], color=figures.INK)
    axes.set_xlim(min(low.min(), 0) - 0.05 * reach, max(high.max(), 0) + 0.75 * reach)
    figures.share_axis(axes.xaxis)
    axes.grid(visible=False)
    axes.set_xlabel(_("Cambio frente a las ventas del período anterior"))
    return Figure(
        drawing,
        label="fig-segments-movement",
        caption=_(
            "Qué sumó y qué restó cada camino, en parte de las ventas del período anterior; la línea es el intervalo de 95 %."
        ),
        alt=_("Barras: los que se callaron cambian las ventas en {lost}; los que llegaron, en {won}.").format(
            lost=numbers.signed_share(share.iloc[0]), won=numbers.signed_share(share.iloc[-1])
        ),
    )


def movement_advice(result: Result, currency: str) -> str:
    """Where the balance asks for work: keeping, or bringing in."""
    flows: Any = result.frames["flows"].set_index("flow")
    moved = flows.loc[["came_new", "came_back", "kept_quiet", "went_quiet"]]
    balance, half = moved.net.sum(), np.sqrt(((moved.net_high - moved.net_low) ** 2).sum()) / 2
    quiet = numbers.count(flows.customers["went_quiet"])
    if balance + half < 0:
        net = {name: numbers.short_money(abs(money), currency) for name, money in moved.net.items()}
        words = {
            "won": numbers.short_money(moved.net[["came_new", "came_back"]].sum(), currency), "quiet": quiet, "lost": net["went_quiet"],
            "before": net["kept_quiet"],
        }  # fmt: skip
        if moved.net["kept_quiet"] >= 0:
            return _(
                "**Qué hacer.** Los {won} que suman los que llegaron y volvieron no compensan los {lost} que restan los que se callaron en este "
                "período. Pregunte por qué a una parte de esos {quiet}: diez llamadas con la misma pregunta enseñan más que un promedio, y lo que "
                "digan sirve también para que los nuevos se queden."
            ).format(**words)
        return _(
            "**Qué hacer.** Los {won} que suman los que llegaron y volvieron no compensan los {lost} que restan los que se callaron en este período "
            "y los {before} de los callados desde antes. Pregunte por qué a una parte de los {quiet} que se callaron en este período: diez llamadas "
            "con la misma pregunta enseñan más que un promedio, y lo que digan sirve también para que los nuevos se queden."
        ).format(**words)
    if balance - half > 0:
        return _(
            "**Qué hacer.** Lo que traen los nuevos y los recuperados supera lo que dejaron de comprar los callados, {quiet} de ellos en este "
            "período. Cuide que siga así: reciba bien la primera compra y pida la segunda antes de que pase el plazo normal."
        ).format(quiet=quiet)
    return _(
        "**Qué hacer.** Lo que se gana con unos y se pierde con otros está en empate: la diferencia cabe en el azar. Llame a los que se callaron en "
        "este período, {quiet}, mientras la última compra está cerca; recuperar a unos pocos inclina la balanza."
    ).format(quiet=quiet)


def movement_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The best customers who went quiet, and what the recovered brought back.

    How many left in all is told once, by the loyalty stage.
    """
    flows: Any = result.frames["flows"].set_index("flow")
    days = numbers.count(result.values["period_days"].value)
    found = []
    best, gone, lost = (
        result.values[name] for name in ("champions_before", "champions_quiet", "champions_quiet_before")
    )
    if gone.value and (lost.value or 0) > 0:
        message = _(
            "{n} de los {all} campeones de hace {days} días hoy se enfrían o están perdidos: en los {days} días anteriores a esa fecha "
            "compraron {amount}."
        )
        text = message.format(
            n=numbers.count(gone.value), all=numbers.count(best.value), days=days, amount=numbers.short_money(lost.value, currency),
        )  # fmt: skip
        found.append(Finding(
            "risk", text, KEY, int(gone.value), amount=float(lost.value or 0), stake=_("ventas del período anterior"),
            owner=_("Ventas"), due=as_of + dt.timedelta(days=30),
        ))  # fmt: skip
    back = flows.loc["came_back"]
    if back.customers and back.net_low > 0:
        message = _(
            "{n} clientes que se habían callado volvieron a comprar: {amount} más que en el período anterior."
        )
        found.append(Finding(
            "good_news", message.format(n=numbers.count(back.customers), amount=numbers.short_money(back.net, currency)),
            KEY, int(back.customers), amount=float(back.net), low=float(back.net_low), high=float(back.net_high),
            stake=_("ventas de más en el período"), owner=_("Ventas"),
        ))  # fmt: skip
    return found
