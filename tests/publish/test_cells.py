"""Notebooks executed without a kernel: every kind of output, the order they came in, a failure and a death."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from clientela.publish.notebooks import workers


@pytest.fixture
def run(tmp_path):
    """Executes a notebook of the given cells, the first of them its parameters."""

    def executed(*sources: str, **given: object) -> list[nbformat.NotebookNode]:
        cells = [new_markdown_cell("# ¿Qué?"), *(new_code_cell(source) for source in sources)]
        cells[1].metadata["tags"] = ["parameters"]
        nbformat.write(new_notebook(cells=cells), tmp_path / "before.ipynb")
        workers.execute(
            tmp_path / "before.ipynb", tmp_path / "after.ipynb", given, {"CLIENTELA_MARK": "here"}
        )
        return [cell for cell in after(tmp_path).cells if cell.cell_type == "code"]

    return executed


def after(folder: Path) -> nbformat.NotebookNode:
    return nbformat.read(folder / "after.ipynb", as_version=4)


def test_outputs_stand_in_the_order_they_came_in(run):
    cell = run(
        "word = 'a'",
        "from IPython.display import display\nimport sys\nprint('one')\nprint('two')\n"
        "display({'text/markdown': '**three**'}, metadata={'k': 1}, raw=True)\nprint('four', file=sys.stderr)\n5",
    )[-1]
    assert [output.output_type for output in cell.outputs] == [
        "stream",
        "display_data",
        "stream",
        "execute_result",
    ]
    assert cell.outputs[0].text == "one\ntwo\n"
    assert (cell.outputs[1].data, cell.outputs[1].metadata) == ({"text/markdown": "**three**"}, {"k": 1})
    assert (cell.outputs[2].name, cell.outputs[2].text) == ("stderr", "four\n")
    assert cell.outputs[3].data == {"text/plain": "5"}
    assert cell.outputs[3].execution_count == cell.execution_count


def test_parameters_and_environment_reach_the_cells_and_names_last_from_cell_to_cell(run):
    cells = run("word = 'a'", "import os\nmark = os.environ['CLIENTELA_MARK']", "print(word, mark)", word="b")
    assert cells[-1].outputs[0].text == "b here\n"


def test_every_notebook_begins_without_the_names_of_the_one_before(run):
    run("left = 1")
    with pytest.raises(workers.Failed, match="NameError"):
        run("word = 1", "print(left)")


def test_the_failing_cell_is_named_and_the_notebook_kept(run, tmp_path):
    with pytest.raises(workers.Failed, match="ZeroDivisionError: division by zero") as failed:
        run("word = 'a'", "1 / 0", "print('never')")
    # The heading, the parameters, then the one that failed.
    assert failed.value.cell == "2"
    kept = after(tmp_path).cells
    assert any(output.output_type == "error" for cell in kept for output in cell.get("outputs", []))
    assert not kept[-1].outputs
    assert "\x1b" not in (tmp_path / "after.ipynb").read_text(encoding="utf-8")


def test_a_process_that_dies_says_so(run):
    with pytest.raises(workers.Died):
        run("word = 'a'", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")


def test_a_disk_that_refuses_the_notebook_is_told_as_such(tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), tmp_path / "before.ipynb")
    with pytest.raises(OSError, match="missing"):
        workers.execute(tmp_path / "before.ipynb", tmp_path / "missing" / "after.ipynb", {}, {})


@pytest.mark.slow
def test_where_there_are_no_forks_each_process_imports_for_itself(run, monkeypatch):
    monkeypatch.setattr(workers, "FORKS", False)
    monkeypatch.setattr(workers, "_processes", multiprocessing.get_context("spawn"))
    assert run("word = 'a'", "print(word)", word="b")[-1].outputs[0].text == "b\n"
