"""What a class understood: exercise by exercise, which question failed and what that says, where the next hour should go. Nobody is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clientela.course.check import bare
from clientela.course.graded import progress
from clientela.course.graded.marks import PROGRAM
from clientela.course.made.markdown import block, flat
from clientela.course.made.room import Room
from clientela.course.source.lessons import Module
from clientela.present import numbers
from clientela.present.language import _
from clientela.present.tables import escape
from clientela.stats.intervals import fisher, wilson

if TYPE_CHECKING:
    import pandas as pd

# With fewer answers a share says nothing of an exercise, nor an answer of who gave it.
ENOUGH = 5
# An exercise that tells those who know from those who do not correlates at least so much with the others.
TELLS = 0.2


def items(marks: pd.DataFrame) -> pd.DataFrame:
    """One row an exercise that a program marked: answered, blank, right with its interval, how it goes with the others, the slip."""
    import pandas as pd

    marked = marks[marks["by"] == PROGRAM].assign(points=lambda frame: pd.to_numeric(frame["points"]))
    rows = []
    for names, own in marked.groupby(["module", "lesson", "exercise"], sort=False):
        module, lesson, exercise = names
        answered = own.dropna(subset=["points"])
        right, n = float(answered["points"].sum()), len(answered)
        low, high = wilson(right, n)
        rows.append({
            "module": module, "lesson": lesson, "exercise": exercise, "answered": n, "blank": len(own) - n, "right": int(right),
            "share": right / n if n else None, "low": low, "high": high, "tells": _tells(marked, answered, str(exercise)),
            "slip": _slip(answered),
        })  # fmt: skip
    columns = [
        "module",
        "lesson",
        "exercise",
        "answered",
        "blank",
        "right",
        "share",
        "low",
        "high",
        "tells",
        "slip",
    ]
    return pd.DataFrame(rows, columns=columns)


def _tells(marked: pd.DataFrame, answered: pd.DataFrame, exercise: str) -> float | None:
    """The correlation of an exercise with a learner's share of right answers in the others; None with too few to say."""
    others = marked[marked["exercise"] != exercise].groupby("learner")["points"].mean()
    pairs = (
        answered.set_index("learner")["points"]
        .to_frame("own")
        .join(others.rename("rest"), how="inner")
        .dropna()
    )
    if len(pairs) < ENOUGH or pairs["own"].nunique() < 2 or pairs["rest"].nunique() < 2:
        return None
    return float(pairs["own"].corr(pairs["rest"]))


def _slip(answered: pd.DataFrame) -> str:
    """The commonest wrong answer and what is said to it, where at least two gave it; a number stands for itself in its words."""
    wrong = answered[(answered["points"] == 0) & (answered["said"] != "")]
    said = wrong["said"].value_counts()
    if not len(said) or said.iloc[0] < 2:
        return ""
    answers = set(wrong.loc[wrong["said"] == said.index[0], "answer"])
    chosen = "" if len(answers) > 1 or _numeric(answers) else f"*{escape(answers.pop())}* "
    return f"{chosen}{said.index[0]}"


def _numeric(answers: set[str]) -> bool:
    return all(re.fullmatch(r"[-+.\de]+", one) for one in answers)


def markdown(marks: pd.DataFrame, before: pd.DataFrame, modules: Sequence[Module], room: Room) -> str:
    """The report as Markdown in the language in use; `before` are the answers given before the course."""
    found = items(marks)
    people = marks["learner"].nunique()
    title = _("Qué entendió el grupo")
    parts = [block("kicker", _("{n|una persona|# personas}").format(n=people)), f"# {title} {{#sec-class}}"]
    parts += list(_next_hour(found, modules, room))
    parts += progress.markdown(before, marks, modules, room)
    for module in modules:
        own = found[found["module"] == module.number]
        if len(own):
            head = room.tell(bare(module)).title
            aims = _aims(module, room)
            parts.append(f"## {module.number} · {head}\n\n{_table(own, aims)}")
            parts += list(_slips(own, aims))
    waiting = int((marks["points"].isna() & marks["answer"].notna()).sum())
    if waiting:
        said = _("Por calificar con sus criterios: {n|una respuesta|# respuestas}.").format(n=waiting)
        parts.append(block("missing", said))
    return "\n\n".join(parts) + "\n"


