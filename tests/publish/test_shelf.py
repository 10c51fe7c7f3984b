"""Finished runs: settled once, compared with the day before, never half there."""

import hashlib
import json
import os
import tempfile
import time

from clientela.companies.config import Company
from clientela.folders import scratch
from clientela.publish.run import run_store


def finished(aside, text: str, as_of: str = "2026-06-30"):
    """A run of one page, with the manifest that says so."""
    (aside / "results.json").write_text(json.dumps({"as_of": as_of, "text": text}))
    said = hashlib.sha256((aside / "results.json").read_bytes()).hexdigest()
    (aside / "manifest.json").write_text(json.dumps({"outputs": {"results.json": said}}))
    return aside


def test_latest_points_at_the_newest_run(tmp_path):
    run_store.put(finished(scratch.folder(tmp_path), "uno"), tmp_path, "a")
    latest = run_store.put(finished(scratch.folder(tmp_path), "dos"), tmp_path, "b")
    assert json.loads((latest / "results.json").read_text())["text"] == "dos"
    assert sorted(run.name for run in (tmp_path / "runs").iterdir()) == ["a", "b"]


def test_a_run_that_says_the_same_is_kept_once(tmp_path):
    for _again in range(2):
        run_store.put(finished(scratch.folder(tmp_path), "uno"), tmp_path, "a")
    assert [run.name for run in (tmp_path / "runs").iterdir()] == ["a"]


def test_a_run_that_says_the_same_is_known_by_what_it_was_made_of_last(tmp_path):
    for code in ("old", "new"):
        aside = finished(scratch.folder(tmp_path), "uno")
        record = json.loads((aside / "manifest.json").read_text())
        (aside / "manifest.json").write_text(json.dumps({**record, "key": code}))
        latest = run_store.put(aside, tmp_path, "a")
    assert json.loads((latest / "manifest.json").read_text())["key"] == "new"
    assert [run.name for run in (tmp_path / "runs").iterdir()] == ["a"]


def test_a_damaged_run_of_the_same_name_is_not_trusted(tmp_path):
    run_store.put(finished(scratch.folder(tmp_path), "uno"), tmp_path, "a")
    (tmp_path / "runs" / "a" / "results.json").write_text("{}")
    latest = run_store.put(finished(scratch.folder(tmp_path), "uno"), tmp_path, "a")
    assert latest.resolve().name == "a-2"
    assert json.loads((latest / "results.json").read_text())["text"] == "uno"


def test_the_run_to_compare_with_is_the_latest_of_an_earlier_day(tmp_path):
    for name, day in (("a", "2026-04-30"), ("b", "2026-05-31"), ("c", "2026-06-30")):
        run_store.put(finished(scratch.folder(tmp_path), name, day), tmp_path, name)
    assert run_store.previous(tmp_path, "2026-06-30").name == "b"
    assert run_store.previous(tmp_path, "2026-04-30") is None


def test_a_clock_that_was_set_back_takes_away_neither_the_new_run_nor_its_place(tmp_path):
    for name in "abcdefgh":
        run_store.put(finished(scratch.folder(tmp_path), name), tmp_path, name)
        ahead = time.time() + 90 * 24 * 3600
        os.utime(tmp_path / "runs" / name, (ahead, ahead))
    latest = run_store.put(finished(scratch.folder(tmp_path), "nuevo"), tmp_path, "nuevo")
    assert json.loads((latest / "results.json").read_text())["text"] == "nuevo"
    assert len(list((tmp_path / "runs").iterdir())) == run_store.KEPT


def test_what_nobody_used_for_long_goes_and_what_is_used_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    reports, cache, day = tmp_path / "reports" / "x", tmp_path / ".cache" / "x", 24 * 3600
    ages = {
        cache / "marts" / "a": 90, cache / "stages" / "a": 90, cache / "answers" / "es" / "a.pickle": 90,
        reports / "private" / "cards" / "C1.html": 90, reports / "failed" / "a.ipynb": 30, reports / "runs" / "a": 400,
        reports / "parts" / "cali" / "failed" / "a.ipynb": 30, reports / "parts" / "cali" / "runs" / "a": 400,
    }  # fmt: skip
    for path, days in ages.items():
        for one, age in ((path, days + 1), (path.with_name(f"new{path.suffix}"), days - 1)):
            one.parent.mkdir(parents=True, exist_ok=True)
            one.write_text("") if one.suffix else one.mkdir()
            os.utime(one, (time.time() - age * day,) * 2)
    # The last report stays, however old: nobody has made another.
    (reports / "runs" / "last").mkdir()
    os.utime(reports / "runs" / "last", (0, 0))
    (reports / "latest").symlink_to("runs/last", target_is_directory=True)
    run_store.age(Company.model_construct(key="x"))
    assert not [path for path in ages if path.exists()]
    assert all(path.with_name(f"new{path.suffix}").exists() for path in ages)
    assert (reports / "latest").is_dir()


def test_what_a_killed_run_left_on_the_disk_of_temporary_files_goes_with_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch.passing() as mine:
        assert os.stat(mine).st_mode & 0o077 == 0
        dead = tmp_path / os.path.basename(mine).replace(f"-{os.getpid()}-", "-999999999-")
        theirs = [tmp_path / "clientela-casa", tmp_path / "clientela-00000000-999999999-abc"]
        for folder in (dead, *theirs):
            folder.mkdir()
            (folder / "ventas.parquet").write_text("Ana Ruiz")
        with scratch.passing():
            assert not dead.exists()
            assert all(folder.is_dir() for folder in (*theirs, tmp_path / os.path.basename(mine)))


def left_by(place, process: str):
    """What a run of this machine with that process number left behind."""
    mine = scratch.folder(place)
    return mine.rename(mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{process}-")))


def test_a_run_that_is_still_going_on_keeps_its_folder(tmp_path):
    dead, mine = left_by(tmp_path, "999999999"), scratch.folder(tmp_path)
    scratch.sweep(tmp_path)
    assert mine.is_dir()
    assert not dead.exists()


def test_what_another_machine_left_goes_after_a_day(tmp_path):
    fresh, old = tmp_path / ".new-otra-1-x", tmp_path / ".new-otra-1-y"
    for left in (fresh, old):
        left.mkdir()
    os.utime(old, (0, 0))
    scratch.sweep(tmp_path)
    assert fresh.is_dir()
    assert not old.exists()


def test_a_damaged_run_is_not_compared_with(tmp_path):
    for name, day in (("a", "2026-04-30"), ("b", "2026-05-31")):
        run_store.put(finished(scratch.folder(tmp_path), name, day), tmp_path, name)
    (tmp_path / "runs" / "b" / "results.json").write_text("{")
    assert run_store.previous(tmp_path, "2026-06-30").name == "a"


def test_where_there_are_no_links_latest_is_a_copy_put_in_its_place_in_one_step(tmp_path, monkeypatch):
    def refuse(*_given, **_named):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.symlink_to", refuse)
    for name in ("uno", "dos"):
        latest = run_store.put(finished(scratch.folder(tmp_path), name), tmp_path, name)
        assert json.loads((latest / "results.json").read_text())["text"] == name
    assert not list(tmp_path.glob(".new-*"))


def test_only_the_last_runs_stay(tmp_path):
    for n in range(run_store.KEPT + 2):
        run_store.put(finished(scratch.folder(tmp_path), str(n)), tmp_path, str(n))
        os.utime(tmp_path / "runs" / str(n), (n, n))
    assert len(list((tmp_path / "runs").iterdir())) == run_store.KEPT
