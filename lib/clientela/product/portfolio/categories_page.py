"""How the categories look and read: what is sold more or less of, and what only costs more."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, RED, SAND, TEAL, arms, canvas, money_axis
from clientela.present.language import _
from clientela.product.portfolio.categories import KEY, SHOWN, categories
from clientela.results import Finding, Result
from clientela.stats.multiple_testing import apart, ends, moved

if TYPE_CHECKING:
    import pandas as pd

# A category of more than half the sales is the company: what it needs is never to run out.
MOST_OF_IT = 0.5
# One of less than a twentieth of them is no support for a company, however fast it grows.
LEAST_OF_IT = 0.05


def _strongest(frame: pd.DataFrame) -> pd.DataFrame:
    """The categories that moved most, either way, from the greatest gain to the greatest loss."""
    by = moved(frame)
    return frame.loc[frame[by].abs().sort_values(ascending=False).index[:SHOWN]].sort_values(
        by, ascending=False
    )


def categories_table(result: Result) -> Table:
    """The categories that moved most, how much of it is price, and whether the rest may be chance."""
    frame = _strongest(result.frames["categories"])
    if "by_quantity" in frame:
        caption = _(
            "Las categorías que más se movieron entre los dos períodos: de la diferencia, qué es precio y qué es cantidad, a los precios de un año "
            "antes (un producto nuevo es cantidad). «Sube» y «baja» se dicen de la cantidad."
        )
        columns: tuple[str, ...] = ("category", "amount_now", "gain", "by_price", "by_quantity", "trend")
        return Table(frame, caption, "tbl-product-categories", columns)
    columns = ("category", "amount_now", "sales_before", "gain", "change", "trend")
    caption = _(
        "Las categorías que más se movieron entre los dos períodos. La suma es más segura que sus partes: una categoría puede subir con claridad "
        "aunque el cambio de cada uno de sus productos pueda ser azar."
    )
    return Table(frame, caption, "tbl-product-categories", columns)


def plot_categories(result: Result, currency: str) -> Figure:
    """What each category added or took in quantity, with its band of chance, and beside it what its prices did."""
    frame = _strongest(result.frames["categories"]).iloc[::-1]
    by, (low, high) = moved(frame), ends(frame)
    drawing, axes = canvas(0.7 + 0.27 * len(frame))
    colours = [
        SAND if word == "trend_chance" else TEAL if move > 0 else RED
        for word, move in zip(frame["trend"], frame[by], strict=True)
    ]
    names = [_short(name) for name in frame["category"]]
    swing = arms(frame[by], frame[low], frame[high])
    axes.barh(
        names, frame[by], xerr=swing, color=colours, height=0.62, error_kw={"ecolor": INK, "elinewidth": 1}
    )
    if by != "gain":
        axes.scatter(frame["by_price"], names, marker="D", s=26, color="white", edgecolor=INK, zorder=3)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.spines["bottom"].set_visible(False)
    axes.locator_params(axis="x", nbins=6)
    money_axis(axes.xaxis, currency)
    best, worst = frame.iloc[-1], frame.iloc[0]
    alt = _("Barras por categoría. La que más suma es {best} ({up}); la que menos, {worst} ({down}). En gris, lo que puede ser azar.").format(
        best=best["category"], up=numbers.short_money(best[by], currency),
        worst=worst["category"], down=numbers.short_money(worst[by], currency),
    )  # fmt: skip
    caption = (
        _("Lo que cada categoría sumó o restó frente al período anterior; en gris, lo que puede ser azar.")
        if by == "gain"
        else _(
            "Lo que cada categoría sumó o restó en cantidad frente al período anterior, a los precios de un año antes; en gris, lo que puede ser "
            "azar. El rombo es lo que puso el precio."
        )
    )
    return Figure(drawing, "fig-product-categories", caption, alt)


def _short(name: str, longest: int = 28) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def categories_advice(result: Result, currency: str) -> str:
    """What to do about the category that falls most; nothing when all may be chance."""
    frame = result.frames["categories"]
    sure, by = _told(frame), moved(frame)
    if sure.empty and not _dearer(frame).empty:
        return _(
            "**Qué hacer.** En cantidad, nada: lo que cambió cabe en el azar o les pasó a todas las categorías. Lo que suma «{best}» ({up}) es "
            "sobre todo precio: ponga su meta en unidades."
        ).format(**_dearer_words(_dearer(frame).iloc[0], currency))
    if sure.empty:
        return _(
            "**Qué hacer.** Nada: ninguna categoría se movió por su cuenta; lo que cambió cabe en el azar o les pasó a todas."
        )
    worst = sure.iloc[-1]
    if worst[by] >= 0:
        return _rising_advice(sure, float(frame["amount_now"].clip(lower=0).sum()), currency)
    return _(
        "**Qué hacer.** Revise «{worst}», que resta {down}: precio, faltantes y lo que hace la competencia. "
        "Pregunte a cinco clientes que dejaron de llevarla antes de bajar el precio."
    ).format(worst=worst["category"], down=numbers.short_money(-worst[by], currency))


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """The categories that moved for certain, and not as the whole did, of which chapter 1 tells; none that fell less than the others."""
    beside, rises = apart(frame), (frame[moved(frame)] > 0).to_numpy()
    own = (rises & (beside != 0)) | (beside < 0)
    return frame[(frame["trend"] != "trend_chance").to_numpy() & own]


def _rising_advice(rising: pd.DataFrame, whole: float, currency: str) -> str:
    """What to do where nothing clearly falls: guard a category that is most of the sales, and feed a sizeable one that grows beside it."""
    best, by = rising.iloc[0], moved(rising)
    part = float(best["amount_now"]) / whole if whole else 0.0
    words = {
        "best": best["category"], "up": numbers.short_money(best[by], currency), "share": numbers.share(part, 0),
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
        second=beside.iloc[0]["category"], more=numbers.short_money(beside.iloc[0][by], currency), **words
    )  # fmt: skip


def _dearer(frame: pd.DataFrame) -> pd.DataFrame:
    """The sizeable categories whose sales clearly rise, and not because more of them is sold; the most money first."""
    if "by_quantity" not in frame:
        return frame.head(0)
    whole = frame["amount_now"].clip(lower=0).sum()
    price = (
        (frame["trend_sales"] == "trend_up")
        & (frame["trend"] != "trend_up")
        & (frame["by_price"] > frame["gain"] / 2)
    )
    return frame[price & (frame["amount_now"] >= LEAST_OF_IT * whole)].sort_values("gain", ascending=False)


def _dearer_words(row: Any, currency: str) -> dict[str, str]:
    return {
        "best": row["category"], "up": numbers.short_money(row["gain"], currency), "price": numbers.short_money(row["by_price"], currency)
    }  # fmt: skip


@findings_of(categories)
def categories_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The category of which most is sold more, the one of which less is sold, and the one that only costs more."""
    frame = result.frames["categories"]
    sure, by = _told(frame), moved(frame)
    due = as_of + dt.timedelta(days=30)
    found = [_falls(row, currency, due) for _place, row in sure.tail(1).iterrows() if row[by] < 0]
    found += [_rises(row, currency, due) for _place, row in sure.head(1).iterrows() if row[by] > 0]
    for _place, row in _dearer(frame).head(1).iterrows():
        message = _(
            "La categoría «{best}» suma {up}, pero {price} es precio: que se venda más cantidad que antes no es seguro. Ponga su meta en unidades."
        ).format(**_dearer_words(row, currency))
        found.append(Finding("action", message, KEY, int(row["buyers"]), owner=_("Mercadeo"), due=due))
    return found


