"""What matters to customers against how well we do it, factor by factor."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers import surveys
from clientela.engine import analysis, findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, LINE, MUTED, RED, SAND, STEPS, TEAL, canvas
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Number, Reason, Result
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.importance"
SIDES = ("importance", "performance")
QUADRANTS = ("fix_first", "keep_up", "could_wait", "overdone", "near_mean")
COLOURS = dict(zip(QUADRANTS, (RED, TEAL, MUTED, STEPS[1], SAND), strict=True))
SHOWN = 13


@analysis(KEY, answers="survey_answers", items="survey_items")
def importance(answers: pd.DataFrame, items: pd.DataFrame) -> Result | Missing:
    """Each factor's importance and performance with intervals, and its quadrant where both clearly leave the mean.

    The frames are the marts `survey_answers` and `survey_items`; questions of one factor are taken together. A factor is compared with the mean of
    all factors person by person, so that those who mark everything high do not blur it; quadrants are controlled over all factors together and fall
    silent ("near_mean") where one side cannot be told from the mean. Source: Martilla & James 1977.

    Returns Missing without both sides, with fewer than 20 people or fewer than three factors.

    >>> import pandas as pd
    >>> marks = {"speed": (9, 4), "price": (9, 8), "colour": (3, 8)}
    >>> rows = [("I", item, side, "customer", f"p{n}", mark + n % 2) for item, both in marks.items() for n in range(30)
    ...         for side, mark in zip(("importance", "performance"), both)]
    >>> answers = pd.DataFrame(rows, columns=["battery", "item", "side", "rater", "respondent_id", "score"])
    >>> about = dict.fromkeys(("text_es", "text_en", "dimension", "factor", "scale_min", "scale_max"))
    >>> items = pd.DataFrame({"battery": "I", "item": list(marks), **about})
    >>> importance(answers, items).frames["importance"].set_index("item").quadrant.to_dict()
    {'speed': 'fix_first', 'price': 'keep_up', 'colour': 'overdone'}
    """
    battery, found = surveys.sides(answers, SIDES)
    if not found:
        return surveys.absent(KEY, answers, "surveys.side")
    about = surveys.about(items, battery, found[0].columns)
    important, done = (_by_factor(side, about) for side in found)
    people = int((important.notna() & done.notna()).any(axis=1).sum())
    if people < surveys.FEWEST_PEOPLE:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=people, need=surveys.FEWEST_PEOPLE)
    if important.shape[1] < 3:
        return Missing(KEY, Reason.NO_VARIATION, have=important.shape[1], need=3)
    frame = _judged(important, done)
    frame = frame.merge(about.drop_duplicates("item"), on="item")
    values = {
        f"{name}_factors": Number(int((frame["quadrant"] == name).sum()), "count", len(frame))
        for name in QUADRANTS
    }
    values |= {
        "importance_mean": surveys.number(important.mean(axis=1).dropna()),
        "performance_mean": surveys.number(done.mean(axis=1).dropna()),
    }
    values |= surveys.scale(items, battery, important.columns)
    return Result(KEY, people, values, {"importance": frame})


def _by_factor(side: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Questions of one factor become one column, named by its first question."""
    named = about.assign(factor=about["factor"].fillna(about["item"]))
    first = named.groupby("factor")["item"].transform("min").set_axis(named["item"])
    return side.T.groupby(first).mean().T


