"""How the company looks beside its competitors: its place in each measure, its map, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, LINE, MUTED, TEAL, canvas
from clientela.present.language import _
from clientela.results import Result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

# Where a name may stand beside its point, in the order in which places are tried: right, left, above, below.
SIDES = (
    (7, 0, "left", "center"),
    (-7, 0, "right", "center"),
    (0, 7, "center", "bottom"),
    (0, -7, "center", "top"),
)


def benchmarks_table(result: Result) -> Table:
    """Each measure: ours, the best competitor's, and how many of them we beat; the weakest first."""
    caption = _(
        "Nuestro puesto en cada indicador: a qué parte de los competidores medidos superamos; un empate cuenta la "
        "mitad. Sin intervalo: es lo que se midió, de cada uno."
    )
    columns = ["measured", "better_way", "own_value", "best_other", "percentile"]
    frame = result.frames["benchmarks"]
    frame = frame.assign(
        best_other=[
            numbers.NONE
            if numbers.absent(amount)
            else _("{rival}: {value}").format(rival=rival, value=numbers.figure(amount))
            for rival, amount in zip(frame["best_rival"], frame["best_value"], strict=True)
        ]
    )
    if frame["percentile_before"].notna().any():
        columns.append("percentile_before")
    return Table(frame, caption, "tbl-company-benchmarks", columns)


def aims_table(result: Result) -> Table | None:
    """The goals of position and competitiveness, where they would put us; None without such goals."""
    if "aims" not in result.frames:
        return None
    caption = _("Las metas de posicionamiento y competitividad, al lado de lo que ya hacen los otros.")
    frame = result.frames["aims"]
    frame = frame.assign(
        aim_way=_way(frame["own_value"], frame["aim_value"], numbers.figure),
        percentile_way=_way(
            frame["percentile"], frame["percentile_aim"], lambda part: numbers.share(part, 0)
        ),
    )
    return Table(
        frame,
        caption,
        "tbl-company-aims",
        ("objective", "measured", "aim_way", "percentile_way", "aim_check"),
    )


def _way(today: pd.Series, then: pd.Series, written: Callable[[Any], str]) -> list[str]:
    """From where to where: what is today, and what it would be with the goal."""
    return [
        numbers.NONE
        if numbers.absent(other)
        else written(other)
        if numbers.absent(one)
        else _("de {today} a {then}").format(today=written(one), then=written(other))
        for one, other in zip(today, then, strict=True)
    ]


def benchmarks_advice(result: Result) -> str:
    """What to learn and from whom; and which goals say nothing."""
    frame = result.frames["benchmarks"]
    judged = frame[frame["stand"] != "stand_unjudged"]
    if judged.empty:
        return _(
            "**Qué hacer.** De estos indicadores no se sabe si más es mejor. Dígalo en el formulario de objetivos, en la columna del sentido."
        )
    last = judged.iloc[0]
    if last["percentile"] == 1:
        return _(
            "**Qué hacer.** Superamos a todos en lo que se midió. Mida lo que más les importa a los clientes, no lo que mejor hacemos."
        )
    said = _(
        "**Qué hacer.** Vaya a ver cómo lo hace {rival} en «{measure}» ({best} frente a {ours}): compre como un cliente "
        "y traiga tres cosas que copiar."
    ).format(
        rival=last["best_rival"],
        measure=last["measured"],
        best=numbers.figure(last["best_value"]),
        ours=numbers.figure(last["own_value"]),
    )
    aims = result.frames.get("aims")
    if aims is None:
        return said
    for aim in aims[aims["aim_check"].isin(["aim_reached", "aim_unmeasured"])].head(1).to_dict("records"):
        text = (
            _("Suba la meta «{objective}»: ya se alcanzó y no pide nada.")
            if aim["aim_check"] == "aim_reached"
            else _("Mida en los otros lo que pide la meta «{objective}»: hoy no se sabe con qué compararla.")
        )
        said += " " + text.format(objective=aim["objective"])
    return said


def plot_positioning(result: Result) -> Figure:
    """Companies and traits on one map: near one another where they go together more than chance has it; an ellipse says how sure a place is."""
    from matplotlib.patches import Ellipse

    frame = result.frames["places"]
    drawing, axes = canvas(4.6)
    axes.axhline(0, color=LINE, linewidth=0.8)
    axes.axvline(0, color=LINE, linewidth=0.8)
    brands = frame[frame["place_kind"] != "place_trait"]
    for row in brands.to_dict("records"):
        colour = TEAL if row["place_kind"] == "place_own" else MUTED
        axes.add_patch(
            Ellipse(
                (row["axis_1"], row["axis_2"]),
                2 * row["half_long"],
                2 * row["half_short"],
                angle=row["turned"],
                facecolor=colour,
                alpha=0.15,
            )
        )
        axes.scatter([row["axis_1"]], [row["axis_2"]], color=colour, s=42, zorder=3)
    traits = frame[frame["place_kind"] == "place_trait"]
    axes.scatter(traits["axis_1"], traits["axis_2"], color=INK, s=12, marker="D", zorder=2)
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    _reach(axes, frame, 7.2 / 4.6)
    _names(drawing, axes, frame)
    return Figure(drawing, "fig-company-positioning", _caption(result), _alt(result))


