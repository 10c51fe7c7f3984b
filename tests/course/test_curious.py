"""Notebooks for the curious: they run unanswered and say so, answers are told in words, what-ifs are short, and no solution is in them."""

from __future__ import annotations

import ast

import pytest
from test_course import room
from test_lessons import facts

from clientela.course import check, curious, leaks
from clientela.course.made import notebooks


@pytest.fixture
def course(module, tmp_path, monkeypatch):
    """The lesson of the docs as a notebook opens it."""
    monkeypatch.setattr(curious, "facts_of", lambda _company: facts(tmp_path))
    monkeypatch.setattr(curious.library, "module", lambda _folder: module)
    return module


def run(book) -> list[str]:
    """What the last line of each cell of code says, as a notebook shows it."""
    names: dict = {}
    said = []
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        *lines, last = ast.parse(cell.source).body
        exec(compile(ast.Module(lines, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            said.append(repr(eval(compile(ast.Expression(last.value), "cell", "eval"), names)))
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), names)
    return said


def test_a_learners_notebook_runs_unanswered_and_a_trainers_is_right(course, tmp_path):
    learner, trainer = room(tmp_path, "learner"), room(tmp_path, "trainer")
    assert run(notebooks.notebook(course, learner)) == [
        "Todavía sin respuesta: escriba un número, o el cálculo que lo da."
    ]
    solved = notebooks.notebook(course, trainer)
    assert run(solved) == ["Correcto. Eso es: cerca de uno de cada tres."]
    assert any("v('loyalty.status.left') / v(" in cell.source for cell in solved.cells)
    path = next(notebooks.write([course], learner))
    assert leaks.leaks([path], leaks.secrets([course], learner)) == []
    assert "v('loyalty.status.left') / v(" not in path.read_text(encoding="utf-8")


def test_an_answer_is_told_in_words(course):
    opened = curious.open_course("5_loyalty", "aurora")
    assert repr(opened.check("share_left", 25)).startswith("Correcto.")
    assert opened.check("share_left", 0.25).startswith("Correcto.")
    assert "los activos de hoy" in opened.check("share_left", 50 / 180)
    assert opened.check("share_left", 3).startswith("Todavía no. ¿Quiénes podían irse")
    assert opened.check("share_left", ...).startswith("Todavía sin respuesta")
    with pytest.raises(KeyError, match="share_left"):
        opened.check("share", 1)


def test_the_notebooks_of_the_course_have_short_cells_and_ask_for_what_there_is(tmp_path):
    found, _wrong = check.modules()
    lines = [(each.key, line) for each in found for one in each.curious for line in one.run.splitlines()]
    assert {key for key, _line in lines} == {"company", "product", "segments", "database", "loyalty"}
    for key, line in lines:
        for node in ast.walk(ast.parse(line)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == key:
                stage = __import__(f"clientela.{key}", fromlist=[key])
                assert hasattr(stage, node.attr), f"{key}: {line}"


@pytest.mark.parametrize(
    ("expression", "python"),
    [
        ("v('a.b') / 2 if v('a.b') > 1 else 1 / 0", True),
        ("total('a.b', 'c', kind='d')", True),
        ("v('a.b') | round(0, 'ceil')", False),
        ("v('a.b') if true else 1", False),
    ],
)
def test_an_expression_is_shown_as_python_where_it_is(expression, python):
    assert notebooks._is_python(expression) is python
