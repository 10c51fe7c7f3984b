"""What others believe that customers expect: employees, advisers, the surroundings and the competition."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers import surveys
from clientela.engine import analysis, findings_of
from clientela.present import Figure, numbers
from clientela.present.figures import AMBER, INK, LINE, SAND, TEAL, canvas
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Number, Reason, Result
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

KEY = "product.raters"
RATERS = ("employee", "adviser", "environment", "competitor")
FEWEST_RATERS = 5
SHOWN = 4
COLOURS = {"belief_more": TEAL, "belief_less": AMBER, "belief_chance": SAND}


@analysis(KEY, answers="survey_answers", items="survey_items")
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
        "compared": Number(len(frame), "count", len(frame)),
    }
    values |= surveys.scale(items, mine["battery"].iloc[0], mine["item"].unique())
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
            _("Pregunta {item}").format(item=area) if str(area).isdigit() else surveys.area(area)
            for area in frame["area"]
        ]
    )


def plot_raters(result: Result) -> Figure:
    """How far each kind of rater is from the customers, area by area; coloured where that is no chance, all comparisons together."""
    whole = _named(result)
    frame = _drawn(whole)
    drawing, axes = canvas(0.7 + 0.22 * (frame["row"].max() + 1))
    colours = [COLOURS[word] for word in frame["belief"]]
    axes.hlines(frame["row"], frame["belief_low"], frame["belief_high"], color=colours, linewidth=2)
    axes.scatter(frame["belief_gap"], frame["row"], color=colours, s=30, zorder=3)
    for row in frame[frame["belief"] != "belief_chance"].to_dict("records"):
        axes.annotate(
            _signed(row["belief_gap"]), (row["belief_high"], row["row"]), xytext=(6, 0), textcoords="offset points", va="center", color=INK,
            fontsize=10,
        )  # fmt: skip
    _name_rows(axes, frame)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.margins(x=0.1)
    axes.locator_params(axis="x", nbins=7, steps=[1, 2, 5, 10])
    axes.xaxis.set_major_formatter(lambda gap, _place: ("+" if gap > 0 else "") + numbers.decimal(gap, 1))
    far = frame.sort_values("belief_gap", key=abs).iloc[-1]
    alt = _("Puntos por área y por quien opina. Lo más lejano: {rater} en {area}, {gap} puntos.").format(
        rater=value(far["rater"]), area=far["area"], gap=_signed(far["belief_gap"])
    )
    caption = _(
        "Lo que otros creen que espera el cliente menos lo que él dice, en puntos, con su intervalo de 95 %; entre paréntesis, cuántos opinan. "
        "Con color, lo que no es azar aunque se hagan {n} comparaciones a la vez. {others} {scale}"
    ).format(
        n=numbers.count(result.values["compared"].value), scale=surveys.scale_words(result),
        others=_others(whole[~whole["area"].isin(frame["area"])]),
    )  # fmt: skip
    return Figure(drawing, "fig-product-raters", " ".join(caption.split()), alt)


def _others(rest: pd.DataFrame) -> str:
    names = sorted(set(rest["area"]))
    return _("No se dibujan: {areas}.").format(areas=", ".join(names)) if names else ""


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """The areas where somebody surely errs (the two furthest, where nobody does): a row for each name, and one for each kind of rater."""
    sure = frame[frame["belief"] != "belief_chance"]
    far = (frame if sure.empty else sure).groupby("area")["belief_gap"].agg(lambda gaps: gaps.abs().max())
    far = far.nlargest(2 if sure.empty else SHOWN)
    found = frame[frame["area"].isin(far.index)]
    found = found.assign(
        rank=found["area"].map(list(far.index).index), place=found["rater"].map(RATERS.index)
    )
    found = found.sort_values(["rank", "place"])
    return found.assign(row=np.arange(len(found)) + found["rank"] + 1)


def _name_rows(axes: Axes, frame: pd.DataFrame) -> None:
    """Each area's name above its rows, in ink; each row by who judges, with how many they are."""
    heads = frame.groupby("rank")[["row", "area"]].first()
    named = {int(row) - 1: surveys.wrapped(str(name), 40) for row, name in heads.to_numpy()}
    named |= {
        int(row["row"]): _("{rater} ({n})").format(rater=value(row["rater"]), n=numbers.count(row["raters"]))
        for row in frame.to_dict("records")
    }
    axes.set_yticks(sorted(named), [named[place] for place in sorted(named)], fontsize=9.5)
    for place, label in zip(sorted(named), axes.get_yticklabels(), strict=True):
        if place + 1 in set(heads["row"]):
            label.set(color=INK, fontweight=600)
            axes.axhline(place - 0.5, color=LINE, linewidth=0.8)
    axes.set_ylim(frame["row"].max() + 0.6, -0.6)


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
            "**Qué hacer.** El equipo cree que el cliente pide más en «{area}» de lo que pide. Antes de invertir ahí, enséñele esta página."
        ).format(area=more["area"].iloc[0])
    return _(
        "**Qué hacer.** Lea esta página con el equipo: en «{area}» el cliente espera {gap} puntos más de lo que el equipo cree. "
        "Que cada quien diga qué haría distinto sabiéndolo."
    ).format(area=less["area"].iloc[0], gap=numbers.decimal(-less["belief_gap"].iloc[0], 1))


@findings_of(raters)
def raters_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Where the team underrates what customers expect."""
    found = []
    for row in _sure(result, "employee", "belief_less").head(1).to_dict("records"):
        message = _("El equipo cree que en «{area}» el cliente espera {believed}; el cliente dice {expected}.").format(
            area=row["area"], believed=numbers.decimal(row["believed"], 1), expected=numbers.decimal(row["expected_mark"], 1)
        )  # fmt: skip
        due = as_of + dt.timedelta(days=21)
        found.append(Finding("action", message, KEY, int(row["raters"]), owner=_("Servicio"), due=due))
    return found
