"""Papermill's engine of a report: the cells of a notebook run in the process that asks, without a kernel to start or to talk to."""

from __future__ import annotations

import ast
from contextlib import redirect_stderr, redirect_stdout
from io import TextIOBase
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, papermill_engines
from traitlets import Type
from traitlets.config import Config

from clientela import failures
from clientela.present.terms import known
from clientela.publish.notebooks import failed
from clientela.results import Missing, Reason
from clientela.stage import ASKED

NAME = "clientela"


class Shown(DisplayPublisher):
    """Keeps what a cell displays instead of sending it."""

    def publish(self, data: Any, metadata: Any = None, *_where: Any, **_how: Any) -> None:
        _keep("display_data", data, metadata=metadata or {})


class Answered(DisplayHook):
    """Keeps the value of a cell's last line."""

    def write_output_prompt(self) -> None: ...

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        _keep("execute_result", format_dict, metadata=md_dict or {}, execution_count=Shell.instance().turn)

    def finish_displayhook(self) -> None: ...


class Shell(InteractiveShell):
    """IPython as a notebook knows it, whose every output is kept in the order in which it came."""

    display_pub_class = Type(Shown)
    displayhook_class = Type(Answered)

    def __init__(self, **settings: Any) -> None:
        self.turn = 0
        self.outputs: list[NotebookNode] = []
        # What failed would have given these names a value.
        self.lacking: set[str] = set()
        super().__init__(**settings)

    def runs(self, cell: NotebookNode) -> bool:
        """Run one cell and keep what it says; False when the notebook has to end with it.

        A statement that fails costs the names that it would have given a value: these become Missing, and what follows does without.
        """
        self.turn += 1
        cell.execution_count = self.turn
        cell.outputs = self.outputs = []
        before = len(self._asked())
        with redirect_stdout(Said("stdout")), redirect_stderr(Said("stderr")):
            for statement in [cell.source] if failures.strict() else statements(cell.source):
                said = len(self.outputs)
                done = self.run_cell(statement, store_history=True)
                error = done.error_before_exec or done.error_in_exec
                if error is not None and not failures.tolerated(error):
                    return False
                if error is not None:
                    self._lack(statement, said)
        if keys := self._asked()[before:]:
            cell.metadata[ASKED] = keys
        return True

    def _asked(self) -> list[str]:
        """The keys that the notebook has asked of its stage so far."""
        return list(getattr(self.user_ns.get("stage"), "questions", ()))

    def _lack(self, statement: str, said: int) -> None:
        """Let the names that a failed statement gives a value be Missing; what fails for want of such a name is no news."""
        given, read = names(statement)
        if read & self.lacking and given:
            self.outputs[said:] = [out for out in self.outputs[said:] if not failed.kind(out)]
        self.lacking |= set(given)
        stage = getattr(self.user_ns.get("stage"), "name", "stage")
        for name, called in given.items():
            key = next(
                (key for key in (f"{stage}.{called}", f"{stage}.{name}") if known(key)), f"{stage}.{name}"
            )
            self.user_ns[name] = Missing(key, Reason.FAILED)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        if failures.tolerated(evalue):
            self.outputs.append(failed.told(etype.__name__, "\n".join(stb)))
            return
        _keep("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)


def statements(source: str) -> list[str]:
    r"""The statements of a cell one by one; all of it at once where it is no Python.

    >>> statements("a = 1\nb = a")
    ['a = 1', 'b = a']
    """
    try:
        return [_whole(source, part) for part in ast.parse(source).body]
    except SyntaxError:
        return [source]


def _whole(source: str, statement: ast.stmt) -> str:
    """The text of a statement, with what stands above a function to declare it."""
    above = [one.lineno for one in getattr(statement, "decorator_list", [])]
    if above:
        return "\n".join(source.splitlines()[min(above) - 1 : statement.end_lineno])
    return ast.get_source_segment(source, statement) or ""


def names(statement: str) -> tuple[dict[str, str], set[str]]:
    """The names to which a statement gives a value, each with the function that makes it, and those that it reads.

    >>> names("rhythm = seasonality.of(2)")
    ({'rhythm': 'of'}, {'seasonality'})
    """
    try:
        tree = ast.parse(statement)
    except SyntaxError:
        return {}, set()
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    values = [part.value for part in tree.body if isinstance(part, ast.Assign)]
    calls = [
        value.func.attr
        for value in values
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
    ]
    given = {node.id: (calls or [""])[0] for node in found if isinstance(node.ctx, ast.Store)}
    return given, {node.id for node in found if isinstance(node.ctx, ast.Load)}


def _keep(kind: str, data: Any = None, **more: Any) -> None:
    Shell.instance().outputs.append(new_output(kind, data, **more))


class Said(TextIOBase):
    """What a cell prints, one output as long as nothing else comes between."""

    def __init__(self, channel: str) -> None:
        self.channel = channel

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        outputs = Shell.instance().outputs
        if outputs and outputs[-1].get("name") == self.channel:
            outputs[-1].text += text
        elif text:
            _keep("stream", name=self.channel, text=text)
        return len(text)


class Cells(Engine):
    """Runs a notebook cell by cell until one fails; papermill raises what that one said.

    Papermill's own engine starts a kernel for each notebook, imports everything anew in it, and writes the whole notebook twice a cell.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_given: Any) -> None:
        # None of its history is kept on disk, none of its errors has colours.
        shell = Shell.instance(
            config=Config({"HistoryManager": {"enabled": False}, "Shell": {"colors": "nocolor"}})
        )
        try:
            for place, cell in enumerate(nb_man.nb.cells):
                if cell.cell_type == "code" and cell.source.strip() and not shell.runs(cell):
                    nb_man.cell_exception(cell, cell_index=place)
                    return
        finally:
            Shell.clear_instance()


papermill_engines.register(NAME, Cells)
