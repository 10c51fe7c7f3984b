"""How retention looks: the generations of customers as a table of colours, the second purchase, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import findings_of
from clientela.loyalty.retention.analysis import KEY, REPEAT_DAYS, retention
from clientela.present import Figure, Table, figures, numbers
from clientela.present.drawing.statistical import heat_map
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Result
from clientela.stats.effects import between, sense

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd
    from matplotlib.axes import Axes


# Where so many come back there is nothing to win by the second purchase.
NEARLY_ALL = 0.95


def _by_month(result: Result) -> Table:
    """The share that buys in each month after the first purchase."""
    ages = result.frames["ages"]
    shown = ages[ages.age.isin([1, 2, 3, 6, 9, 12, 18, 24, 30, 36])]
    return Table(
        shown,
        _("De cada generación, la parte que compra en cada mes de su vida como cliente, con su intervalo."),
        "tbl-loyalty-retention",
        ("age", "started", "customers", "share", "share_low", "share_high"),
    )


def plot_retention(result: Result) -> Figure | Table:
    """Each generation a line of cells: the darker, the more of it buys in an average month."""
    bands = result.frames["bands"]
    if bands.empty:
        return _by_month(result)
    wide = bands.pivot(index="generation", columns="first_age", values="share")
    sizes = bands.groupby("generation")["started"].first()
    last = bands.groupby("first_age").last_age.first()
    drawing, axes = figures.canvas(0.9 + 0.42 * len(wide))
    _cells(axes, wide)
    axes.set_xticks(
        [column + 0.5 for column in range(wide.shape[1])],
        [_("meses {first}–{last}").format(first=first, last=last[first]) for first in wide.columns],
        fontsize=13,
    )
    axes.set_yticks(
        [row + 0.5 for row in range(len(wide))],
        [
            _("{month} · {n}").format(month=numbers.month(born), n=numbers.count(sizes[born]))
            for born in wide.index
        ],
        fontsize=13,
        rotation=0,
    )
    return Figure(
        drawing,
        "fig-loyalty-retention",
        _(
            "Parte de cada generación que compra en un mes cualquiera de su vida; a la izquierda, cuándo compró por primera vez y cuántos eran."
        ),
        _alt(wide),
    )


def _cells(axes: Axes, wide: pd.DataFrame) -> None:
    """Paint the cells and write each share into its own."""
    shades = ("#f2f5f7", figures.STEPS[2], figures.TEAL)
    top = float(wide.max().max()) or 1.0
    heat_map(axes, wide, shades, (0, top), lambda share: numbers.share(share, 0), 14)
    axes.xaxis.tick_top()


def _alt(wide: pd.DataFrame) -> str:
    first, last = wide.columns[0], wide.columns[-1]
    best = wide[first].idxmax()
    return _(
        "Tabla de colores con {n|una generación|# generaciones}. En los primeros meses compra cada mes entre {low} y {high} de cada una; "
        "más en la de {best}. En la última columna queda {end}."
    ).format(
        n=len(wide), low=numbers.share(wide[first].min(), 0), high=numbers.share(wide[first].max(), 0),
        best=numbers.month(best), end=numbers.share(wide[last].mean(), 0),
    )  # fmt: skip


def plot_second(result: Result) -> Figure | None:
    """How many had bought again by each day after the first purchase; None while nobody has."""
    curve = result.frames["curve"]
    # With few left to observe a curve jumps; the ninetieth day is always shown.
    curve = curve[(curve.at_risk >= max(10, curve.at_risk.max() * 0.05)) | (curve.days <= REPEAT_DAYS)]
    if curve.empty:
        return None
    drawing, axes = figures.canvas(3.1)
    axes.fill_between(
        curve.days, curve.share_low, curve.share_high, step="post", color=figures.STEPS[3], linewidth=0
    )
    axes.step(curve.days, curve["share"], where="post", color=figures.TEAL, linewidth=2.2)
    share = result.values["repeat_90_all"].value or 0
    axes.plot([REPEAT_DAYS], [share], "o", color=figures.INK, markersize=7, clip_on=False)
    late = float(curve.days.max()) < 2 * REPEAT_DAYS
    axes.annotate(
        _("todos, a los 90 días: {share}").format(share=numbers.share(share, 0)), (REPEAT_DAYS, share),
        xytext=(-10 if late else 12, -24), ha="right" if late else "left", textcoords="offset points",
        fontsize=13, color=figures.INK, weight=600,
    )  # fmt: skip
    # Where nobody came back there is no limit to draw up to.
    top = float(curve.share_high.max())
    axes.set_ylim(0, min(1.0, top * 1.12) if top > 0 else 1.0)
    axes.set_xlim(0, max(float(curve.days.max()), REPEAT_DAYS))
    axes.set_xlabel(_("Días desde la primera compra"), fontsize=12)
    figures.share_axis(axes.yaxis)
    figures.count_axis(axes.xaxis)
    alt = _(
        "La curva sube deprisa y se aplana: {share} había comprado otra vez a los 90 días; al final, {end}."
    ).format(share=numbers.share(share, 0), end=numbers.share(curve["share"].iloc[-1], 0))
    return Figure(
        drawing, "fig-loyalty-second",
        _second_caption(result), alt,
    )  # fmt: skip


def _second_caption(result: Result) -> str:
    """Whose second purchase it is: of all customers ever, and beside it of the last window's."""
    lately = result.values["repeat_90"]
    said = _(
        "Parte de todos los clientes de la historia que ya compró por segunda vez, según los días desde la primera."
    )
    if lately.n == result.values["repeat_90_all"].n:
        return said
    return (
        said
        + " "
        + _("De los {n} que llegaron en el último período, a los 90 días había vuelto {share}.").format(
            n=numbers.count(lately.n), share=numbers.share(lately.value, 0)
        )
    )


