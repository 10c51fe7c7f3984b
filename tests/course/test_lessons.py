"""Lessons as they are written: read with every mistake told, their numbers out of a report, their names never."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from clientela.course import check
from clientela.course.source import library, places, programmes
from clientela.course.source.guide import Programme
from clientela.course.told import report
from clientela.course.told.ask import Asked, Wrong
from clientela.course.told.facts import Absent, Facts, Forbidden
from clientela.course.told.said import origin, tell
from clientela.folders import project
from clientela.present.language import speaking

PAGE = project.root() / "docs" / "write-a-lesson.md"


def number(value: float, unit: str = "count", low: float | None = None, high: float | None = None) -> dict:
    return {"value": value, "unit": unit, "low": low, "high": high, "label": ""}


def facts(folder: Path, company: str = "aurora", **results: dict) -> Facts:
    known = {
        "loyalty.status.active_before": number(200),
        "loyalty.status.active": number(180),
        "loyalty.status.left": number(50),
        "loyalty.status.window_days": number(365, "days"),
        "loyalty.rules.horizon_days": number(183, "days"),
        "loyalty.status.share_left": number(0.25, "share", 0.19, 0.31),
    }
    (folder / "tables").mkdir(exist_ok=True)
    rungs = pd.DataFrame({"rung": ["customer", "consumer", "advocate"], "customers": [70, 90, 10]})
    rungs.to_parquet(folder / "tables" / "loyalty.ladder_rungs.parquet")
    late = pd.DataFrame({"customer_id": ["Ana Ruiz", "B7"], "days_late": [9, 3], "typical_gap": [20.0, 30.0]})
    late.to_parquet(folder / "tables" / "loyalty.due_list.parquet")
    return Facts(company, company.title(), "COP", folder, {**known, **results}, "2026-06-30")


@pytest.fixture
def lesson_file(tmp_path: Path) -> Path:
    """The lesson that docs/write-a-lesson.md shows."""
    found = re.search(r"## A lesson, whole\n\n```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert found
    path = tmp_path / "1_who_stays.yml"
    path.write_text(found[1], encoding="utf-8")
    return path


def test_the_lesson_in_the_docs_reads_and_works_out(lesson_file, tmp_path):
    lesson = library.lesson(lesson_file)
    asked = Asked(facts(tmp_path))
    told = tell(lesson.exercises[0], asked, None)
    assert told.answer.value == 0.25
    assert "50 entre 200" in told.solution
    # 50 of 180, which is not the answer, has its own words.
    assert [round(wrong, 4) for wrong, _words in told.answer.slips] == [0.2778]
    with speaking("en"):
        assert "50 out of 200: 25.0%" in tell(lesson.exercises[0], asked, None).solution


def test_every_mistake_is_told_with_its_line(lesson_file):
    text = lesson_file.read_text(encoding="utf-8")
    lesson_file.write_text(
        text.replace("kind: compute ", "kind: count ").replace(
            "    note: {es: 'Haga", "    nota: {es: 'Haga"
        ),
        encoding="utf-8",
    )
    with pytest.raises(library.LessonError) as caught:
        library.lesson(lesson_file)
    kind = next(n for n, line in enumerate(text.splitlines(), 1) if "kind: compute" in line)
    assert any(f"línea {kind}: exercises.0.kind" in line for line in caught.value.lines)
    assert any("exercises.0.nota: clave desconocida" in line for line in caught.value.lines)


def test_minutes_of_practice_are_those_of_the_exercises(lesson_file):
    lesson_file.write_text(
        lesson_file.read_text(encoding="utf-8").replace("practice: 8", "practice: 9"), encoding="utf-8"
    )
    with pytest.raises(library.LessonError, match="dice 9 y los ejercicios suman 8"):
        library.lesson(lesson_file)


def test_what_a_company_lacks_is_told_with_the_story_companys_numbers(lesson_file, tmp_path):
    one = library.lesson(lesson_file).exercises[0]
    story = Asked(facts(tmp_path))
    bare = Asked(Facts("x", "X", "COP", tmp_path, {}, "2026-06-30"))
    told = tell(one, bare, story)
    assert (told.own, told.answer.value) == (False, 0.25)
    assert "Estos números son de Aurora" in origin(told)
    with pytest.raises(Absent):
        tell(one, bare, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ n('loyalty.status.left') }}", "50"),
        ("{{ between('loyalty.status.share_left') }}", "entre 19,0\u00a0% y 31,0\u00a0%"),
        ("Hace {{ span('loyalty.status.window_days') }}", "Hace un año"),
        ("Hace {{ span('loyalty.rules.horizon_days') }}", "Hace 183 días"),
        ("{{ top('loyalty.ladder_rungs', 'rung', by='customers') | word }}", "Consumidor"),
        ("{{ 'fiabilidad' | word }}, {{ 'El café' | word }}", "Fiabilidad, El café"),
        ("{{ cell('loyalty.ladder_rungs', 'customers', rung='advocate') | count }}", "10"),
        ("{{ total('loyalty.ladder_rungs', 'customers') | count }}", "170"),
        ("{% if v('loyalty.status.active') > v('loyalty.status.active_before') %}más{% else %}menos{% endif %}", "menos"),
        ("{{ as_of() }}", "30 de junio de 2026"),
    ],
)  # fmt: skip
def test_a_text_asks_for_its_numbers(tmp_path, text, said):
    assert Asked(facts(tmp_path)).fill(text) == said


def test_names_are_not_to_be_had(tmp_path):
    asked = Asked(facts(tmp_path))
    with pytest.raises(Forbidden):
        asked.fill("{{ top('loyalty.due_list', 'customer_id', by='days_late') }}")
    with pytest.raises(Wrong):
        asked.fill("{{ nothing }}")
    with pytest.raises(Wrong):
        asked.fill("{{ v.__globals__ }}")


def test_the_lessons_of_the_course_are_written_without_mistakes():
    assert check.run(data=False) == []


@pytest.mark.parametrize(("allowed", "first"), [([False, True], 3), ([False, False], 9), (None, 9)])
def test_a_lesson_calls_nobody_who_did_not_allow_it(tmp_path, allowed, first):
    known = facts(tmp_path)
    path = tmp_path / "tables" / "loyalty.due_list.parquet"
    late = pd.read_parquet(path)
    (late if allowed is None else late.assign(may_phone=allowed)).to_parquet(path)
    said = Asked(known).fill("{{ top('loyalty.due_list', 'days_late', by='days_late') }}")
    assert said == str(first)


def test_a_modules_texts_point_at_exercises_by_their_key(lesson_file):
    lesson = library.lesson(lesson_file)
    said = {"cut": {"es": 'Deje {{ exercise("share_left") }}.', "en": "Leave {{ exercise('share_left') }}."}}
    assert places.pointed(said, [lesson]) == {
        "cut": {"es": "Deje lección 1, ejercicio 1.", "en": "Leave lesson 1, exercise 1."}
    }
    # A key that there is not stays, and is told by the check as any other mistake of a text.
    assert places.pointed('{{ exercise("none") }}', [lesson]) == '{{ exercise("none") }}'


def test_what_cannot_be_kept_of_a_programme_is_told(module):
    days = [[{"module": 5, "lessons": [1, 4]}, {"pause": 60}, {"module": 3}, {"module": 5, "short": True}]]
    given = Programme.model_validate({"title": {"es": "Así", "en": "So"}, "days": days})
    numbered = programmes.numbered([module])
    assert list(programmes.faults(given, numbered)) == [
        "guide.yml: Así, día 1: el módulo 5 no tiene lección 4"
    ]
    assert [programmes.lasts(part, numbered) for part in given.days[0] if part.module != 3] == [27, 60, 45]


def test_an_interval_of_a_difference_of_shares_is_in_points(tmp_path):
    asked = Asked(facts(tmp_path, more=number(-0.04, "share", -0.084, 0.001)))
    assert asked.fill('{{ between("more", "points") }}') == "entre −8,4 y 0,1 puntos"


def test_a_course_in_english_shows_nothing_of_a_report_in_spanish_alone(tmp_path):
    (tmp_path / "notebooks").mkdir()
    told = facts(tmp_path)
    shutil.copy(project.root() / "notebooks" / "3_segments.ipynb", told.spoken("es"))
    assert (told.speaks("es"), told.speaks("en")) == (True, False)
    place = "notebooks/3_segments.ipynb#los-segmentos"
    with speaking("en"):
        assert report.section(told, place, tmp_path) == []
    assert report.section(told, place, tmp_path)
