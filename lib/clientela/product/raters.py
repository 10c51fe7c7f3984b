"""What others believe that customers expect: employees, advisers, the surroundings and the competition."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.present import Figure, Table, numbers
from clientela.present.figures import AMBER, INK, MUTED, SAND, TEAL, canvas
from clientela.present.language import _
from clientela.present.terms import value
from clientela.product import surveys
from clientela.product.chance import discoveries
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.raters"
RATERS = ("employee", "adviser", "environment", "competitor")
FEWEST_RATERS = 5
SHOWN = 12
COLOURS = dict(zip(RATERS, (TEAL, AMBER, MUTED, INK), strict=True))


def raters(answers: pd.DataFrame, items: pd.DataFrame) -> Result | Missing:
    """How far what others believe lies from what customers expect, area by area (question by question without areas), with intervals.

    The frames are the marts `survey_answers` and `survey_items`. Differences of means of separate people (Welch), judged together under a false
    discovery rate of 5 %. Above zero: they believe that customers expect more than customers do.

    Returns Missing without expectations of customers and of somebody else: 20 customers, and five people of the other kind.
    """
    asked = answers[answers["side"] == "expected"]
    mine = asked[asked["rater"] == "customer"]
    if mine.empty or not asked["rater"].isin(RATERS).any():
        return surveys.absent(KEY, answers, "surveys.rater")
    if mine["respondent_id"].nunique() < surveys.FEWEST_PEOPLE:
        have = int(mine["respondent_id"].nunique())
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=have, need=surveys.FEWEST_PEOPLE)
    frame = _differences(_by_area(asked, items))
    if frame.empty:
        have = int(asked[asked["rater"] != "customer"].groupby("rater")["respondent_id"].nunique().max())
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("surveys.rater",), have, FEWEST_RATERS)
    sure = frame[frame["belief"] != "belief_chance"]
    values = {
        "raters_kinds": Number(int(frame["rater"].nunique()), "count", int(frame["raters"].max())),
        "beliefs_wrong": Number(len(sure), "count", len(frame)),
    }
    return Result(KEY, int(mine["respondent_id"].nunique()), values, {"raters": frame})


def _by_area(asked: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One row a respondent and area: the mean of what was expected there."""
    frame = asked.merge(items[["battery", "item", "dimension"]], on=["battery", "item"])
    area = frame["item"] if frame["dimension"].nunique() < 2 else frame["dimension"]
    return frame.assign(area=area).groupby(["rater", "respondent_id", "area"])["score"].mean().reset_index()


def _differences(people: pd.DataFrame) -> pd.DataFrame:
    """Each rater's mean against the customers' in every area, with its interval."""
    from scipy.stats import t

    stats = people.groupby(["area", "rater"])["score"].agg(["mean", "var", "count"]).reset_index()
    base = stats[stats["rater"] == "customer"].drop(columns="rater")
    frame = stats[stats["rater"].isin(RATERS) & (stats["count"] >= FEWEST_RATERS)].merge(
        base, on="area", suffixes=("", "_customers")
    )
    one, two = frame["var"] / frame["count"], frame["var_customers"] / frame["count_customers"]
    error = np.sqrt(one + two)
    freedom = (one + two) ** 2 / (one**2 / (frame["count"] - 1) + two**2 / (frame["count_customers"] - 1))
    frame, error, freedom = (part[error > 0] for part in (frame, error, freedom))
    move = frame["mean"] - frame["mean_customers"]
    swing = t.ppf(0.975, freedom) * error
    p_value = 2 * t.sf(np.abs(move / error), freedom)
    word = np.where(~discoveries(p_value), "belief_chance", np.where(move > 0, "belief_more", "belief_less"))
    return frame.assign(
        believed=frame["mean"], expected_mark=frame["mean_customers"], belief_gap=move, belief_low=move - swing, belief_high=move + swing,
        belief=word, raters=frame["count"], place=frame["rater"].map(RATERS.index),
    ).sort_values(["place", "belief_gap", "area"])[
        ["rater", "area", "expected_mark", "believed", "belief_gap", "belief_low", "belief_high", "belief", "raters"]
    ].reset_index(drop=True)  # fmt: skip


def _named(result: Result) -> pd.DataFrame:
    """The frame with areas that can be read: a bare number becomes "Question 7"."""
    frame = result.frames["raters"]
    return frame.assign(
        area=[
            _("Pregunta {item}").format(item=area) if str(area).isdigit() else area for area in frame["area"]
        ]
    )


