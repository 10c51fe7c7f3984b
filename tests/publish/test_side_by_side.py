"""Stages made side by side: one waits for a table of another, for no longer than that one is being made."""

import re
import threading
import time
from pathlib import Path

import pandas as pd

import clientela
from clientela.companies import config
from clientela.publish.notebooks import execute
from clientela.publish.notebooks.execute import Work
from clientela.publish.run import run
from clientela.publish.run.progress import Progress
from clientela.stage import STAGES, handed, under_way


def test_a_table_is_waited_for_while_its_stage_is_being_made(tmp_path):
    folder = tmp_path / "stages"
    (folder / "tables").mkdir(parents=True)
    table = folder / "tables" / "company.room.parquet"
    under_way(folder, "company").touch()
    later = threading.Timer(0.2, lambda: pd.DataFrame({"room": [3]}).to_parquet(table))
    began = time.perf_counter()
    later.start()
    assert handed(folder, "company.room").is_file()
    assert time.perf_counter() - began >= 0.2
    later.join()


def test_a_stage_that_is_over_is_waited_for_no_longer(tmp_path):
    mark = under_way(tmp_path, "company")
    mark.touch()
    later = threading.Timer(0.2, mark.unlink)
    later.start()
    assert not handed(tmp_path, "company.room").is_file()
    later.join()
    # And one that was never begun is not waited for at all.
    assert not handed(tmp_path, "segments.rfm_customers").is_file()


def test_the_tables_that_stages_read_are_those_they_are_said_to_need():
    library = Path(clientela.__file__).parent
    for stage in STAGES:
        read = {
            name
            for file in (library / stage).rglob("*.py")
            for name in re.findall(r"\btables\(\"([\w.]+)\"\)", file.read_text(encoding="utf-8"))
        }
        assert read == set(execute.NEEDS.get(stage, ())), stage


def test_who_reads_a_table_begins_after_who_makes_it_and_does_not_wait_for_its_end(
    tmp_path, monkeypatch, company
):
    begun, together = [], []

    def stage(name, work):
        begun.append(name)
        # Those that nobody has to wait for go on until the others have had time to begin.
        time.sleep(0.2 if name in ("segments", "company") else 0)
        if name == "loyalty":
            together.append(under_way(work.folder / "stages", "segments").is_file())
        under_way(work.folder / "stages", name).unlink()
        return False

    monkeypatch.setattr(execute, "stage", stage)
    company("cliente,fecha,importe\n1,2024-01-01,3\n")
    for workers in (3, 1):
        begun.clear()
        work = Work(config.load("prueba"), "es", tmp_path, tmp_path / str(workers))
        run._stages(work, Progress(left=5), workers)
        assert sorted(begun) == sorted(STAGES)
        assert {"segments", "company"} <= set(begun[: begun.index("loyalty")])
        assert begun.index("segments") < begun.index("database")
    assert together == [True, False]


def test_a_question_aside_does_not_keep_a_table_from_being_handed_over(company):
    from clientela import segments
    from clientela.stage import open_stage

    days = [f"c{n % 40},2024-{1 + n % 12:02d}-{1 + n % 28:02d},{10 + n}\n" for n in range(400)]
    company("cliente,fecha,importe\n" + "".join(days))
    stage = open_stage("segments", "prueba")
    # Asked with another cut than the company's, and as it is by another analysis alone.
    stage.ask(segments.rfm, rfm_quiet_days=90)
    stage.ask(segments.playbook)
    table = stage.folder / "tables" / "segments.rfm_customers.parquet"
    assert not table.is_file()
    stage.close()
    assert table.is_file()
