"""Each learner's answer to each exercise, and its points: a program's at once, a person's when they have been given."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.course.made import sheets
from clientela.course.made.markdown import unmarked
from clientela.course.made.room import Room
from clientela.course.source.exercises import Exercise
from clientela.course.source.lessons import Lesson, Module
from clientela.course.told.said import Told, Worked
from clientela.forms.back import pages, reading
from clientela.forms.back.found import ENOUGH
from clientela.forms.back.reading import Answered, Reading, fits
from clientela.forms.back.trouble import Trouble
from clientela.forms.model import Form
from clientela.intake.contract import plain
from clientela.present.language import _

if TYPE_CHECKING:
    import pandas as pd

PROGRAM, PERSON = "program", "person"
COLUMNS = ("learner", "sheet", "module", "lesson", "exercise", "by", "answer", "said", "points", "of")


@dataclass(frozen=True)
class Returned:
    """What came back: a row for each learner and exercise (`before` the course, apart), who was there, and all that is to be looked at."""

    marks: pd.DataFrame
    before: pd.DataFrame
    there: pd.DataFrame
    troubles: list[Trouble]


def read(given: Sequence[Path], modules: Sequence[Module], room: Room) -> Returned:
    """Read filled worksheets of every module out of files and folders; what cannot be read is told, file by file."""
    import pandas as pd

    asked = [(one, sheets.form(one, room)) for one in modules]
    first = sheets.before(modules, room)
    forms = {form.name: (module, form) for module, form in [*asked, *([first] if first else [])]}
    by_form, troubles = _sorted(pages.files(list(given)), [form for _module, form in forms.values()])
    rows, earlier, there, names = [], [], [], Names()
    for name, paths in by_form.items():
        module, form = forms[name]
        found = reading.read(form, paths)
        troubles += found.troubles
        # Said once, not for every learner.
        told = [(lesson, one, room.tell(one)) for lesson, one in module.exercises()]
        for one in _latest(found, troubles):
            who = names.of(learner(one))
            if first and form is first[1]:
                earlier += list(_marked(one, who, module, told))
                continue
            there.append({"learner": who, "module": module.number, "day": one.values.get("day"), "group": one.values.get("group")})  # fmt: skip
            rows += list(_marked(one, who, module, told))
    heads = (COLUMNS, COLUMNS, ("learner", "module", "day", "group"))
    frames = [
        pd.DataFrame(found, columns=list(head))
        for found, head in zip((rows, earlier, there), heads, strict=True)
    ]
    marked, before, present = (frame.assign(learner=frame["learner"].map(names.said)) for frame in frames)
    return Returned(marked, before, present, troubles)


class Names:
    """Learners by their names, however they write them from one sheet to the next: as most of their sheets have it."""

    def __init__(self) -> None:
        self._written: dict[str, Counter[str]] = {}

    def of(self, written: str) -> str:
        """What a learner is known by while the sheets are read."""
        key = plain(written)
        self._written.setdefault(key, Counter())[written] += 1
        return key

    def said(self, key: str) -> str:
        """The name to be shown; between two that are as frequent, the one that is not all in capitals.

        >>> names = Names()
        >>> [names.said(names.of(one)) for one in ("ANA GOMEZ", "Ana Gómez")]
        ['ANA GOMEZ', 'Ana Gómez']
        """
        return max(self._written[key].items(), key=lambda one: (one[1], not one[0].isupper(), one[0]))[0]


def _sorted(paths: Iterable[Path], forms: list[Form]) -> tuple[dict[str, list[Path]], list[Trouble]]:
    """The files of each worksheet: as they say themselves, else as what they show most of."""
    found: dict[str, list[Path]] = {}
    troubles = []
    for path in paths:
        filled = pages.read(path)
        if isinstance(filled, Trouble):
            troubles.append(filled)
            continue
        share, best = max((fits(form, filled), form.name) for form in forms)
        if share >= ENOUGH:
            found.setdefault(best, []).append(path)
        else:
            troubles.append(Trouble(path.name, _("no se reconoce como una hoja de trabajo del curso")))
    return found, troubles


def learner(one: Answered) -> str:
    """Who filled in a sheet: the name written in it, else the file's."""
    return " ".join(str(one.values.get("learner") or Path(one.record.file).stem).split())


