"""One module made and taken back: pages, banks, slides and sheets of a small lesson, no solution for learners, fourteen sheets in disorder marked."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from policy_read import refused
from test_lessons import facts

from clientela.course import leaks, make
from clientela.course.graded import certificates, class_report, marks, progress, rubric
from clientela.course.made import bank, books, deck, document, exercise, markdown, pages, sheets
from clientela.course.made.room import Edition, Room
from clientela.course.source.library import LessonError
from clientela.course.told.ask import Asked
from clientela.course.told.said import Worked
from clientela.forms.made import book
from clientela.present.language import speaking
from clientela.publish.page import pandoc
from clientela.publish.page.meta import Meta

META = Meta("Curso", company="Aurora", language="es")


def room(folder: Path, edition: Edition) -> Room:
    return Room(Asked(facts(folder)), None, edition, folder)


def test_no_solution_leaks_into_a_learners_file_and_the_trainers_has_them(module, tmp_path):
    learner, trainer = room(tmp_path, "learner"), room(tmp_path, "trainer")
    hidden = leaks.secrets([module], learner)
    assert any("dividirentrelosactivos" in text for text in hidden)
    page = tmp_path / "learner.md"
    page.write_text(document.module(module, learner), encoding="utf-8")
    sheet = book.write(sheets.form(module, learner), tmp_path / "hoja.xlsx")
    assert leaks.leaks([page, sheet], hidden) == []
    assert leaks.first([books.text([module], learner)], hidden) == ""
    # The expression that gives the number is as good as the number.
    assert any("vloyaltystatusleftvloyaltystatusactivebefore" in text for text in hidden)
    other = tmp_path / "trainer.md"
    other.write_text(document.module(module, trainer), encoding="utf-8")
    assert leaks.leaks([other], hidden)


@pytest.mark.parametrize("part", ["attribute", "script", "office", "zip"])
def test_a_leak_is_noticed_wherever_it_stands(tmp_path, part):
    hidden, words = (
        {leaks.plain("Se fue quien pasó de su espera normal")},
        "Se fue quien pasó de su espera <b>normal</b>",
    )
    path = tmp_path / "page.html"
    if part in ("office", "zip"):
        path = tmp_path / "book.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
            whole.writestr("xl/comments1.xml", f"<c>{words}</c>")
        if part == "zip":
            with zipfile.ZipFile(path := tmp_path / "learner.zip", "w", zipfile.ZIP_DEFLATED) as whole:
                whole.write(tmp_path / "book.xlsx", "es/sheets/book.xlsx")
    else:
        text = words.replace("<b>", "").replace("</b>", "")
        path.write_text(
            f'<p data-note="{text}">' if part == "attribute" else f"<script>var a = '{text}'</script>",
            encoding="utf-8",
        )
    assert leaks.leaks([path], hidden)


def test_the_banks_are_what_moodle_and_gift_ask_for(module, tmp_path):
    trainer = room(tmp_path, "trainer")
    quiz = bank.quiz([module], trainer)
    assert [one.get("type") for one in quiz] == ["category", "numerical", "multichoice"]
    numerical, several = quiz[1], quiz[2]
    answers = [
        (one.findtext("text"), one.get("fraction"), one.findtext("tolerance"))
        for one in numerical.findall("answer")
    ]
    assert answers == [("25", "100", "0.5"), ("27.77777778", "0", "0.5")]
    fractions = sorted(one.get("fraction") or "" for one in several.findall("answer"))
    assert (fractions, several.findtext("single")) == (["0", "0", "100"], "true")
    assert all(
        one.get("format") == "html"
        for one in quiz.iter()
        if one.tag in ("questiontext", "feedback", "generalfeedback")
    )
    ET.fromstring(ET.tostring(quiz))
    gift = list(bank.lines([module], trainer))
    assert gift[0].startswith("$CATEGORY: ")
    assert "{#\n=25:0.5#" in gift[1]
    assert gift[2].count("\n~") == 2
    assert gift[2].count("\n=") == 1


def test_slides_have_notes_and_few_words(module, tmp_path):
    text = deck.slides(module, room(tmp_path, "trainer"))
    slides = text.split("\n## ")[1:]
    assert all(len(one.partition("::: notes")[0]) < 600 for one in slides)
    assert "Pida que cada uno diga" in text.partition("::: notes")[2]
    made = deck.write(module, room(tmp_path, "trainer"), META)
    with zipfile.ZipFile(made[0]) as whole:
        names = whole.namelist()
        assert any("notesSlide" in name for name in names)
        assert "0b6e69" in "".join(
            whole.read(name).decode() for name in names if name.startswith("ppt/theme/")
        )
    page = made[1].read_text(encoding="utf-8")
    assert not re.findall(r'(?:src|href)="https?:', page)
    assert not refused(page)


def test_a_page_needs_no_network(module, tmp_path):
    learner = room(tmp_path, "learner")
    page = pages.page(module, learner, META).read_text(encoding="utf-8")
    assert 'data-sealed="' in page
    assert "function sha(text)" in page
    assert not refused(page)
    assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?!data:)', page)


def test_the_page_that_leads_to_the_editions_runs_nothing():
    page = make._door(make.Wanted("aurora", title="<script>1</script>"))
    assert "script-src 'none'" in page
    assert not refused(page)


def test_the_guide_has_the_programmes_and_the_words(module, tmp_path):
    text = "\n".join([*books._guide([module], room(tmp_path, "trainer")), books.glossary([module])])
    # Four mornings: only the module that there is, from eight on, with its lessons and pauses at their hours.
    assert "| 8:00 | 5 · La lealtad: lecciones 1, 2 y 3 | 27 minutos |" in text
    assert "| 8:27 | Descanso | 20 minutos |" in text
    assert "| Ritmo propio | Own rhythm |" in text
    with speaking("en"):
        assert "| Own rhythm | Ritmo propio |" in books.glossary([module])


@pytest.mark.parametrize(
    ("given", "right"), [(25, True), (0.25, True), (25.4, True), (26, False), (27.8, False)]
)
def test_a_share_is_taken_in_per_cent_and_as_a_fraction(given, right):
    found, said = marks.judged(Worked(0.25, 0.005, "share", "Sí", ((0.2778, "Los de hoy"),), ""), given)
    assert found is right
    assert said == ("Sí" if right else "Los de hoy" if given == 27.8 else "")


def filled(path: Path, form, name: str | None, share: object, rung: object, why: object = None) -> Path:
    """A worksheet as a learner leaves it: found by its labels, written in the column of answers."""
    book.write(form, path)
    made = load_workbook(path)
    said = {"Nombre": name, "1-1": share, "1-2 Leer": rung, "1-2 ¿Por": why}
    for sheet in made.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for row in sheet.iter_rows():
            for cell in row:
                text = (
                    str(cell.value or "").lstrip("0123456789. ")
                    if str(cell.value or "")[:3] not in ("1-1", "1-2")
                    else str(cell.value)
                )
                for label, value in said.items():
                    if (
                        cell.value
                        and (str(cell.value).startswith(label) or text.startswith(label))
                        and value is not None
                    ):
                        sheet.cell(cell.row, cell.column + 1, value)
    made.save(path)
    return path


def test_fourteen_sheets_in_disorder_are_marked_and_told(module, tmp_path):
    trainer, folder = room(tmp_path, "trainer"), tmp_path / "hojas"
    folder.mkdir()
    form = sheets.form(module, trainer)
    told = trainer.tell(module.lessons[0].exercises[1]).choices
    right, wrong = (
        next(one.text for one in told if one.right),
        next(one.text for one in told if not one.right),
    )
    for place in range(5):
        filled(
            folder / f"copia ({place}).xlsx",
            form,
            f"Persona {place}",
            25,
            right,
            "Porque hay 90 clientes ahí",
        )
    for place in range(5, 9):
        filled(folder / f"hoja{place}.xlsx", form, f"Persona {place}", 27.8, wrong, None)
    filled(folder / "texto.xlsx", form, "Persona 9", "25 %", right, None)
    filled(folder / "raro.xlsx", form, "Persona 10", "no sé", None, None)
    filled(folder / "Maria sin nombre.xlsx", form, None, 0.25, wrong, None)
    filled(folder / "otra vez.xlsx", form, "persona 0", None, None, None)
    (folder / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0photo")
    other = Workbook()
    other.active.append(["ventas", "enero"])
    other.save(folder / "ventas.xlsx")
    back = marks.read([folder], [module], trainer)
    counted = class_report.items(back.marks).set_index("exercise")
    # Eleven gave a number: five and two of them right; who wrote words and who handed in a blank copy are told, and nobody is lost.
    assert counted.loc["share_left", ["answered", "right"]].tolist() == [11, 7]
    assert counted.loc["share_left", "slip"].startswith("Dividió entre los activos de hoy")
    assert counted.loc["which_rung", ["answered", "right"]].tolist() == [11, 6]
    assert len(set(back.there["learner"])) == 12
    files = {one.file for one in back.troubles}
    assert {"foto.jpg", "ventas.xlsx", "raro.xlsx"} <= files
    said = class_report.markdown(back.marks, back.before, [module], trainer)
    assert "Persona" not in said
    assert (
        "empiece por el ejercicio con menos aciertos, el 1-2 Leer la escalera del módulo 5: 55\xa0%" in said
    )
    assert "| 1-1 Calcular qué parte se fue. |" in said
    assert "Dividió entre los activos de hoy" in said
    assert "5 respuestas" in said


def answers(*right: tuple[str, float]) -> pd.DataFrame:
    """Answers to one question as they are marked: who, and the point."""
    rows = [
        {
            "learner": who,
            "lesson": "who_stays",
            "exercise": "share_left",
            "by": marks.PROGRAM,
            "points": points,
        }
        for who, points in right
    ]
    return pd.DataFrame(rows)


def test_each_learner_is_compared_with_themselves_and_blanks_count_on_neither_side(module, tmp_path):
    people = ["Ana", "Beto", "Caro", "Davi", "Ema"]
    before = answers(*zip(people, [0, 0, 0, 1, 1], strict=True), ("Fito", 0))
    after = answers(*zip(people, [1, 1, 1, 1, 0], strict=True), ("Gina", 1))
    found = progress.change(progress.pairs(before, after))
    # +1 +1 +1 0 -1 over five: 0.4, and so few people that it may be chance.
    assert (found.value, found.n) == (pytest.approx(0.4), 5)
    assert found.low < 0 < found.high
    said = "\n".join(progress.markdown(before, after, [module], room(tmp_path, "trainer")))
    assert "de 40\u00a0% a 80\u00a0%: +40 puntos" in said
    assert "también lo da el azar" in said
    assert "Ana" not in said
    few = "\n".join(progress.markdown(before[:3], after, [module], room(tmp_path, "trainer")))
    assert "no se compara" in few
    assert not list(progress.markdown(before[:0], after, [module], room(tmp_path, "trainer")))


def test_the_sheet_before_the_course_is_marked_apart_and_names_are_one_however_written(module, tmp_path):
    trainer = room(tmp_path, "trainer")
    asked = module.model_copy(update={"lessons": [module.lessons[0].model_copy(update={"twice": True})]})
    first = sheets.before([asked], trainer)
    assert first is not None
    filled(tmp_path / "antes.xlsx", first[1], "ANA GOMEZ", 27.8, None)
    filled(tmp_path / "z.xlsx", sheets.form(asked, trainer), "Ana Gómez", 25, None)
    back = marks.read([tmp_path / "antes.xlsx", tmp_path / "z.xlsx"], [asked], trainer)
    both = progress.pairs(back.before, back.marks)
    assert both[["before", "after"]].to_numpy().tolist() == [[0, 1]]
    # Two spellings, once each: the one that is not all in capitals.
    assert back.there["learner"].tolist() == ["Ana Gómez"]


def test_points_given_by_a_person_are_read_back_and_stay(module, tmp_path):
    trainer = room(tmp_path, "trainer")
    form = sheets.form(module, trainer)
    filled(tmp_path / "uno.xlsx", form, "Ana", 25, None, "Hay más en el segundo")
    back = marks.read([tmp_path / "uno.xlsx"], [module], trainer)
    listed = rubric.write(back.marks, [module], trainer, tmp_path / rubric.FILES["es"], {})
    made = load_workbook(listed)
    sheet = made[rubric.SHEET]
    assert [sheet.cell(row, 8).value for row in (2, 3)] == [2, 1]
    for row, points in ((2, 2), (3, "1")):
        sheet.cell(row, 9, points)
    made.save(listed)
    given = rubric.read(listed)
    put = rubric.put(back.marks, [module], given).set_index(["exercise", "by"])
    assert put.loc[("which_rung", marks.PERSON), "points"] == 3
    # Written again, the points stand in the list already; more than a line is worth is no point at all.
    rubric.write(back.marks, [module], trainer, listed, given)
    assert rubric.read(listed) == given
    made = load_workbook(listed)
    made[rubric.SHEET].cell(2, 9, 5)
    made.save(listed)
    assert len(rubric.read(listed)) == 1
    # What a trainer has given is not written over because it could not be read.
    listed.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(LessonError, match="no se puede"):
        rubric.given_in(tmp_path)


SIGNS = "<script>alert(1)</script> ![x](/etc/passwd) `#read(1)`{=typst} **Ana** {{ 7*7 }} |"


def test_the_companys_words_are_text_in_lessons_banks_and_sheets(module, tmp_path):
    known = replace(facts(tmp_path), title=SIGNS)
    rungs = pd.DataFrame({"rung": [SIGNS, "b", "c"], "customers": [9, 5, 1]})
    rungs.to_parquet(tmp_path / "tables" / "loyalty.ladder_rungs.parquet")
    own = Asked(known)
    for template in (
        "{{ company }}",
        "{{ top('loyalty.ladder_rungs', 'rung', by='customers') }}",
        "{{ top('loyalty.ladder_rungs', 'rung', by='customers') | word }}",
    ):
        filled_in = own.fill(template)
        assert markdown.unmarked(filled_in) == SIGNS
        assert "<strong>" not in markdown.html(filled_in)
    # Our own numbers are as they were.
    assert own.fill("{{ n('loyalty.status.share_left') }}") == own.written(0.25, "share")
    place = Room(own, None, "trainer", tmp_path)
    lesson = document.module(module, place)
    page = pandoc.html(
        _written(tmp_path / "l.md", lesson), tmp_path / "l.html", Meta("t", "c", "es")
    ).read_text(encoding="utf-8")
    assert not refused(page)
    assert "alert(1)&lt;/script&gt;" in page
    assert "<img" not in page
    assert "alert(1)&lt;/script&gt;" in "".join(bank.lines([module], place)).replace("\\", "")
    assert "<script>" not in "".join(bank.lines([module], place))
    (asked,) = [one for one in sheets.form(module, place).questions if one.key == "which_rung"]
    assert SIGNS in {one.said for one in asked.choices.values()}


def _written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_what_learners_write_is_no_formula_for_whoever_marks_it(module, tmp_path):
    trainer = room(tmp_path, "trainer")
    filled(tmp_path / "uno.xlsx", sheets.form(module, trainer), "Ana", 25, None, "Hay más")
    back = marks.read([tmp_path / "uno.xlsx"], [module], trainer)
    said = back.marks.assign(learner="=cmd|' /C calc'!A0", answer="{=1+1}")
    listed = rubric.write(said, [module], trainer, tmp_path / rubric.FILES["es"], {})
    with zipfile.ZipFile(listed) as parts:
        assert not re.search(rb"<f[ >]", parts.read("xl/worksheets/sheet1.xml"))
    assert load_workbook(listed)[rubric.SHEET].cell(2, 3).value.startswith("=cmd")


def test_certificates_are_for_who_was_there(module, tmp_path):
    there = pd.DataFrame({"learner": ["Ana", "Luis", "Ana"], "module": [5, 4, 5], "day": None, "group": None})
    assert certificates.earned(there, [module]) == ["Ana", "Luis"]
    with speaking("en"):
        made = certificates.write(['Ana "Z"'], [module], META, dt.date(2026, 6, 30), tmp_path / "c.pdf")
    assert made is not None
    assert made.read_bytes()[:5] == b"%PDF-"
    assert certificates.write([], [module], META, dt.date(2026, 6, 30), tmp_path / "d.pdf") is None


def test_a_trainer_is_told_the_clock_and_what_to_hand_out(module, tmp_path):
    trainer, learner = room(tmp_path, "trainer"), room(tmp_path, "learner")
    said = document.module(module, trainer)
    # 15 minutes of teaching and 12 of practice.
    assert "| 0:00 | Quién sigue y quién se fue | 15 minutos | 12 minutos |\n| 0:27 | Fin | | |" in said
    assert "- Lección 1, ejercicio 2: tarjetas y hoja de quien observa, un juego por grupo." in said
    assert "Qué se reparte" not in document.module(module, learner)


def test_on_paper_hints_have_their_name_and_figures_say_where_they_move(module, tmp_path):

    paper = document.module(module, replace(room(tmp_path, "learner"), paper=True))
    assert "**Pista.** ¿Quiénes podían irse" in paper
    assert "Esta figura se mueve en la página del módulo." in paper
    assert "**Pista.**" not in document.module(module, room(tmp_path, "learner"))


@pytest.mark.parametrize(
    ("correlation", "n", "said"),
    [(0.9, 14, "sí"), (0.3, 14, "no se sabe todavía"), (0.3, 100, "sí"), (-0.2, 60, "poco: revise la pregunta"), (-0.2, 14, "no se sabe todavía")],
)  # fmt: skip
def test_with_few_people_nothing_is_said_of_a_question(correlation, n, said):
    assert class_report._judged(correlation, n) == said


@pytest.mark.parametrize(
    ("worked", "said"),
    [
        (Worked(0.315, 0.0032, "share", "", (), "31,5 %"), "31,5 %; se acepta lo que esté a 0,32 puntos"),
        (Worked(0.0602, 0.0015, "points", "", (), "+6"), "+6,0; se acepta lo que esté a 0,15 puntos"),
        (Worked(2, 0.4, "count", "", (), "2"), "2, y ningún otro número"),
    ],
)
def test_a_trainer_is_told_how_near_is_near_enough(module, tmp_path, worked, said):
    told = room(tmp_path, "trainer").tell(module.lessons[0].exercises[0])
    assert said in exercise._accepted(worked, told)


def test_a_decision_on_paper_has_lines_to_write_on(module, tmp_path):

    learner = room(tmp_path, "learner")
    assert "Lo que decidimos" in document.module(module, replace(learner, paper=True))
    assert "Lo que decidimos" not in document.module(module, learner)


def test_a_figure_lent_by_the_story_company_says_whose_it_is(module, tmp_path, monkeypatch):
    own, story = Asked(facts(tmp_path, "otra")), Asked(facts(tmp_path))
    monkeypatch.setattr(
        document.report,
        "section",
        lambda given, *_rest: [("", "Una figura.")] if given.is_story else [],
    )
    said = document.module(module, Room(own, story, "learner", tmp_path))
    assert said.partition("Una figura.")[0].rstrip().partition("Leamos juntos")[2].count("Aurora") == 1
    assert "Estos números son de" not in document.module(module, Room(story, None, "learner", tmp_path))


def test_a_course_without_any_report_to_tell_from_says_which_to_make(monkeypatch):
    from typer.testing import CliRunner

    from clientela.course import commands, make
    from clientela.course.told import facts

    def absent(*_given):
        raise facts.Absent("company.sales.amount_before")

    monkeypatch.setattr(
        facts, "last", lambda _company: type("Known", (), {"speaks": lambda _self, _one: True})()
    )
    monkeypatch.setattr(make, "course", absent)
    told = CliRunner().invoke(commands.app, ["make", "--company", "x"])
    assert told.exit_code == 1
    assert "make report COMPANY=aurora" in told.output