def _aims(module: Module, room: Room) -> dict[str, str]:
    """What each exercise is for, behind the number that it has in the worksheet."""
    return {
        one.key: f"{number}-{place} {room.tell(one).aim}"
        for number, lesson in enumerate(module.lessons, 1)
        for place, one in enumerate(lesson.exercises, 1)
    }


def _next_hour(found: pd.DataFrame, modules: Sequence[Module], room: Room) -> Iterator[str]:
    """The lesson in which least was right, when enough answered it and it stands out from the whole."""
    if not found["answered"].sum():
        yield block("lead", _("Todavía no hay respuestas que un programa pueda calificar."))
        return
    rows = found.to_dict("records")
    sums: dict[tuple[int, str], tuple[float, float]] = {}
    for row in rows:
        right, n = sums.get((row["module"], row["lesson"]), (0.0, 0.0))
        sums[row["module"], row["lesson"]] = right + row["right"], n + row["answered"]
    whole = sum(row["right"] for row in rows) / sum(row["answered"] for row in rows)
    lead = _("En conjunto se respondió bien {share} de lo contestado.").format(share=numbers.share(whole, 0))
    told = {place: right / n for place, (right, n) in sums.items() if n >= ENOUGH}
    if len(told) > 1:
        worst = min(told, key=lambda place: told[place])
        if wilson(*sums[worst])[1] < whole:
            lesson = next(
                one for m in modules if m.number == worst[0] for one in m.lessons if one.key == worst[1]
            )
            title = room.tell(bare(lesson)).title
            said = _("La próxima hora conviene en «{lesson}»: {share}.")
            lead += " " + said.format(lesson=title, share=numbers.share(told[worst], 0))
        else:
            lead += " " + _("Ninguna lección se queda atrás más de lo que da el azar.")
    yield block("lead", lead)
    yield from _begin(found, modules, room)


def _begin(found: pd.DataFrame, modules: Sequence[Module], room: Room) -> Iterator[str]:
    """The exercise with least right answers, to begin with when there is an hour: of several, one always stands last."""
    known = found[found["answered"] >= ENOUGH]
    if len(known) < 2 or known["share"].min() == 1:
        return
    row = known.sort_values("share", kind="stable").iloc[0]
    aims = next(_aims(one, room) for one in modules if one.number == row["module"])
    yield _(
        "Si hay una hora, empiece por el ejercicio con menos aciertos, el {exercise} del módulo {module}: {share} ({between}). Alguno "
        "tiene que quedar de último, y puede ser por azar: pregunte primero qué no se entendió."
    ).format(
        exercise=flat(aims[row["exercise"]]).rstrip("."),
        module=row["module"],
        share=numbers.share(row["share"], 0),
        between=numbers.interval(numbers.share(row["low"], 0), numbers.share(row["high"], 0)),
    )


def _table(own: pd.DataFrame, aims: Mapping[str, str]) -> str:
    heads = [_("Ejercicio"), _("Contestaron"), _("En blanco"), _("Bien"), _("Distingue")]
    rows = [" | ".join(_cells(row, aims[row["exercise"]])) for row in own.to_dict("records")]
    return "\n".join(
        [f"| {' | '.join(heads)} |", "| :--- | ---: | ---: | ---: | :--- |", *(f"| {row} |" for row in rows)]
    )


def _cells(row: Mapping[Any, Any], aim: str) -> list[str]:
    share = tells = numbers.NONE
    if row["answered"]:
        between = numbers.interval(numbers.share(row["low"], 0), numbers.share(row["high"], 0))
        share = f"{numbers.share(row['share'], 0)} ({between})"
    if not numbers.absent(row["tells"]):
        tells = _judged(float(row["tells"]), int(row["answered"]))
    return [flat(aim), numbers.count(row["answered"]), numbers.count(row["blank"]), share, tells]


def _judged(correlation: float, n: int) -> str:
    """Does an exercise tell those who know from those who do not? With few people the interval (Fisher's) mostly leaves it open."""
    low, high = fisher(correlation, n)
    if low > 0:
        return _("sí")
    return _("poco: revise la pregunta") if high < TELLS else _("no se sabe todavía")


def _slips(own: pd.DataFrame, aims: Mapping[str, str]) -> Iterator[str]:
    for row in own.to_dict("records"):
        if row["slip"]:
            yield f"**{flat(aims[row['exercise']]).rstrip('.')}.** {_('El error más frecuente:')} {row['slip']}"
