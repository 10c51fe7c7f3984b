"""The committed notebooks: executed, short, without a picture's payload; nbval then compares what they say."""

import ast
import importlib
import inspect
import operator
import pkgutil
import re
from itertools import pairwise

import nbformat
import pytest

from clientela.engine import Analysis, declared
from clientela.publish.notebooks import execute
from clientela.publish.notebooks.normalise import UNDRAWN
from clientela.stage import STAGES

# What is tried out in a first cell; what a company sets once stands in its company.yml.
MOST_PARAMETERS = 10
MOST_LINES = 8
# Cells of code that a section takes, on average over its chapter.
CODE_CELLS = 3
# From its question to its decision.
MOST_IN_A_SECTION = 7
# `loyalty.trust.scales` in `stage.ask(loyalty.trust.scales)`.
ASK = re.compile(r"(\w+) = stage\.ask\(([\w.]+)\)")


@pytest.mark.parametrize("stage", STAGES)
def test_a_notebook_is_executed_and_reads_like_a_page(stage):
    cells = nbformat.read(execute.source(stage), as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code), "run `make notebooks`"
    heads = [
        place
        for place, cell in enumerate(cells)
        if cell.cell_type == "markdown" and cell.source.startswith("## ")
    ]
    assert len(code) <= CODE_CELLS * len(heads)
    for start, end in pairwise(heads):
        assert end - start <= MOST_IN_A_SECTION, cells[start].source
    # Before its first question a chapter only opens.
    assert heads[0] == 3
    assert "stage = open_stage(" in cells[2].source
    for cell in code:
        assert "def " not in cell.source
        most = MOST_PARAMETERS if "parameters" in cell.metadata.get("tags", []) else MOST_LINES
        assert len(cell.source.splitlines()) <= most, cell.source
    outputs = [output for cell in code for output in cell.outputs]
    assert all(output.output_type == "display_data" for output in outputs), (
        "neither warnings nor errors nor bare values"
    )
    assert not any("text/html" in output.data for output in outputs)
    assert all(output.data.get("image/png", UNDRAWN) == UNDRAWN for output in outputs)
    assert any("text/markdown" in output.data for output in outputs)


@pytest.mark.parametrize("stage", STAGES)
def test_a_chapter_ends_with_questions_and_a_decision(stage):
    cells = nbformat.read(execute.source(stage), as_version=4).cells
    tags = [tag for cell in cells for tag in cell.metadata.get("tags", [])]
    assert tags.count("team") == 1
    assert tags.count("decision") == 1
    questions = next(cell.source for cell in cells if "team" in cell.metadata.get("tags", []))
    assert sum(line.startswith(("1.", "2.", "3.", "4.")) for line in questions.splitlines()) == 3


def asked(stage):
    """The analyses that a notebook asks, by the name it gives to the answer."""
    text = "\n".join(cell.source for cell in code_cells(stage))
    return {name: named(stage, path) for name, path in ASK.findall(text)}


def named(stage, path):
    """What `loyalty.trust.scales` is; a notebook may call its stage otherwise (`company as empresa`)."""
    return operator.attrgetter(path.partition(".")[2])(importlib.import_module(f"clientela.{stage}"))


def room(function):
    return function.__module__.rpartition(".")[0]


def calls(stage):
    """Each `name = stage.ask(…)` and `show(…)` of a notebook in its order: what is asked or shown, and the name or names beside it."""
    for cell in code_cells(stage):
        if "parameters" in cell.metadata.get("tags", []) or "open_stage(" in cell.source:
            continue
        for line in ast.parse(cell.source).body:
            call = line.value
            if isinstance(line, ast.Assign):
                assert ast.unparse(getattr(call, "func", call)) == "stage.ask", ast.unparse(line)
                yield "ask", named(stage, ast.unparse(call.args[0])), [one.id for one in line.targets]
            elif ast.unparse(call.func) == "show":
                # `show(plot_status, status)`, or `show(status_bridge(status, departures))`.
                made, *given = [call.args[0].func, *call.args[0].args] if len(call.args) == 1 else call.args
                yield "show", named(stage, ast.unparse(made)), [one.id for one in given]


def code_cells(stage):
    return [
        cell for cell in nbformat.read(execute.source(stage), as_version=4).cells if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_declared_is_asked_or_needed_by_what_is(stage):
    known, seen, waiting = declared(stage), set(), list(asked(stage).values())
    while waiting:
        one = waiting.pop()
        if one.key in seen:
            continue
        seen.add(one.key)
        needs = {
            *one.needs.values(),
            *(name for following in getattr(one, "findings", ()) for name in following.needs.values()),
        }
        waiting += [known[name.partition(".")[0]] for name in needs if name.partition(".")[0] in known]
        waiting += [other for following in getattr(one, "findings", ()) for other in following.of]
    assert sorted({one.key for one in known.values()} - seen) == []
    # By its own name, but for those whose answers a step gathers for another one (the claims).
    gathered = {
        what for one in known.values() if not isinstance(one, Analysis) for what in one.needs.values()
    }
    by_name = {one.key for one in asked(stage).values()}
    named_nowhere = {
        name for name, one in known.items() if isinstance(one, Analysis) and one.key not in by_name
    }
    assert sorted(named_nowhere - gathered) == []


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_asked_is_shown_in_its_own_section(stage):
    cells, shown = nbformat.read(execute.source(stage), as_version=4).cells, ""
    for cell in reversed(cells):
        if cell.cell_type == "code":
            shown = cell.source + "\n" + shown
            for name, _path in ASK.findall(cell.source):
                assert re.search(rf"show\([^\n]*\b{name}\b", shown), f"{name} is asked and not shown"
        elif cell.source.startswith("## "):
            shown = ""


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_shown_was_asked_of_the_analysis_of_its_room(stage):
    answers = {}
    for what, one, names in calls(stage):
        if what == "ask":
            assert isinstance(one, Analysis), one
            answers |= dict.fromkeys(names, one)
        else:
            assert names, f"{one.__name__} is shown of nothing"
            assert set(names) <= set(answers), f"{one.__name__} is shown of {names}, which nobody asked"
            assert room(one) in {room(answers[name]) for name in names}, f"{one.__name__} of {names}"


@pytest.mark.parametrize("stage", STAGES)
def test_every_figure_table_and_advice_of_a_page_is_shown(stage):
    package = importlib.import_module(f"clientela.{stage}")
    made = set()
    for place in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        page = importlib.import_module(place.name)
        made |= {
            name
            for name, function in inspect.getmembers(page, inspect.isfunction)
            if function.__module__ == place.name and re.match(r"plot_|[a-z]\w*_(?:table|advice)$", name)
        }
    assert made
    assert sorted(made - {one.__name__ for what, one, _names in calls(stage) if what == "show"}) == []


def test_a_stage_that_is_none_is_refused_and_none_is_run():
    from clientela.publish.notebooks.normalise import all_notebooks

    with pytest.raises(ValueError, match="no such stage: seguimiento; there are company, product"):
        all_notebooks(["5_loyalty", "seguimiento"])
