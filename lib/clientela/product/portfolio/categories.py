"""Which categories push the sales up and which hold them back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from clientela.calendar.windows import compared, window_days
from clientela.engine import analysis, findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, RED, SAND, TEAL, canvas, money_axis
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Reason, Result
from clientela.stats.multiple_testing import moves

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.categories"
SHOWN = 10
# A category of more than half the sales is the company: what it needs is never to run out.
MOST_OF_IT = 0.5
# One of less than a twentieth of them is no support for a company, however fast it grows.
LEAST_OF_IT = 0.05


@analysis(KEY, changes="category_changes", monthly="category_months", windows="windows")
def categories(
    changes: pd.DataFrame, monthly: pd.DataFrame, months: pd.DataFrame, windows: pd.DataFrame | None = None
) -> Result | Missing:
    """What each category added to the change in sales, with its band of chance, and its sales month by month.

    The frames are the marts `category_changes`, `category_months`, `months` and `windows`; only complete months count.

    Returns Missing without products, with a single category, or under two years: half a year against another is the season.
    """
    if changes.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id", "products.category"))
    frame = moves(changes[changes["category"] != ""]).rename(columns={"amount_before": "sales_before"})
    frame = frame[(frame["amount_now"] != 0) | (frame["sales_before"] != 0)]
    if len(frame) < 2:
        return Missing(KEY, Reason.NO_COLUMN, ("products.category",), have=len(frame), need=2)
    if windows is not None and not compared(windows, months):
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), int(2 * window_days(windows) / 30.4), 24)
    frame = frame.sort_values(["gain", "category"], ascending=[False, True]).reset_index(drop=True)
    up, down = (frame[frame["trend"] == word] for word in ("trend_up", "trend_down"))
    values = {
        "categories": Number(len(frame), "count", len(frame)),
        "rising_amount": Number(float(up["gain"].sum()), "currency", len(up)),
        "falling_amount": Number(float(down["gain"].sum()), "currency", len(down)),
    }
    whole = months.loc[months["complete"], ["month"]]
    series = monthly[monthly["category"] != ""].merge(whole, on="month").sort_values(["category", "month"])
    columns = [
        "category",
        "amount_now",
        "sales_before",
        "gain",
        "gain_low",
        "gain_high",
        "change",
        "trend",
        "buyers",
    ]
    return Result(
        KEY, len(frame), values, {"categories": frame[columns], "monthly": series.reset_index(drop=True)}
    )


def _strongest(frame: pd.DataFrame) -> pd.DataFrame:
    """The categories that moved most, either way, from the greatest gain to the greatest loss."""
    return frame.loc[frame["gain"].abs().sort_values(ascending=False).index[:SHOWN]].sort_values(
        "gain", ascending=False
    )


def categories_table(result: Result) -> Table:
    """The categories that moved most, and whether that may be chance."""
    columns = ("category", "amount_now", "sales_before", "gain", "change", "trend")
    caption = _(
        "Las categorías que más se movieron entre los dos períodos. La suma es más segura que sus partes: una categoría puede subir con claridad "
        "aunque el cambio de cada uno de sus productos pueda ser azar."
    )
    return Table(_strongest(result.frames["categories"]), caption, "tbl-product-categories", columns)


def plot_categories(result: Result, currency: str) -> Figure:
    """What each category added or took, with its band of chance."""
    frame = _strongest(result.frames["categories"]).iloc[::-1]
    drawing, axes = canvas(0.7 + 0.27 * len(frame))
    colours = [
        SAND if word == "trend_chance" else TEAL if move > 0 else RED
        for word, move in zip(frame["trend"], frame["gain"], strict=True)
    ]
    names = [_short(name) for name in frame["category"]]
    swing = [frame["gain"] - frame["gain_low"], frame["gain_high"] - frame["gain"]]
    axes.barh(
        names,
        frame["gain"],
        xerr=swing,
        color=colours,
        height=0.62,
        error_kw={"ecolor": INK, "elinewidth": 1},
    )
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.spines["bottom"].set_visible(False)
    axes.locator_params(axis="x", nbins=6)
    money_axis(axes.xaxis, currency)
    best, worst = frame.iloc[-1], frame.iloc[0]
    alt = _("Barras por categoría. La que más suma es {best} ({up}); la que menos, {worst} ({down}). En gris, lo que puede ser azar.").format(
        best=best["category"], up=numbers.short_money(best["gain"], currency),
        worst=worst["category"], down=numbers.short_money(worst["gain"], currency),
    )  # fmt: skip
    caption = _(
        "Lo que cada categoría sumó o restó frente al período anterior; en gris, lo que puede ser azar."
    )
    return Figure(drawing, "fig-product-categories", caption, alt)


def _short(name: str, longest: int = 28) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def categories_advice(result: Result, currency: str) -> str:
    """What to do about the category that falls most; nothing when all may be chance."""
    sure = result.frames["categories"].query("trend != 'trend_chance'")
    if sure.empty:
        return _("**Qué hacer.** Nada: ninguna categoría se movió más de lo que explica el azar.")
    worst = sure.iloc[-1]
    if worst["gain"] >= 0:
        return _rising_advice(
            sure, float(result.frames["categories"]["amount_now"].clip(lower=0).sum()), currency
        )
    return _(
        "**Qué hacer.** Revise «{worst}», que resta {down}: precio, faltantes y lo que hace la competencia. "
        "Pregunte a cinco clientes que dejaron de llevarla antes de bajar el precio."
    ).format(worst=worst["category"], down=numbers.short_money(-worst["gain"], currency))


def _rising_advice(rising: pd.DataFrame, whole: float, currency: str) -> str:
    """What to do where nothing clearly falls: guard a category that is most of the sales, and feed a sizeable one that grows beside it."""
    best = rising.iloc[0]
    part = float(best["amount_now"]) / whole if whole else 0.0
    words = {
        "best": best["category"], "up": numbers.short_money(best["gain"], currency), "share": numbers.share(part, 0),
        "least": numbers.share(LEAST_OF_IT, 0),
    }  # fmt: skip
    if part <= MOST_OF_IT:
        return _(
            "**Qué hacer.** «{best}» suma {up}: pida existencias para ese paso y pregunte a quienes más subieron qué los trajo, antes de gastar en "
            "ella."
        ).format(**words)
    beside = rising.iloc[1:]
    beside = beside[beside["amount_now"].astype(float) >= LEAST_OF_IT * whole]
    if beside.empty:
        return _(
            "**Qué hacer.** «{best}» es el {share} de las ventas: que no falte nunca. Ninguna otra que suba con claridad llega al {least} de las "
            "ventas: no mueva gente ni dinero hacia ellas."
        ).format(**words)
    return _(
        "**Qué hacer.** «{best}» es el {share} de las ventas: que no falte nunca. Para no depender de ella sola, dé responsable y meta a «{second}», "
        "que suma {more}."
    ).format(
        second=beside.iloc[0]["category"], more=numbers.short_money(beside.iloc[0]["gain"], currency), **words
    )  # fmt: skip


@findings_of(categories)
def categories_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The category that gives most and the one that takes most, when they are more than chance."""
    sure = result.frames["categories"].query("trend != 'trend_chance'")
    due, found = as_of + dt.timedelta(days=30), []
    for row in sure.tail(1).query("gain < 0").to_dict("records"):
        message = _("La categoría «{name}» resta {amount} frente al período anterior, y no es azar.").format(
            name=row["category"], amount=numbers.short_money(-row["gain"], currency)
        )
        found.append(
            Finding(
                "risk",
                message,
                KEY,
                int(row["buyers"]),
                -row["gain"],
                -row["gain_high"],
                -row["gain_low"],
                stake=_("ventas, frente al período anterior"),
                owner=_("Mercadeo"),
                due=due,
            )
        )
    for row in sure.head(1).query("gain > 0").to_dict("records"):
        message = _("La categoría «{name}» suma {amount} frente al período anterior, y no es azar.").format(
            name=row["category"], amount=numbers.short_money(row["gain"], currency)
        )
        found.append(
            Finding(
                "good_news",
                message,
                KEY,
                int(row["buyers"]),
                row["gain"],
                row["gain_low"],
                row["gain_high"],
                stake=_("ventas, frente al período anterior"),
                owner=_("Mercadeo"),
                due=due,
            )
        )
    return found