def _falls(row: pd.Series, currency: str, due: dt.date) -> Finding:
    if "by_quantity" not in row:
        message = _("La categoría «{name}» resta {amount} frente al período anterior, y no es azar.").format(
            name=row["category"], amount=numbers.short_money(-row["gain"], currency)
        )
        return _finding("risk", message, row, (-row["gain"], -row["gain_high"], -row["gain_low"]), due)
    message = _(
        "La categoría «{name}» se vende menos: en cantidad resta {amount} frente al período anterior, y no es azar."
    ).format(name=row["category"], amount=numbers.short_money(-row["by_quantity"], currency))
    span = (-row["by_quantity"], -row["quantity_high"], -row["quantity_low"])
    return _finding("risk", message, row, span, due, _price_detail(row, currency))


def _rises(row: pd.Series, currency: str, due: dt.date) -> Finding:
    if "by_quantity" not in row:
        message = _("La categoría «{name}» suma {amount} frente al período anterior, y no es azar.").format(
            name=row["category"], amount=numbers.short_money(row["gain"], currency)
        )
        return _finding("good_news", message, row, (row["gain"], row["gain_low"], row["gain_high"]), due)
    message = _(
        "La categoría «{name}» se vende más: en cantidad suma {amount} frente al período anterior, y no es azar."
    ).format(name=row["category"], amount=numbers.short_money(row["by_quantity"], currency))
    span = (row["by_quantity"], row["quantity_low"], row["quantity_high"])
    return _finding("good_news", message, row, span, due, _price_detail(row, currency))


def _price_detail(row: pd.Series, currency: str) -> str:
    """What prices added or took beside the quantity; nothing where they hardly moved."""
    price = float(row["by_price"])
    if abs(price) < 0.005 * abs(float(row["amount_now"])):
        return ""
    text = (
        _("Además, el precio puso {price}: en dinero la diferencia es {gain}.")
        if price > 0
        else _("Además, el precio quitó {price}: en dinero la diferencia es {gain}.")
    )
    return text.format(
        price=numbers.short_money(abs(price), currency), gain=numbers.short_money(row["gain"], currency)
    )


def _finding(
    kind: Any, message: str, row: pd.Series, span: tuple[float, float, float], due: dt.date, detail: str = ""
) -> Finding:
    stake = (
        _("ventas, frente al período anterior")
        if "by_quantity" not in row
        else _("cantidad a los precios de un año antes, frente al período anterior")
    )
    return Finding(
        kind,
        message,
        KEY,
        int(row["buyers"]),
        *span,
        stake=stake,
        owner=_("Mercadeo"),
        due=due,
        detail=detail,
    )
