"""Processes that execute notebooks: each notebook has one of its own, which begins with everything imported already."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
from collections.abc import Mapping
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread
from typing import Any

from clientela.folders import project

# A fork of a process that has the libraries costs a hundredth of a second where importing them costs two. Where there are no
# forks (Windows), each process imports for itself.
FORKS = "forkserver" in multiprocessing.get_all_start_methods()
PRELOADED = ["clientela.publish.notebooks.imports"]
# So many new objects are looked through at once for what nothing needs any more.
COLLECTED = 50_000
# How much a notebook gives way to one that takes longer: a third of the share of the other.
WAY = 5
_processes: Any = multiprocessing.get_context("forkserver" if FORKS else "spawn")


class Died(Exception):
    """The process of a notebook ended without a word: killed, or out of memory."""


class Failed(Exception):
    """A cell of the notebook failed; the executed notebook says the rest."""

    def __init__(self, cell: str, message: str) -> None:
        super().__init__(message)
        self.cell = cell


def warm_first(company: str) -> None:
    """Begin to import before anything else where a company has no report yet: one will be made, whatever its files say."""
    with contextlib.suppress(ValueError):
        if project.company_folder(company).is_dir() and not (project.home() / "reports" / company / "latest").exists():
            warm()


def warm() -> None:
    """Begin to import, in the background, what the notebooks will use."""
    if FORKS:
        from multiprocessing import forkserver

        _processes.set_forkserver_preload(PRELOADED)
        forkserver.ensure_running()


def execute(
    source: Path, target: Path, given: Mapping[str, Any], environment: Mapping[str, str], gives_way: bool = False
) -> None:
    """Execute a notebook with its parameters by Papermill, in a process of its own, and write it to the target.

    One that `gives_way` leaves the processor to one that does not, where both want the same.

    Raises Failed when a cell fails, Died when the process does, OSError when the disk refuses the notebook.
    """
    warm()
    here, there = _processes.Pipe(duplex=False)
    todo = (there, source, target, dict(given), {**os.environ, **environment}, gives_way)
    process = _processes.Process(target=_work, args=todo, daemon=True)
    process.start()
    there.close()
    with here:
        try:
            answer = here.recv()
        except EOFError:
            process.join()
            raise Died(f"{process.exitcode}") from None
    process.join()
    if isinstance(answer, OSError):
        raise answer
    if answer:
        raise Failed(*answer)


def _work(
    answer: Connection,
    source: Path,
    target: Path,
    given: dict[str, Any],
    environment: dict[str, str],
    gives_way: bool,
) -> None:
    """What the process does: the notebook, then a word on how it went."""
    # A notebook must not outlive the run that it is for; Ctrl-C ends the run, and so this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    if gives_way and hasattr(os, "nice"):
        os.nice(WAY)
    # What was imported before stays: a collection need not look through it; and what a chapter makes, it mostly keeps to its end.
    gc.freeze()
    gc.set_threshold(COLLECTED)

    import papermill
    from threadpoolctl import threadpool_limits

    from clientela.publish.notebooks import cells

    try:
        # One thread a notebook: as many notebooks as cores are executed at once.
        with threadpool_limits(1):
            papermill.execute_notebook(
                _literal(source),
                _literal(target),
                parameters=given,
                engine_name=cells.NAME,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                log_output=False,
                # It is written once, at its end.
                request_save_on_cell_execute=False,
            )
    except papermill.PapermillExecutionError as error:
        answer.send((str(error.cell_index), f"{error.ename}: {error.evalue}"))
    except OSError as error:
        # A full or a read-only disk: who started the run knows how to say so.
        answer.send(error)
    else:
        answer.send(None)


def _literal(path: Path) -> str:
    """A path as Papermill has to be given it: it fills places in braces with the parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
