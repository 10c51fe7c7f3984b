"""The committed notebooks: executed, short, without a picture's payload; nbval then compares what they say."""

from itertools import pairwise

import nbformat
import pytest

from clientela.publish import execute
from clientela.publish.normalise import PIXEL
from clientela.stage import STAGES

MOST_LINES = 8
# The chapter that the report lives by has more questions than the others; none of them takes more than a few cells.
MOST_CODE_CELLS = dict.fromkeys(STAGES, 30) | {"loyalty": 110}
MOST_IN_A_SECTION = 5


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
        assert sum(cell.cell_type == "code" for cell in cells[start:end]) <= MOST_IN_A_SECTION, cells[
            start
        ].source
    for cell in code:
        assert "def " not in cell.source
        assert len(cell.source.splitlines()) <= MOST_LINES or "parameters" in cell.metadata.tags, cell.source
    outputs = [output for cell in code for output in cell.outputs]
    assert all(output.output_type == "display_data" for output in outputs), (
        "neither warnings nor errors nor bare values"
    )
    assert not any("text/html" in output.data for output in outputs)
    assert all(output.data.get("image/png", PIXEL) == PIXEL for output in outputs)
    assert any("text/markdown" in output.data for output in outputs)


@pytest.mark.parametrize("stage", STAGES)
def test_a_chapter_ends_with_questions_and_a_decision(stage):
    cells = nbformat.read(execute.source(stage), as_version=4).cells
    tags = [tag for cell in cells for tag in cell.metadata.get("tags", [])]
    assert tags.count("team") == 1
    assert tags.count("decision") == 1
    questions = next(cell.source for cell in cells if "team" in cell.metadata.get("tags", []))
    assert sum(line.startswith(("1.", "2.", "3.", "4.")) for line in questions.splitlines()) == 3