def _reach(axes: Axes, frame: pd.DataFrame, wide: float) -> None:
    """Room for the names on all sides; a step across is as long as a step up, or distances would mean nothing."""
    ends = [(float(frame[axis].min()), float(frame[axis].max())) for axis in ("axis_1", "axis_2")]
    half = max((ends[0][1] - ends[0][0]) * 0.72 / wide, (ends[1][1] - ends[1][0]) * 0.6, 0.1)
    (left, right), (low, high) = ends
    axes.set_xlim((left + right) / 2 - half * wide, (left + right) / 2 + half * wide)
    axes.set_ylim((low + high) / 2 - half, (low + high) / 2 + half)
    axes.set_aspect("equal", adjustable="box")


def _names(drawing: Drawing, axes: Axes, frame: pd.DataFrame) -> None:
    """Each point's name on the first of its sides where it covers no other; the companies' first."""
    drawing.draw_without_rendering()
    taken: list[Any] = []
    for row in frame.sort_values("place_kind").to_dict("records"):
        brand = row["place_kind"] != "place_trait"
        colour = TEAL if row["place_kind"] == "place_own" else MUTED if brand else INK
        for across, up, horizontal, vertical in SIDES:
            text = axes.annotate(
                row["placed"], (row["axis_1"], row["axis_2"]), xytext=(across, up), textcoords="offset points", ha=horizontal, va=vertical,
                color=colour, fontsize=10.5 if brand else 9, weight=600 if brand else 400,
            )  # fmt: skip
            box = text.get_window_extent()
            if not any(box.overlaps(other) for other in taken):
                break
            text.remove()
        else:
            text = axes.annotate(
                row["placed"],
                (row["axis_1"], row["axis_2"]),
                xytext=SIDES[0][:2],
                textcoords="offset points",
                color=colour,
                fontsize=9,
            )
            box = text.get_window_extent()
        taken.append(box)


def _caption(result: Result) -> str:
    return _(
        "Con qué asocian a cada empresa {n} personas. Una empresa está cerca de aquello que se le asocia más que a las "
        "otras; la elipse contiene su lugar "
        "95 de cada 100 veces que se preguntara. El mapa muestra {share} de las diferencias."
    ).format(n=numbers.count(result.n), share=numbers.share(result.values["map_share"].value, 0))


def _alt(result: Result) -> str:
    ties = result.frames.get("ties")
    brands = ", ".join(result.frames["places"].query("place_kind != 'place_trait'")["placed"])
    said = _("Mapa con {brands} y lo que se asocia a cada una.").format(brands=brands)
    if ties is not None and len(ties):
        said += " " + _("Lo más nuestro: {trait}, {own} frente a {others} de los otros.").format(
            trait=ties.iloc[0]["trait_tied"],
            own=numbers.share(ties.iloc[0]["tied_own"], 0),
            others=numbers.share(ties.iloc[0]["tied_others"], 0),
        )
    return said


def positioning_advice(result: Result) -> str:
    """What is ours to promise, and what is not."""
    ties = result.frames.get("ties")
    if ties is None:
        return _(
            "**El mapa.** La propia empresa no está entre las que se nombraron lo bastante. Pregunte a clientes: para eso es el formulario."
        )
    more, less = ties[ties["tie_word"] == "tie_more"], ties[ties["tie_word"] == "tie_less"][::-1]
    if more.empty and less.empty:
        return _(
            "**El mapa.** No se nos asocia con nada que no se asocie también con los otros. Escoja una sola promesa y cúmplala un año."
        )
    said = ""
    if len(more):
        said = _("**El mapa.** Prometa con «{trait}»: nos lo asocian {own}, y a los otros {others}.").format(
            trait=more.iloc[0]["trait_tied"],
            own=numbers.share(more.iloc[0]["tied_own"], 0),
            others=numbers.share(more.iloc[0]["tied_others"], 0),
        )
    if len(less):
        far = less.iloc[0]
        said += " " + _("No prometa todavía «{trait}»: nos lo asocian {own}, y a los otros {others}.").format(
            trait=far["trait_tied"],
            own=numbers.share(far["tied_own"], 0),
            others=numbers.share(far["tied_others"], 0),
        )
    return said.strip()
