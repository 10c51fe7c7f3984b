"""`make grade FOLDER=…`: what came back is marked, what a person must mark is listed, the class is told; names stay in private/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.course.check import modules as readable
from clientela.course.graded import certificates, class_report, marks, rubric
from clientela.course.made.room import Room
from clientela.course.make import Wanted, facts_of, meta_of
from clientela.course.source.library import LessonError
from clientela.course.told.ask import Asked
from clientela.course.told.facts import STORY, last
from clientela.folders import project
from clientela.forms.back import pages, trouble
from clientela.present.inert import inert
from clientela.present.language import _, current
from clientela.publish.page import pandoc

if TYPE_CHECKING:
    import pandas as pd

MOST_LINES = 60


def grade(folder: Path, company: str = STORY, say: Callable[[str], None] = print) -> Path:
    """Mark the worksheets in a folder, in the language in use; the folder of what came of it.

    Run again, it takes up the points that a person has given in the list meanwhile. Raises LessonError and Absent.
    """
    found, wrong = readable()
    if wrong:
        raise LessonError(wrong)
    target = project.home() / "reports" / company / "course-marks"
    private = target / project.PRIVATE
    project.owners_alone(private)
    own = facts_of(company)
    room = Room(
        Asked(own), Asked(told) if company != STORY and (told := last(STORY)) else None, "trainer", target
    )
    back = marks.read(
        [one for one in pages.files([folder]) if one.name not in rubric.FILES.values()], found, room
    )
    given = rubric.given_in(private, folder)
    marked = rubric.put(back.marks, found, given)
    rubric.write(back.marks, found, room, private / rubric.FILES[current()], given)
    meta = meta_of(Wanted(company), current())
    _private(marked, back.there, private)
    certificates.write(
        certificates.earned(back.there, found),
        found,
        meta,
        dt.date.today(),
        private / f"{_('certificados')}.pdf",
    )
    source = target / "class.md"
    source.write_text(class_report.markdown(marked, back.before, found, room), encoding="utf-8")
    pandoc.html(source, target / "class.html", meta)
    source.unlink()
    if back.troubles:
        trouble.write(back.troubles, private / f"{_('por_revisar')}.csv")
    _told(back, say)
    return target


def _private(marked: pd.DataFrame, there: pd.DataFrame, private: Path) -> None:
    """The marks and the attendance, by name, as files that a spreadsheet opens."""
    totals = marked.assign(
        points=marked["points"].astype(float), done=marked["points"].notna() * marked["of"]
    )
    whole = totals.groupby("learner", sort=True)[["points", "done", "of"]].sum()
    for name, frame in (
        (_("notas"), marked),
        (_("totales"), whole.reset_index()),
        (_("asistencia"), there),
    ):
        path = private / f"{name}.csv"
        frame.map(inert).to_csv(path, index=False, encoding="utf-8-sig")
        path.chmod(0o600)


def _told(back: marks.Returned, say: Callable[[str], None]) -> None:
    people = back.there["learner"].nunique()
    say(_("{n|una persona|# personas}").format(n=people))
    lines: Sequence[object] = back.troubles[:MOST_LINES]
    for one in lines:
        say(f"  {one}")
