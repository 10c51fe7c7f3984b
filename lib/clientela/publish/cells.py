"""Papermill's engine of a report: the cells of a notebook run in the process that asks, without a kernel to start or to talk to."""

from __future__ import annotations

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
        super().__init__(**settings)

    def runs(self, cell: NotebookNode) -> bool:
        """Run one cell and keep what it says; False when it failed."""
        self.turn += 1
        cell.execution_count = self.turn
        cell.outputs = self.outputs = []
        with redirect_stdout(Said("stdout")), redirect_stderr(Said("stderr")):
            return bool(self.run_cell(cell.source, store_history=True).success)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        _keep("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)


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