def apart(now: Number, before: Number) -> int:
    """Does a share differ from another beyond their intervals, and by enough to act on: 1 higher, −1 lower, 0 cannot tell or hardly."""
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return 0
    first, second = (now.value or 0.0, now.low, now.high), (before.value or 0.0, before.low, before.high)
    gap, low, high = between(first, second)
    return sense(Number(gap, "share", now.n, low, high))


def _words(result: Result) -> dict[str, str]:
    now = result.values["repeat_90"]
    before = result.values.get("repeat_90_before")
    return {
        "now": numbers.share(now.value, 0), "low": numbers.share(now.low, 0), "high": numbers.share(now.high, 0),
        "before": numbers.share(before.value, 0) if before else numbers.NONE,
    }  # fmt: skip


def retention_advice(result: Result) -> str:
    """What to do about the second purchase."""
    words = _words(result)
    before = result.values.get("repeat_90_before")
    move = apart(result.values["repeat_90"], before) if before else 0
    if move < 0:
        return _(
            "**Qué hacer.** Antes de 90 días repite {now} de los nuevos; en el período anterior, {before}. "
            "Revise qué cambió en la primera compra: promesa, entrega, bienvenida. "
            "Llame a cada nuevo en su primer mes."
        ).format(**words)
    if move > 0:
        return _(
            "**Qué hacer.** Repite {now} de los nuevos; en el período anterior, {before}. "
            "Averigüe qué se hizo distinto y escríbalo, para que no dependa de una persona."
        ).format(**words)
    lately = result.values["repeat_90"]
    if (lately.low or 0) >= NEARLY_ALL:
        return _(
            "**Qué hacer.** Nada por la segunda compra: antes de 90 días repite {now} (entre {low} y {high}) de los {n} clientes que se miran. "
            "Lo que se puede ganar está en cuánto y qué compran, no en que vuelvan."
        ).format(n=numbers.count(lately.n), **words)
    if result.values["repeat_90"] == result.values.get("repeat_90_all"):
        return _(
            "**Qué hacer.** Antes de 90 días repite {now} de quienes llegaron en toda la historia (entre {low} y {high}); en el último período "
            "llegaron demasiado pocos para decirlo de ellos. Cuando lleguen nuevos, elija un gesto para los primeros 30 días y pruébelo con la mitad."
        ).format(**words)
    return _(
        "**Qué hacer.** De los nuevos del último período, antes de 90 días repite {now} (entre {low} y {high}). "
        "Elija un gesto para los primeros 30 días y pruébelo con la mitad de los nuevos; la otra mitad dirá si sirve."
    ).format(**words)


@findings_of(retention)
def retention_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Whether more or fewer new customers come back than a window ago; silent when that may be chance."""
    import datetime as dt

    if isinstance(result, Missing) or "repeat_90_before" not in result.values:
        return []
    now, before = result.values["repeat_90"], result.values["repeat_90_before"]
    move, words = apart(now, before), _words(result)
    if not move:
        return []
    if move < 0:
        message = _(
            "Menos clientes nuevos repiten: {now} vuelve antes de 90 días; antes era {before}."
        ).format(**words)
        due = as_of + dt.timedelta(days=30)
        return [Finding("risk", message, KEY, now.n, owner=_("Ventas"), due=due)]
    message = _("Más clientes nuevos repiten: {now} vuelve antes de 90 días; antes era {before}.").format(
        **words
    )
    return [Finding("good_news", message, KEY, now.n)]
