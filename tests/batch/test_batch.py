"""A batch: every report finished and none twice, also where a worker dies; what failed in a table; gone on with where it stopped."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from remote_servers import free_port

from clientela.batch import executors, job, jobs, round
from clientela.batch.job import DONE, ENDED, FAILED, INCOMPLETE, Outcome, Task
from clientela.batch.jobs import Job
from clientela.companies.config import ConfigError


def task(folder: Path, name: str, turn: str = "t") -> Task:
    return Task(name, name, (), (), str(folder), str(folder / name), turn)


def made(one: Task, kill: str = "") -> Outcome:
    """Stands for the report of a task: a line in a file; the worker of one of them dies before its first."""
    folder = Path(one.folder)
    folder.mkdir(exist_ok=True)
    if one.name == kill and not (folder / "died").exists():
        (folder / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if (known := job.outcome(folder)) and known.turn == one.turn:
        return known
    with (folder / "made").open("a") as stream:
        stream.write("once\n")
    ended = Outcome(one.name, one.turn, DONE, 0.0)
    job._write(folder, ended)
    return ended


def test_a_worker_dies_and_every_report_is_finished_none_twice(tmp_path: Path) -> None:
    tasks = [task(tmp_path, f"c{n}") for n in range(6)]
    found = list(round.finished(tasks, lambda: executors.processes(2), partial(made, kill="c2")))
    assert sorted(one.name for one in found) == [one.name for one in tasks]
    assert all(one.code == DONE for one in found)
    assert all((tmp_path / one.name / "made").read_text() == "once\n" for one in tasks)


def always_dies(_task: Task) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_workers_that_always_die_end_the_batch(tmp_path: Path) -> None:
    found = list(round.finished([task(tmp_path, "a")], lambda: executors.processes(1), always_dies))
    assert [one.code for one in found] == [ENDED]


def test_any_executor_will_do(tmp_path: Path) -> None:
    tasks = [task(tmp_path, name) for name in "ab"]
    assert len(list(round.finished(tasks, lambda: ThreadPoolExecutor(2), made))) == 2


@contextmanager
def scheduler_and_two_workers(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Dask's own commands, three processes that nobody starts again: the address, and the scheduler's process."""
    pytest.importorskip("distributed", reason="the extra clientela[dask] is not installed")
    address = f"tcp://127.0.0.1:{free_port()}"
    run = [sys.executable, "-m", "distributed.cli.dask_"]
    commands = [
        [*run[:-1], run[-1] + "scheduler", "--host", address, "--no-dashboard", "--no-jupyter"],
        *2 * [[*run[:-1], run[-1] + "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]],
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    with (folder / "dask.log").open("ab") as log:
        started = [
            subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment)
            for command in commands
        ]
    try:
        yield address, started[0]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_dask_takes_over_from_a_dead_worker(tmp_path: Path) -> None:
    tasks = [task(tmp_path, f"c{n}") for n in range(6)]
    with scheduler_and_two_workers(tmp_path) as (address, _scheduler):
        found = list(round.finished(tasks, lambda: executors.dask(address), partial(made, kill="c1")))
    assert sorted(one.name for one in found) == [one.name for one in tasks]
    assert all(one.code == DONE for one in found)
    assert all((tmp_path / one.name / "made").read_text() == "once\n" for one in tasks)
    assert (tmp_path / "c1" / "died").exists()


def waits(one: Task) -> Outcome:
    """Stands for a report that takes longer than its scheduler lives."""
    (Path(one.folder).parent / "begun").touch()
    time.sleep(60)
    raise AssertionError


def test_a_scheduler_that_dies_ends_the_batch_in_one_line(tmp_path: Path) -> None:
    with scheduler_and_two_workers(tmp_path) as (address, scheduler):

        def dies() -> None:
            while not (tmp_path / "begun").exists():
                time.sleep(0.05)
            scheduler.kill()

        Thread(target=dies, daemon=True).start()
        with pytest.raises(ConfigError, match="planificador"):
            list(round.finished([task(tmp_path, "a")], lambda: executors.dask(address), waits))


def test_a_report_ends_with_who_asked_for_it() -> None:
    waits = "import threading, time; from clientela.batch import job; threading.Thread(target=job._end_with_asker).start(); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.PIPE) as process:
        assert process.stdin
        time.sleep(0.3)
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(20) == FAILED


def test_what_cannot_be_made_is_in_the_table_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    file = tmp_path / "companies.yml"
    file.write_text("jobs:\n  - company: nadie\n  - company: listo\n")
    folder = tmp_path / "reports" / "batches" / "companies"
    how = round.How(lambda: ThreadPoolExecutor(1))
    # One that was made already, in the turn that goes on.
    (folder / "listo").mkdir(parents=True)
    (folder / round.TURN).write_text("first")
    job._write(folder / "listo", Outcome("listo", "first", DONE, 1.0))
    assert round.batch(file, round.How(how.executor, resume=True)) == FAILED
    with (folder / round.TABLE).open() as stream:
        rows = {row["job"]: row for row in csv.DictReader(stream)}
    assert rows["listo"]["code"] == "0"
    assert rows["listo"]["report"] == "reports/listo/latest"
    assert rows["nadie"]["code"] == "1"
    assert "no existe" in (folder / "nadie" / job.LOG).read_text()
    # The reason, not the sentence beneath it.
    assert "no existe" in rows["nadie"]["state"]
    said = capsys.readouterr().out
    assert "2 informes; 1 ya estaban" in said
    assert "1 de 2 informes listos" in said
    assert json.loads((folder / "nadie" / job.OUTCOME).read_text())["turn"] == "first.1"


@pytest.mark.parametrize(
    ("codes", "exit_code"), [((0, 0), 0), ((0, 3), INCOMPLETE), ((3, 1), FAILED), ((0, -2), FAILED)]
)
def test_the_exit_code_says_the_worst(
    codes: tuple[int, ...], exit_code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    tasks = [task(tmp_path, f"c{n}") for n in range(len(codes))]
    for one, code in zip(tasks, codes, strict=True):
        Path(one.folder).mkdir()
        job._write(Path(one.folder), Outcome(one.name, "t", code, 1.0))
    assert round._told(tasks, tmp_path) == exit_code


def test_the_file_is_read_with_every_mistake_told(tmp_path: Path) -> None:
    file = tmp_path / "companies.yml"
    file.write_text("jobs:\n  - company: a\n    idioma: es\n  - branch: Cali\n")
    with pytest.raises(ConfigError) as told:
        jobs.read(file)
    assert "línea 3" in str(told.value)
    assert "idioma" in str(told.value)
    assert "company: falta" in str(told.value)
    file.write_text(
        "- {company: a}\n- {company: a}\n- {company: b, language: 'es,en', branch: Cali, where: channel = web}\n"
    )
    assert jobs.read(file) == [Job("a"), Job("b", ("es", "en"), ("branch = Cali", "channel = web"))]


@pytest.mark.parametrize(
    "said",
    [
        "- company: 'postgresql://ana:S3creta@casa/b'",
        "- {company: a, 'postgresql://ana:S3creta@casa/b': 1}",
        "- {company: a, where: 'postgresql://ana:S3creta@casa/b'}",
        "- {company: a, where: sin signo}",
        "- company: ../../fuera",
        "a: *S3creta",
        "#" * (2 << 20),
    ],
)
def test_a_mistake_is_told_before_anything_is_made_and_repeats_no_password(
    tmp_path, monkeypatch, capsys, said
):
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path / "home"))
    (tmp_path / "b.yml").write_text(said + "\n")
    assert round.batch(tmp_path / "b.yml", round.How(lambda: ThreadPoolExecutor(1))) == FAILED
    told = capsys.readouterr().out
    assert told.count("\n") == 1
    assert "S3creta" not in told
    assert not (tmp_path / "home").exists()


def test_a_list_that_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "b.yml")
    with pytest.raises(ConfigError, match="no es un archivo corriente"):
        jobs.read(tmp_path / "b.yml")


def test_one_for_each_branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    folder = tmp_path / "data" / "tienda"
    folder.mkdir(parents=True)
    (folder / "v.csv").write_text(
        "customer_id,date,amount,branch\nC1,2024-01-05,10,Cali\nC2,2024-01-06,20,Bogotá\nC2,2024-01-07,20,cali \nC1,2024-01-08,5,A*B\n"
    )
    (folder / "company.yml").write_text("name: T\ncountry: CO\nsources: {transactions: {path: v.csv}}\n")
    file = tmp_path / "companies.yml"
    file.write_text("jobs: [{company: tienda, each: branch}]")
    assert [job.conditions for job in jobs.read(file)] == [
        ("branch = A?B",),
        ("branch = Bogotá",),
        ("branch = Cali",),
    ]


def test_an_address_in_the_place_of_the_list_is_not_repeated():
    with pytest.raises(ConfigError, match="no existe") as told:
        jobs.read(Path("postgresql://ana:S3creta@casa/ventas"))
    assert "S3creta" not in str(told.value)