def raters_table(result: Result) -> Table:
    """The beliefs furthest from what customers say."""
    frame = _named(result)
    chosen = frame.loc[frame["belief_gap"].abs().sort_values(ascending=False).index[:SHOWN]]
    columns = ("rater", "area", "expected_mark", "believed", "belief_gap", "belief")
    caption = _(
        "Lo que cada quien cree que espera el cliente, al lado de lo que el cliente dice; primero lo más lejano."
    )
    return Table(chosen, caption, "tbl-product-raters", columns)


def plot_raters(result: Result) -> Figure:
    """How far each kind of rater is from the customers, area by area."""
    frame = _named(result)
    areas = list(
        frame.groupby("area")["belief_gap"].agg(lambda gaps: gaps.abs().max()).nlargest(8).index[::-1]
    )
    kinds = [kind for kind in RATERS if (frame["rater"] == kind).any()]
    drawing, axes = canvas(1.0 + 0.17 * len(areas) * (len(kinds) + 1.2))
    step = 0.8 / max(1, len(kinds))
    for order, kind in enumerate(kinds):
        rows = frame[(frame["rater"] == kind) & frame["area"].isin(areas)]
        places = np.array([areas.index(area) for area in rows["area"]]) + 0.3 - order * step
        axes.hlines(places, rows["belief_low"], rows["belief_high"], color=COLOURS[kind], linewidth=1.5)
        axes.plot(rows["belief_gap"], places, "o", color=COLOURS[kind], markersize=6)
        for place, high in list(zip(places, rows["belief_high"], strict=True)):
            if place > len(areas) - 1 - 0.6:
                axes.annotate(
                    value(kind),
                    (high, place),
                    xytext=(6, 0),
                    textcoords="offset points",
                    va="center",
                    color=COLOURS[kind],
                    fontsize=9.5,
                )
    axes.axvline(0, color=INK, linewidth=0.8)
    for edge in np.arange(0.5, len(areas) - 1):
        axes.axhline(edge, color=SAND, linewidth=0.6)
    axes.set_yticks(range(len(areas)), [surveys.short(str(area)) for area in areas])
    axes.set_ylim(-0.6, len(areas) - 0.4)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.margins(x=0.12)
    axes.locator_params(axis="x", nbins=7, steps=[1, 2, 5, 10])
    axes.set_xlabel(_("Puntos de más o de menos que lo que dice el cliente"))
    axes.xaxis.set_major_formatter(lambda gap, _place: ("+" if gap > 0 else "") + numbers.decimal(gap, 1))
    far = frame.sort_values("belief_gap", key=abs).iloc[-1]
    alt = _("Puntos por área y por quien opina. Lo más lejano: {rater} en {area}, {gap} puntos.").format(
        rater=value(far["rater"]), area=far["area"], gap=_signed(far["belief_gap"])
    )
    caption = _("Lo que otros creen que espera el cliente menos lo que él dice; la raya es el intervalo.")
    return Figure(drawing, "fig-product-raters", caption, alt)


def _signed(gap: float) -> str:
    return ("−" if gap < 0 else "+") + numbers.decimal(abs(gap), 1)


def _sure(result: Result, kind: str, word: str) -> pd.DataFrame:
    frame = _named(result)
    found = frame[(frame["rater"] == kind) & (frame["belief"] == word)]
    return found.sort_values("belief_gap", key=abs, ascending=False)


def raters_advice(result: Result) -> str:
    """What to tell the team, where it surely believes something else than customers say."""
    less, more = _sure(result, "employee", "belief_less"), _sure(result, "employee", "belief_more")
    if less.empty and more.empty:
        return _(
            "**Qué hacer.** Lo que se cree y lo que se espera no se distinguen: pregunte al cliente de todos modos, una vez al año."
        )
    if less.empty:
        return _(
            "**Qué hacer.** El equipo cree que el cliente pide más en {area} de lo que pide. Antes de invertir ahí, enséñele esta página."
        ).format(area=more["area"].iloc[0])
    return _(
        "**Qué hacer.** Lea esta página con el equipo: en {area} el cliente espera {gap} puntos más de lo que el equipo cree. "
        "Que cada quien proponga una promesa que hoy no se atreve a hacer."
    ).format(area=less["area"].iloc[0], gap=numbers.decimal(-less["belief_gap"].iloc[0], 1))


def raters_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Where the team underrates what customers expect."""
    found = []
    for row in _sure(result, "employee", "belief_less").head(1).to_dict("records"):
        message = _("El equipo cree que en {area} el cliente espera {believed}; el cliente dice {expected}.").format(
            area=row["area"], believed=numbers.decimal(row["believed"], 1), expected=numbers.decimal(row["expected_mark"], 1)
        )  # fmt: skip
        due = as_of + dt.timedelta(days=21)
        found.append(Finding("action", message, KEY, int(row["raters"]), owner=_("Servicio"), due=due))
    return found
