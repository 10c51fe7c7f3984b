"""Which products carry the sales, and which of them really move."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import compared
from clientela.engine import analysis, findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, LINE, MUTED, STEPS, canvas, share_axis
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Reason, Result
from clientela.stats.multiple_testing import apart, ends, moved, moves

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.portfolio"
FEWEST_PRODUCTS = 5
# Class A makes the first 80 % of sales, B the next 15 %, C the rest.
ENDS = (0.80, 0.95)
CLASSES = ("class_a", "class_b", "class_c")
SHOWN, MOVED = 6, 4
# More products than these nobody looks after one by one.
LOOKED_AFTER = 50
# One in so many products at most makes most of the sales where that is news.
MINORITY = 3
# What is told of a product only where now and before are whole years.
OF_BEFORE = (
    "sales_before", "gain", "gain_low", "gain_high", "change", "trend", "by_price", "by_quantity", "quantity_low", "quantity_high",
    "change_quantity", "trend_sales",
)  # fmt: skip
# From this part of the sales on, whoever adds the classes up sees that something is missing.
NOTABLE = 0.0005


@analysis(KEY, changes="product_changes", windows="windows", months="months")
def portfolio(
    changes: pd.DataFrame, windows: pd.DataFrame | None = None, months: pd.DataFrame | None = None
) -> Result | Missing:
    """Products in three classes by what they sell now (A the first 80 %, B the next 15 %, C the rest), and how each moved.

    `changes` is the mart `product_changes`; with the mart `windows`, `other_sales` is what the company sold that is no product (freight and the
    like). Where quantities are known, what a product moved is told of the quantity (`by_quantity`), apart from its price.
    Every product is in one class only; one that sells nothing now is in C. Where the marts `windows` and `months` hold no two whole years, no
    product is compared with before: half a year against another is the season.

    Returns Missing without products, or with fewer than five that sell.
    """
    if changes.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id",))
    frame = (
        moves(changes)
        .sort_values(["amount_now", "product_id"], ascending=[False, True])
        .reset_index(drop=True)
    )
    selling = int((frame["amount_now"] > 0).sum())
    if selling < FEWEST_PRODUCTS:
        return Missing(KEY, Reason.NO_VARIATION, have=selling, need=FEWEST_PRODUCTS)
    positive = frame["amount_now"].clip(lower=0)
    # A product is in the class that its first peso falls in, so that A is never empty.
    before = (positive.cumsum() - positive) / positive.sum()
    place = np.where(positive > 0, np.searchsorted(ENDS, before, side="right"), 2)
    label = frame["name"].where(frame["name"].notna(), frame["product_id"]).astype(str)
    # Several products of one name are told apart by their codes.
    label = label.where(~label.duplicated(keep=False), label + " · " + frame["product_id"].astype(str))
    frame = frame.assign(
        product=label,
        abc=np.array(CLASSES)[place],
        share_amount=positive / positive.sum(),
        sales_before=frame["amount_before"],
    )
    moving = windows is None or months is None or compared(windows, months)
    if not moving:
        frame = frame[frame["amount_now"] > 0].drop(columns=[name for name in OF_BEFORE if name in frame])
    values = _counts(frame) | (_moved(frame) if moving else {})
    if windows is not None and not windows.empty:
        whole = float(windows.loc[windows["period"] == "now", "amount"].iloc[0])
        values["other_sales"] = Number(whole - float(frame["amount_now"].sum()), "currency", len(frame))
    return Result(
        KEY,
        len(frame),
        values,
        {"classes": _classes(frame), "portfolio": frame.drop(columns=["name", "amount_before", "spread"])},
    )


def _moved(frame: pd.DataFrame) -> dict[str, Number]:
    """Which products clearly moved between two years, and which are no longer sold."""
    n, stopped = len(frame), frame[(frame["amount_now"] <= 0) & (frame["amount_before"] > 0)]
    words = {"rising_products": "trend_up", "falling_products": "trend_down"}
    found = {name: Number(int((frame["trend"] == word).sum()), "count", n) for name, word in words.items()}
    return found | {
        "stopped_products": Number(len(stopped), "count", n),
        "stopped_amount": Number(float(stopped["amount_before"].sum()), "currency", n),
    }


def _falling(result: Result) -> pd.DataFrame:
    """The best sellers that clearly fall, and more than everything does, worst first; none where nothing is compared."""
    frame = result.frames["portfolio"]
    if "trend" not in frame:
        return frame.head(0)
    falls = frame[(apart(frame) < 0) & (frame[moved(frame)] < 0)]
    return falls.query("abc == 'class_a' and trend == 'trend_down'").sort_values(moved(frame))


def _counts(frame: pd.DataFrame) -> dict[str, Number]:
    n = len(frame)
    found = {
        f"{name[-1]}_products": Number(int((frame["abc"] == name).sum()), "count", n) for name in CLASSES
    }
    found["a_share_products"] = Number(float((frame["abc"] == "class_a").mean()), "share", n)
    return found


def _classes(frame: pd.DataFrame) -> pd.DataFrame:
    sums = [name for name in ("amount_now", "sales_before") if name in frame]
    grouped = frame.groupby("abc")[sums].sum()
    grouped.insert(0, "products", frame.groupby("abc").size())
    grouped = grouped.reindex(list(CLASSES), fill_value=0)
    return grouped.assign(
        share_products=grouped["products"] / len(frame), share_amount=grouped["amount_now"] / frame["amount_now"].sum(),
    ).reset_index()  # fmt: skip


def classes_table(result: Result, currency: str) -> Table:
    """The three classes: how many products, what they sell, and what of the sales is no product."""
    frame, other = result.frames["classes"], result.values.get("other_sales")
    names = ("abc", "products", "share_products", "amount_now", "share_amount", "sales_before")
    columns = tuple(name for name in names if name in frame)
    caption, whole = _("Las tres clases de productos según lo que venden."), float(frame["amount_now"].sum())
    if other is not None and abs(float(other.value or 0)) > NOTABLE * whole:
        # Postage comes in; a debt that is lost and other adjustments go out.
        told = _(
            "Las tres clases de productos según lo que venden. Suman {sum}; los otros {other} de las ventas no dicen de qué producto son, o son "
            "fletes y otros cobros."
        )
        if float(other.value or 0) < 0:
            told = _(
                "Las tres clases de productos según lo que venden. Suman {sum}; lo que no es de ningún producto (fletes, comisiones, ajustes, deudas "
                "perdidas) les resta {other}."
            )
        other_sum = numbers.short_money(abs(float(other.value or 0)), currency)
        caption = told.format(sum=numbers.short_money(whole, currency), other=other_sum)
    return Table(frame, caption, "tbl-product-classes", columns)


def portfolio_table(result: Result) -> Table:
    """The products that sell most, how each moved and whether that may be chance."""
    frame = result.frames["portfolio"]
    if "trend" not in frame:
        caption = _(
            "Los productos que más venden. De cuáles suben o bajan no se dice nada: para las mismas estaciones hacen falta dos años completos."
        )
        told = ("product", "amount_now", "share_amount")
        return Table(frame.head(SHOWN + MOVED), caption, "tbl-product-portfolio", told)
    # What clearly moved is news even where it sells little.
    news = frame.iloc[SHOWN:].query("trend != 'trend_chance'").head(MOVED)
    frame = frame.loc[[*frame.index[:SHOWN], *news.index]]
    if "change_quantity" in frame:
        columns: tuple[str, ...] = (
            "product",
            "amount_now",
            "share_amount",
            "change",
            "change_quantity",
            "trend",
        )
        caption = _(
            "Los productos que más venden, y los que se movieron más que el azar. El cambio en cantidad es a los precios de un año antes, y de él se "
            "dice si puede ser azar."
        )
    else:
        columns = ("product", "amount_now", "share_amount", "change", "trend")
        caption = _("Los productos que más venden, y los que se movieron más que el azar.")
    return Table(frame, caption, "tbl-product-portfolio", columns)


def plot_portfolio(result: Result) -> Figure:
    """Products from the best seller on, and the share of sales they gather."""
    frame = result.frames["portfolio"]
    gathered = np.concatenate([[0.0], frame["share_amount"].cumsum()])
    part = np.arange(len(gathered)) / (len(gathered) - 1)
    drawing, axes = canvas(2.4)
    axes.plot(part, gathered, color=STEPS[0], linewidth=2.2)
    counts = [int(result.values[f"{name}_products"].value or 0) for name in "abc"]
    ends = np.cumsum(counts) / len(frame)
    for start, end, name, colour in zip([0.0, *ends[:-1]], ends, "ABC", STEPS[:3], strict=True):
        axes.axvspan(start, end, color=colour, alpha=0.10, linewidth=0)
        axes.annotate(name, ((start + end) / 2, 0.04), ha="center", color=INK, fontsize=11)
        axes.axvline(end, color=LINE, linewidth=1)
    axes.annotate(
        _("{n|Un producto hace|# productos hacen} el {share}").format(n=numbers.count(counts[0]), share=_of_class_a(result)),
        (ends[0], gathered[counts[0]]), xytext=(14, -20),
        textcoords="offset points", color=INK, fontsize=10, arrowprops={"arrowstyle": "-", "color": MUTED},
    )  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(_("Parte de los productos, del que más vende al que menos"))
    share_axis(axes.yaxis)
    share_axis(axes.xaxis)
    alt = _(
        "Curva de ventas acumuladas: {a|un producto|# productos} de {n} {a|hace|hacen} el {share} de las ventas; hay {b} de clase B y {c} de la C."
    ).format(
        share=_of_class_a(result),
        a=numbers.count(counts[0]),
        b=numbers.count(counts[1]),
        c=numbers.count(counts[2]),
        n=numbers.count(len(frame)),
    )
    return Figure(
        drawing,
        "fig-product-portfolio",
        _("Qué parte de las ventas reúnen los productos, del mejor al último."),
        alt,
    )


def portfolio_advice(result: Result, currency: str) -> str:
    """What to do with the best sellers, the falling ones and the tail."""
    falling = _falling(result)
    tail = numbers.count(result.values["c_products"].value)
    if falling.empty and not few(result):
        return _(
            "**Qué hacer.** La venta no depende de pocos productos: {a} hacen el {share}. Revise cada semana las existencias de los que más venden. "
            "{c|Del único de clase C, pregunte si alguien lo echaría de menos|De los # de clase C, pregunte cuáles nadie echaría "
            "de menos|De los demás, ninguno vende tan poco que sobre}."
        ).format(a=numbers.count(result.values["a_products"].value), c=tail, share=_of_class_a(result))
    if falling.empty:
        return _(
            "**Qué hacer.** Que {a|el producto A no|ninguno de los # productos A} se agote: revise sus existencias cada semana y "
            "tenga un segundo proveedor. "
            "{c|Del único de clase C, pregunte si alguien lo echaría de menos|De los # de clase C, pregunte cuáles nadie echaría "
            "de menos|De los demás, ninguno vende tan poco que sobre}."
        ).format(a=numbers.count(result.values["a_products"].value), c=tail)
    worst = falling.iloc[0]
    less = numbers.short_money(-worst[moved(falling)], currency)
    return _(
        "**Qué hacer.** Revise «{product}»: vende {amount} menos, y no es azar. Mire si faltó, si subió de precio o si lo reemplazó otro. "
        "{c|Del único de clase C, pregunte si alguien lo echaría de menos|De los # de clase C, pregunte cuáles nadie echaría de "
        "menos|De los demás, ninguno vende tan poco que sobre}."
    ).format(product=worst["product"], amount=less, c=tail)


def _of_class_a(result: Result) -> str:
    """The share of the sales that the products of class A make: the first 80 % and what the last of them goes beyond."""
    first = int(result.values["a_products"].value or 0)
    return numbers.share(result.frames["portfolio"]["share_amount"].iloc[:first].sum(), 0)


def few(result: Result) -> bool:
    """Are the products that make most of the sales so few that somebody can look after each every week, and a third of all at most?

    Three of six would nearly make them if all sold alike.
    """
    first = result.values["a_products"].value or 0
    return first <= LOOKED_AFTER and MINORITY * first <= result.n


@findings_of(portfolio)
def portfolio_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """How concentrated the sales are, and the best sellers that fall more than chance."""
    due = as_of + dt.timedelta(days=14)
    message = _(
        "{a|Un producto|# productos} de {n} {a|hace|hacen} el {share} de las ventas: que no {a|se agote|se agoten}."
    ).format(
        a=numbers.count(result.values["a_products"].value),
        n=numbers.count(result.n),
        share=_of_class_a(result),
    )
    found = [Finding("action", message, KEY, result.n, owner=_("Compras"), due=due)] if few(result) else []
    falling = _falling(result)
    by, (low, high) = moved(falling), ends(falling)
    for row in falling.head(1).to_dict("records"):
        message = (
            _("«{product}» vende {amount} menos que en el período anterior, más de lo que explica el azar.")
            if by == "gain"
            else _(
                "De «{product}» se vende menos: en cantidad, {amount} menos que en el período anterior, más de lo que explica el azar."
            )
        ).format(product=row["product"], amount=numbers.short_money(-row[by], currency))
        stake = (
            _("ventas, frente al período anterior")
            if by == "gain"
            else _("cantidad a los precios de un año antes, frente al período anterior")
        )
        found.append(
            Finding(
                "risk",
                message,
                KEY,
                int(row["buyers"]),
                -row[by],
                -row[high],
                -row[low],
                stake=stake,
                owner=_("Compras"),
                due=due,
            )
        )
    return found