def _judged(important: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals, distance from the mean of all, and the quadrant."""
    columns: dict[str, Any] = {}
    sure, above = {}, {}
    for name, side in (("importance", important), ("performance", done)):
        whole = surveys.means(side)
        columns |= {name: whole["mean"], f"{name}_low": whole["low"], f"{name}_high": whole["high"]}
        away = surveys.means(side.sub(side.mean(axis=1), axis=0)).reindex(whole.index)
        sure[name], above[name] = discoveries(away["p_value"].fillna(1.0)), away["mean"] > 0
    word = np.select(
        [
            ~(sure["importance"] & sure["performance"]), above["importance"] & ~above["performance"],
            above["importance"] & above["performance"], ~above["importance"] & ~above["performance"],
        ],
        ["near_mean", "fix_first", "keep_up", "could_wait"], "overdone",
    )  # fmt: skip
    import pandas as pd

    frame = pd.DataFrame(columns).assign(quadrant=word, n=(important.notna() & done.notna()).sum())
    frame = frame.rename_axis("item").reset_index()
    order = frame["quadrant"].map(QUADRANTS.index)
    return (
        frame.assign(order=order)
        .sort_values(["order", "importance", "item"], ascending=[True, False, True])
        .drop(columns="order")
        .reset_index(drop=True)
    )


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(factor_name=surveys.words(frame))


def importance_table(result: Result) -> Table:
    """The factors by quadrant; what to mend stands first."""
    columns = ("factor_name", "importance", "performance", "quadrant", "n")
    caption = _("Cuánto importa cada factor y cómo lo hacemos, según los clientes. {scale}")
    caption = caption.format(scale=surveys.scale_words(result)).strip()
    frame = result.frames["importance"]
    said = surveys.cut(min(SHOWN, len(frame)), len(frame))
    return Table(_named(frame.head(SHOWN)), f"{caption} {said}".strip(), "tbl-product-importance", columns)


def plot_importance(result: Result) -> Figure:
    """Importance across, performance up, each factor with both intervals; the means cut the four quarters."""
    frame = result.frames["importance"]
    drawing, axes = canvas(5.2)
    across, up = frame["importance"].to_numpy(dtype=float), frame["performance"].to_numpy(dtype=float)
    colours = [COLOURS[name] for name in frame["quadrant"]]
    axes.hlines(up, frame["importance_low"], frame["importance_high"], color=colours, linewidth=1)
    axes.vlines(across, frame["performance_low"], frame["performance_high"], color=colours, linewidth=1)
    axes.scatter(across, up, color=colours, s=44, zorder=3)
    axes.axvline(across.mean(), color=LINE, linewidth=1.4)
    axes.axhline(up.mean(), color=LINE, linewidth=1.4)
    axes.grid(visible=False)
    axes.margins(x=0.2, y=0.16)
    corners = (
        ("fix_first", 0.99, 0.02, "right", "bottom"),
        ("keep_up", 0.99, 0.98, "right", "top"),
        ("could_wait", 0.01, 0.02, "left", "bottom"),
        ("overdone", 0.01, 0.98, "left", "top"),
    )
    for name, x, y, ha, va in corners:
        axes.annotate(
            value(name), (x, y), xycoords="axes fraction", ha=ha, va=va, color=COLOURS[name], fontsize=10.5
        )
    label_points(drawing, axes, frame, _point_names(frame))
    axes.set_xlabel(_("Importancia"))
    axes.set_ylabel(_("Cómo lo hacemos"))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda score, _place: numbers.decimal(score, 1))
    first = frame[frame["quadrant"] == "fix_first"]
    alt = _(
        "Puntos por factor: importancia a lo ancho, desempeño a lo alto. Para mejorar: {names}. Cerca de la media, sin decidir: {n}."
    ).format(
        names=", ".join(surveys.words(first)) or _("ninguno"), n=numbers.count(result.values["near_mean_factors"].value)
    )  # fmt: skip
    caption = _(
        "Lo que importa y cómo lo hacemos, según {n} personas; las cruces son los intervalos de 95 %, y en gris claro va lo que no se distingue de "
        "la media. {scale}"
    ).format(n=numbers.count(result.n), scale=surveys.scale_words(result))
    return Figure(drawing, "fig-product-importance", caption.strip(), alt)


def _point_names(frame: pd.DataFrame) -> list[str]:
    """The factor as the table has it, on two lines at most; its bare number where nothing else is known of it."""
    bare = frame[["text_es", "text_en", "factor"]].isna().all(axis=1)
    return [
        str(item) if plain else surveys.wrapped(name, 18)
        for item, plain, name in zip(frame["item"], bare, surveys.words(frame), strict=True)
    ]


def label_points(drawing: Any, axes: Any, frame: pd.DataFrame, names: list[str]) -> None:
    """Write each name beside its point where nothing else stands; a name with no free place is left out (the table has it)."""
    # Where everything will stand, without painting it.
    drawing.draw_without_rendering()
    dots = axes.transData.transform(frame[["importance", "performance"]].to_numpy(dtype=float))
    lows = axes.transData.transform(frame[["importance_low", "performance_low"]].to_numpy(dtype=float))
    highs = axes.transData.transform(frame[["importance_high", "performance_high"]].to_numpy(dtype=float))
    taken = [(a, y - 1, c, y + 1) for (a, _low), (_at, y), (c, _high) in zip(lows, dots, highs, strict=True)]
    taken += [(x - 1, b, x + 1, d) for (_low, b), (x, _at), (_high, d) in zip(lows, dots, highs, strict=True)]
    taken += [_box(text.get_window_extent()) for text in axes.texts]
    paper = _box(axes.get_window_extent())
    for (x, y), name in zip(dots, names, strict=True):
        for dx, dy, ha, va in (
            (7, 2, "left", "bottom"),
            (7, -2, "left", "top"),
            (-7, 2, "right", "bottom"),
            (-7, -2, "right", "top"),
            (0, 9, "center", "bottom"),
            (0, -9, "center", "top"),
            (9, 12, "left", "bottom"),
            (9, -12, "left", "top"),
        ):
            text = axes.annotate(
                name,
                axes.transData.inverted().transform((x, y)),
                xytext=(dx, dy),
                textcoords="offset points",
                ha=ha,
                va=va,
                color=INK,
                fontsize=9,
                linespacing=0.95,
            )
            box = _box(text.get_window_extent())
            inside = paper[0] <= box[0] and box[2] <= paper[2] and paper[1] <= box[1] and box[3] <= paper[3]
            if inside and not any(_cross(box, other) for other in taken):
                taken.append(box)
                break
            text.remove()


def _box(extent: Any) -> tuple[float, float, float, float]:
    return float(extent.x0), float(extent.y0), float(extent.x1), float(extent.y1)


def _cross(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def importance_advice(result: Result) -> str:
    """Where the next peso goes, and where some may come from."""
    frame = result.frames["importance"]
    first, spare = frame[frame["quadrant"] == "fix_first"], frame[frame["quadrant"] == "overdone"]
    if first.empty:
        return _(
            "**Qué hacer.** Nada de lo que más importa va claramente mal: cuide lo de arriba a la derecha y no cambie prioridades por una encuesta."
        )
    names = ", ".join(_("«{name}»").format(name=name) for name in surveys.words(first.head(3)))
    if spare.empty:
        return _("**Qué hacer.** Mejore {names}: importan más que lo demás y se hacen peor.").format(
            names=names
        )
    return _(
        "**Qué hacer.** Mejore {names}: importan más que lo demás y se hacen peor. En «{spare}» está bien como va: no gaste más ahí, porque "
        "se hace mejor de lo que importa."
    ).format(
        names=names, spare=surveys.words(spare.tail(1))[0]
    )  # fmt: skip


@findings_of(importance)
def importance_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """What matters most and goes worst."""
    first = result.frames["importance"].query("quadrant == 'fix_first'").head(1)
    found = []
    for name, row in zip(surveys.words(first), first.to_dict("records"), strict=True):
        message = _told(result).format(
            name=name, importance=numbers.decimal(row["importance"], 1), performance=numbers.decimal(row["performance"], 1),
        )  # fmt: skip
        due = as_of + dt.timedelta(days=60)
        found.append(Finding("risk", message, KEY, int(row["n"]), owner=_("Gerencia"), due=due))
    return found


def _told(result: Result) -> str:
    if "scale_top" not in result.values:
        return _(
            "Lo que más importa entre lo que va mal es «{name}»: importa {importance} y lo hacemos {performance}."
        )
    return _(
        "Lo que más importa entre lo que va mal es «{name}»: importa {importance} de {top} y lo hacemos {performance}."
    ).replace("{top}", numbers.count(result.values["scale_top"].value))
