"""The committed notebooks: executed, short, without a picture's payload; nbval then compares what they say."""

import importlib
import operator
import re
from itertools import pairwise

import nbformat
import pytest

from clientela.engine import declared
from clientela.publish.notebooks import execute
from clientela.publish.notebooks.normalise import UNDRAWN
from clientela.stage import STAGES

# What is tried out in a first cell; what a company sets once stands in its company.yml.
MOST_PARAMETERS = 10
MOST_LINES = 8
# Three chapters have more questions than the others; none of them takes more than a few cells.
MOST_CODE_CELLS = dict.fromkeys(STAGES, 30) | {
    "company": 64,
    "product": 65,
    "segments": 42,
    "database": 42,
    "loyalty": 110,
}
# From its question to its decision.
MOST_IN_A_SECTION = 7
# `loyalty.trust.scales` in `stage.ask(loyalty.trust.scales)`.
ASK = re.compile(r"(\w+) = stage\.ask\(([\w.]+)\)")


@pytest.mark.parametrize("stage", STAGES)
def test_a_notebook_is_executed_and_reads_like_a_page(stage):
    cells = nbformat.read(execute.source(stage), as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code), "run `make notebooks`"
    assert len(code) <= MOST_CODE_CELLS[stage]
    heads = [
        place
        for place, cell in enumerate(cells)
        if cell.cell_type == "markdown" and cell.source.startswith("## ")
    ]
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
    rooms = {stage: importlib.import_module(f"clientela.{stage}")}
    rooms |= dict.fromkeys(re.findall(rf"from clientela import {stage} as (\w+)", text), rooms[stage])
    return {
        name: operator.attrgetter(path.partition(".")[2])(rooms[path.partition(".")[0]])
        for name, path in ASK.findall(text)
    }


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


def test_a_stage_that_is_none_is_refused_and_none_is_run():
    from clientela.publish.notebooks.normalise import all_notebooks

    with pytest.raises(ValueError, match="no such stage: seguimiento; there are company, product"):
        all_notebooks(["5_loyalty", "seguimiento"])
