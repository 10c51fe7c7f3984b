"""What the course changed: the questions asked before it and at its end, each learner compared with themselves. Nobody is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clientela.course.graded.marks import PROGRAM
from clientela.course.made.markdown import flat
from clientela.course.made.room import Room
from clientela.course.source.lessons import Module
from clientela.present import numbers
from clientela.present.language import _
from clientela.stats.ratios import Estimate, mean

if TYPE_CHECKING:
    import pandas as pd

# With fewer people before and after nothing is said of the change.
ENOUGH = 5


def pairs(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """A row for each learner and question answered both times: right before, right after."""
    import pandas as pd

    def answered(marks: pd.DataFrame, name: str) -> pd.Series:
        own = marks[(marks["by"] == PROGRAM) & marks["points"].notna()]
        return pd.to_numeric(own.set_index(["learner", "lesson", "exercise"])["points"]).rename(name)

    both = [answered(before, "before"), answered(after, "after")]
    return pd.concat(both, axis=1, join="inner").reset_index()


def change(both: pd.DataFrame) -> Estimate:
    """How much the share of right answers rose, on average over learners, with its interval."""
    each = both.groupby("learner")[["before", "after"]].mean()
    return mean(each["after"] - each["before"])


def markdown(
    before: pd.DataFrame, after: pd.DataFrame, modules: Sequence[Module], room: Room
) -> Iterator[str]:
    """The part of the class report on what was known before and after; nothing where nobody was asked before."""
    if before.empty:
        return
    both = pairs(before, after)
    people = both["learner"].nunique()
    yield f"## {_('Antes y después')}"
    if people < ENOUGH:
        said = _(
            "{n|Una persona contestó|# personas contestaron} antes y después: con menos de {enough} no se compara."
        )
        yield said.format(n=people, enough=ENOUGH)
        return
    yield _lead(both, people)
    yield _table(both, modules, room)


def _lead(both: pd.DataFrame, people: int) -> str:
    found = change(both)
    each = both.groupby("learner")[["before", "after"]].mean().mean()
    said = _(
        "De {people} personas que contestaron las mismas preguntas antes y después, el acierto pasó de {before} a {after}: {change} puntos."
    ).format(
        people=numbers.count(people),
        before=numbers.share(each["before"], 0),
        after=numbers.share(each["after"], 0),
        change=numbers.points(found.value, 0),
    )
    if found.error > 0:
        low, high = numbers.points(found.low, 0), numbers.points(found.high, 0)
        between = _("entre {low} y {high}").format(low=low, high=high)
        said += " " + _("Intervalo: {between} puntos.").format(between=between)
        if found.low <= 0 <= found.high:
            said += " " + _("Con tan poca gente, un cambio así también lo da el azar.")
    return said + " " + _("Solo cuentan las preguntas contestadas las dos veces.")


def _table(both: pd.DataFrame, modules: Sequence[Module], room: Room) -> str:
    told = {one.key: room.tell(one).aim for module in modules for _lesson, one in module.exercises()}
    rows = []
    for key, own in both.groupby("exercise", sort=False):
        shares = [numbers.share(own[when].mean(), 0) for when in ("before", "after")]
        rows.append(" | ".join([flat(told[str(key)]), numbers.count(len(own)), *shares]))
    heads = " | ".join([_("Pregunta"), _("Contestaron las dos veces"), _("Bien antes"), _("Bien después")])
    return "\n".join([f"| {heads} |", "| :--- | ---: | ---: | ---: |", *(f"| {row} |" for row in rows)])
