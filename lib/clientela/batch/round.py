"""A round of a batch: its reports side by side by whichever executor, what failed in a table, and gone on with where it stopped."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from pathlib import Path

from clientela.batch import job as one
from clientela.batch.job import DONE, ENDED, FAILED, INCOMPLETE, TOO_LONG, Outcome, Task
from clientela.batch.jobs import Job, read
from clientela.companies.config import ConfigError
from clientela.folders import project
from clientela.present.inert import inert

# So often in a row workers may die without any report coming to its end.
PATIENCE = 3
TABLE = "jobs.csv"
TURN = "turn.txt"
STATES = {DONE: "listo", INCOMPLETE: "incompleto", ENDED: "el proceso murió", TOO_LONG: "pasó del tiempo"}


@dataclass(frozen=True)
class How:
    """How a batch is made: by which executors, how long one report may take, and whether what is done already stays."""

    executor: Callable[[], Executor]
    minutes: float | None = None
    resume: bool = False


def batch(file: Path, how: How) -> int:
    """Make the reports that a companies.yml names.

    The exit code is 0 when all are in their places, 3 when some stand without all their parts, 1 when any could not be made.
    """
    try:
        jobs = read(file)
    except ConfigError as error:
        print(error)
        return FAILED
    folder = project.home() / "reports" / "batches" / file.stem
    tasks = _tasks(jobs, folder, how)
    left = [task for task in tasks if not (how.resume and _stands(task))]
    print(f"{len(tasks)} informes; {len(tasks) - len(left)} ya estaban.", flush=True)
    try:
        for place, ended in enumerate(finished(left, how.executor), start=1):
            print(f"  {place}/{len(left)}  {ended.name}: {_state(ended)}  {ended.seconds:.1f} s", flush=True)
    except ConfigError as error:
        print(error)
        return FAILED
    except KeyboardInterrupt:
        print("\nInterrumpido; lo que ya está queda, y --resume sigue desde ahí.", flush=True)
        os._exit(130)
    return _told(tasks, folder)


def finished(
    tasks: Sequence[Task], executor: Callable[[], Executor], make: Callable[[Task], Outcome] = one.make
) -> Iterator[Outcome]:
    """The outcome of every task as it comes; where a worker dies its task is given to another, and none is made twice."""
    left, deaths = {task.name: task for task in tasks}, 0
    while left:
        before = len(left)
        with executor() as pool:
            waiting = {pool.submit(make, task): task for task in left.values()}
            for done in as_completed(waiting):
                # Where the scheduler dies nothing is known of what it had given out.
                error = None if done.cancelled() else done.exception()
                if isinstance(error, OSError) and error.errno is not None:
                    # The disk or a right: asking again changes nothing. A broken conversation with a worker has no such number.
                    raise error
                # Any other is the executor's own: a worker that died, in whatever words it says so.
                if error is None and not done.cancelled():
                    del left[waiting[done].name]
                    yield done.result()
        deaths = deaths + 1 if len(left) == before else 0
        if deaths == PATIENCE:
            for task in left.values():
                yield Outcome(task.name, task.turn, ENDED, 0.0, STATES[ENDED])
            return


def _tasks(jobs: Sequence[Job], folder: Path, how: How) -> list[Task]:
    """The tasks of this turn, each with its folder; a turn that goes on keeps the name of the last one."""
    turn = _turn(folder, how.resume)
    return [
        Task(
            job.name, job.company, job.languages, job.conditions,
            str(project.home()), str(folder / job.name), turn, how.minutes,
        )
        for job in jobs
    ]  # fmt: skip


def _turn(folder: Path, resume: bool) -> str:
    """The name of this turn, by which a report that is made already is known; of a turn that goes on, what failed is tried anew."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / TURN
    if resume and kept.is_file():
        begun, _point, again = kept.read_text(encoding="utf-8").partition(".")
        turn = f"{begun}.{int(again or 0) + 1}"
    else:
        turn = f"{dt.datetime.now():%Y-%m-%d-%H%M%S}-{secrets.token_hex(3)}"
    kept.write_text(turn, encoding="utf-8")
    return turn


def _stands(task: Task) -> bool:
    """Was this report made, whole, in the turn that goes on?"""
    known = one.outcome(Path(task.folder))
    return known is not None and known.code == DONE and known.turn.split(".")[0] == task.turn.split(".")[0]


def _state(ended: Outcome | None) -> str:
    return "no empezó" if ended is None else STATES.get(ended.code, f"falló: {ended.said}")


def _told(tasks: Sequence[Task], folder: Path) -> int:
    """Write the table of all reports, say which failed, and give the exit code."""
    rows, codes = [], []
    for task in tasks:
        ended = one.outcome(Path(task.folder))
        codes.append(ended.code if ended and ended.turn.split(".")[0] == task.turn.split(".")[0] else ENDED)
        report = os.path.relpath(one.where(task), project.home())
        rows.append([task.name, codes[-1], _state(ended), ended.seconds if ended else "", report])
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["job", "code", "state", "seconds", "report"])
    table.writerows([inert(cell) for cell in row] for row in rows)
    aside = folder / f".{TABLE}"
    aside.write_text(text.getvalue(), encoding="utf-8")
    aside.replace(folder / TABLE)
    bad = [row for row, code in zip(rows, codes, strict=True) if code != DONE]
    for row in bad:
        print(f"  {row[0]}: {row[2]}  ({os.path.relpath(folder / str(row[0]) / one.LOG)})")
    print(
        f"{len(tasks) - len(bad)} de {len(tasks)} informes listos; la tabla: {os.path.relpath(folder / TABLE)}"
    )
    return FAILED if any(code not in (DONE, INCOMPLETE) for code in codes) else max(codes, default=DONE)