def _latest(found: Reading, troubles: list[Trouble]) -> list[Answered]:
    """One sheet a learner: of two with the same name the fuller one counts, and the other is told."""
    kept: dict[str, Answered] = {}
    for one in found.answered:
        name = plain(learner(one))
        other = kept.get(name)
        if other is None:
            kept[name] = one
            continue
        fuller, less = sorted((one, other), key=lambda each: -_filled(each))
        kept[name] = fuller
        said = _("hay dos hojas de la misma persona; cuenta la que tiene más respuestas ({file})")
        troubles.append(Trouble(less.record.file, said.format(file=fuller.record.file), weight="notice"))
    return list(kept.values())


def _filled(one: Answered) -> int:
    return sum(value not in (None, "") for value in one.values.values()) + sum(map(len, one.rows.values()))


def _marked(
    one: Answered, who: str, module: Module, exercises: Sequence[tuple[Lesson, Exercise, Told]]
) -> Iterator[dict[str, Any]]:
    for lesson, exercise, told in exercises:
        known = {
            "learner": who, "sheet": one.answer_id, "module": module.number, "lesson": lesson.key, "exercise": exercise.key,
        }  # fmt: skip
        if exercise.marked:
            yield {**known, **_by_program(told, one.values.get(exercise.key))}
        if exercise.rubric:
            yield {**known, **_for_person(exercise, lesson, one)}


def _by_program(told: Told, value: Any) -> dict[str, Any]:
    blank = {"by": PROGRAM, "answer": None, "said": "", "points": None, "of": 1}
    if value is None or value != value or value == "":
        return blank
    if worked := told.answer:
        right, said = judged(worked, float(value))
        return {**blank, "answer": f"{float(value):.10g}", "said": said, "points": float(right)}
    place = str(value).removeprefix("o")
    choices = told.choices
    if not place.isdigit() or int(place) >= len(choices):
        return blank
    chosen = choices[int(place)]
    return {**blank, "answer": unmarked(chosen.text), "said": chosen.feedback, "points": float(chosen.right)}


def judged(worked: Worked, given: float) -> tuple[bool, str]:
    """Is a number right, and what is said to it? Shares are taken as 31.6, as 0.316 and as a spreadsheet's 31.6 %.

    >>> judged(Worked(0.316, 0.003, "share", "Sí", ((0.344, "Entre los de hoy"),), ""), 34.4)
    (False, 'Entre los de hoy')
    """
    ways = (given, given / 100) if worked.unit in ("share", "points") else (given,)
    # Spreadsheets keep fractions of ten as they can: a hair beyond the edge is within it.
    margin = worked.margin * (1 + 1e-9) + 1e-12
    if any(abs(way - worked.value) <= margin for way in ways):
        return True, worked.right
    apart = ((min(abs(way - value) for way in ways), words) for value, words in worked.slips)
    near, words = min(apart, default=(math.inf, ""))
    return False, words if near <= margin else ""


def _for_person(exercise: Exercise, lesson: Lesson, one: Answered) -> dict[str, Any]:
    key = exercise.key + sheets.WHY if exercise.marked else exercise.key
    text = one.values.get(key)
    rows = one.rows.get(exercise.key, [])
    if rows:
        text = "\n".join(
            "; ".join(str(cell) for cell in row.values() if cell not in (None, "")) for row in rows
        )
    of = sum(line.points for line in exercise.rubric)
    return {
        "by": PERSON,
        "answer": None if text in (None, "") else str(text),
        "said": "",
        "points": None,
        "of": of,
    }
