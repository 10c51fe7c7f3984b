"""Killed, doubled, without room or right to write: the last good report stays whole, and the next run finishes."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientela.cli import app
from clientela.folders import project
from clientela.publish.run import manifest
from clientela.stage import STAGES

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]

SALES = "cliente,fecha,importe\n" + "".join(
    f"c{n % 7},2024-{1 + n // 28:02d}-{1 + n % 28:02d},{10 + n}\n" for n in range(200)
)
SETTINGS = "name: Prueba\ncountry: CO\ncurrency: COP\nsources:\n  transactions: {path: ventas.csv}\n"
# Two stages, of which one waits for the other, with notebooks cut down to what a run needs of them; all the formats, or all
# the libraries, where the third word says so, else the page and the workbook alone.
DRIVER = """\
import shutil
import signal
import sys
from pathlib import Path
from clientela.publish.notebooks import execute, workers
from clientela.publish.page import engines
from clientela.publish.run import run
from clientela.stage import STAGES
# Whoever starts the tests in the background makes their children deaf to it.
signal.signal(signal.SIGINT, signal.default_int_handler)
for stage in {*STAGES} - {"segments", "database"}:
    del STAGES[stage]
# Cells that compute nothing need none of the libraries that a report computes with.
if sys.argv[2] != "every library":
    workers.PRELOADED[:] = [f"clientela.{name}" for name in ("publish.notebooks.cells", "segments", "database", "stage")]
execute.source = lambda stage: Path(sys.argv[1]) / f"{STAGES[stage][0]}_{stage}.ipynb"
if sys.argv[2] != "every format":
    made = engines.choose()
    copied = lambda source, target, meta: shutil.copyfile(source, target)
    engines.choose = lambda: engines.Engine(made.name, made.html, copied, copied)
sys.exit(run.report("prueba"))
"""
CELLS = [
    'folder = "prueba"\nlanguage = "es"',
    "from clientela.stage import open_stage\nstage = open_stage({stage!r}, folder, language)",
    "import time\ntime.sleep(0.3)",
    "stage.close()",
]


ALL = "every format"


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Path:
    """The notebooks of four cells."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    folder = tmp_path_factory.mktemp("short")
    for stage, (number, _topic) in STAGES.items():
        cells = [new_markdown_cell("# ¿Qué?"), *(new_code_cell(cell.format(stage=stage)) for cell in CELLS)]
        cells[1].metadata["tags"] = ["parameters"]
        nbformat.write(new_notebook(cells=cells), folder / f"{number}_{stage}.ipynb")
    return folder


@pytest.fixture(scope="module")
def whole(short, tmp_path_factory) -> tuple[Path, float]:
    """A home with a report that was finished, in every format, and the seconds that it took."""
    home = tmp_path_factory.mktemp("whole")
    folder = home / "data" / "prueba"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(SETTINGS)
    (folder / "ventas.csv").write_text(SALES, encoding="utf-8")
    began = time.monotonic()
    code, said = finished(short, ALL, env=at(home))
    assert code == 0, said
    return home, time.monotonic() - began


@pytest.fixture
def latest(whole, home) -> Path:
    """The report that stands in a home of the test's own, as an earlier run left it."""
    shutil.copytree(whole[0], home, symlinks=True, dirs_exist_ok=True)
    return home / "reports" / "prueba" / "latest"


def at(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "CLIENTELA_HOME": str(home), **more}


def start(short: Path, formats: str = "page", **options) -> subprocess.Popen:
    """A run in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(short), formats], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )  # fmt: skip


def finished(short: Path, formats: str = "page", **options) -> tuple[int, str]:
    """The exit code and all that a run said."""
    process = start(short, formats, **options)
    said = process.communicate(timeout=300)[0]
    return process.returncode, said


def change(home: Path, turn: int) -> None:
    """One more sale, so that nothing comes out of the cache."""
    more = f"c1,2024-09-{turn + 1:02d},5\n"
    (home / "data" / "prueba" / "ventas.csv").write_text(SALES + more, encoding="utf-8")


def orphans(home: Path) -> list[int]:
    """Processes that still work for a run of this home."""
    mark = f"CLIENTELA_HOME={home}\0".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if int(place.name) != os.getpid() and mark in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


def gone(home: Path, patience: float = 20) -> bool:
    """Do all processes of the run end by themselves?"""
    until = time.monotonic() + patience
    while orphans(home) and time.monotonic() < until:
        time.sleep(0.2)
    return not orphans(home)


def left(home: Path) -> list[Path]:
    """Half-made folders, wherever they may be."""
    return [path for place in ("reports", ".cache") for path in (home / place).rglob(".new-*")]


def going(aside: Path) -> bool:
    """Is this a folder set aside to be removed?"""
    return {path.name for path in aside.iterdir()} <= {"gone"}


def test_killed_at_any_moment(whole, latest, home, short):
    chance = random.Random(20)
    for turn in range(int(os.environ.get("KILLS", "3"))):
        change(home, turn)
        before, run = latest.resolve(), start(short, ALL, start_new_session=True)
        time.sleep(chance.uniform(0.1, whole[1]))
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        assert manifest.whole(latest)
        # Either the last step was done or nothing was; after it only what is old may be half gone.
        assert latest.resolve() == before or all(going(path) for path in left(home))
        if Path("/proc").is_dir():
            assert gone(home)
    code, said = finished(short)
    assert code == 0, said
    assert manifest.whole(latest)
    assert not left(home)


def test_two_at_once(company, home, short):
    company(SALES)
    runs = [start(short), start(short)]
    said = [run.communicate(timeout=300)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    latest = home / "reports" / "prueba" / "latest"
    assert manifest.whole(latest)
    assert len(list((home / "reports" / "prueba" / "runs").iterdir())) == 1
    assert not left(home)


def test_interrupted_by_hand(company, home, short):
    company(SALES)
    run = start(short)
    while "datos" not in (line := run.stdout.readline()):
        assert line
    time.sleep(1)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=30)[0]
    assert run.returncode == 130, said
    assert "Interrumpido" in said
    assert "Traceback" not in said
    if Path("/proc").is_dir():
        assert gone(home)


# Bytes that a file may have: fewer than a mart, than a notebook, than a page of the report.
TOO_FEW = (300, 3_000, 120_000)


def test_without_room(latest, home, short):
    import resource

    before = latest.resolve()
    change(home, 0)
    for room in TOO_FEW:
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (room, room))
        code, said = finished(short, preexec_fn=limit)
        assert (code, "No hay espacio" in said, "Traceback" in said) == (1, True, False), said
        assert latest.resolve() == before
        assert manifest.whole(latest)
    code, said = finished(short)
    assert code == 0, said
    assert not left(home)


def test_without_memory(latest, home, short):
    """Too little to begin a notebook: a library of numbers tried for ever to have more."""
    import resource

    allowed = 1_500

    before = latest.resolve()
    change(home, 0)
    limit = partial(resource.setrlimit, resource.RLIMIT_AS, (allowed << 20, allowed << 20))
    code, said = finished(short, "every library", preexec_fn=limit)
    assert (code, "No alcanzó la memoria" in said, "Traceback" in said) == (1, True, False), said
    assert latest.resolve() == before
    assert manifest.whole(latest)


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own; only root may make one."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(*options: str) -> bool:
        return (
            subprocess.run(["mount", *options, str(place)], capture_output=True, check=False).returncode == 0
        )

    if sys.platform != "linux" or os.geteuid() or not mount("-t", "tmpfs", "-o", "size=8m", "tmpfs"):
        pytest.skip("no disk can be mounted here")
    yield place, mount
    subprocess.run(["umount", str(place)], check=False)


def test_a_full_and_then_a_read_only_disk(whole, short, disk, monkeypatch):
    place, mount = disk
    shutil.copytree(whole[0], place, symlinks=True, dirs_exist_ok=True)
    monkeypatch.setenv("CLIENTELA_HOME", str(place))
    standing = place / "reports" / "prueba" / "latest"
    before = standing.resolve()
    change(place, 1)
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    for room in (0, 40_000, 400_000):
        (place / "filler").write_bytes(b"0" * (free - room))
        code, said = finished(short)
        assert (code, "No hay espacio" in said, "Traceback" in said) == (1, True, False), said
        assert standing.resolve() == before
        assert manifest.whole(standing)
    (place / "filler").unlink()
    assert mount("-o", "remount,ro")
    code, said = finished(short)
    assert (code, "solo lectura" in said, "Traceback" in said) == (1, True, False), said
    assert mount("-o", "remount,rw")
    assert finished(short)[0] == 0
    assert json.loads((standing / "results.json").read_text())["as_of"] == "2024-09-02"
    assert project.cache("prueba").is_dir()


def test_a_full_disk_of_temporary_files_is_told_as_such(company, disk, monkeypatch):
    place, mount = disk
    assert mount("-o", "remount,size=1m")
    company(
        "cliente,fecha,importe,sede\n"
        + "".join(f"c{n % 7},2024-01-{1 + n % 28:02d},{n},Bogotá\n" for n in range(60_000))
    )
    path = Path(os.environ["CLIENTELA_HOME"]) / "data" / "prueba" / "ventas.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.delenv("CLIENTELA_STRICT", raising=False)
    told = CliRunner().invoke(app, ["check", "prueba"])
    assert (told.exit_code, f"«{place}» (el de los archivos pasajeros, TMPDIR)" in told.output) == (
        1,
        True,
    ), told.output
    assert told.output.strip().count("\n") == 0
    assert not list(place.iterdir())


def test_a_place_that_is_no_folder(company, home, short):
    company(SALES)
    (home / "reports").write_text("")
    code, said = finished(short)
    assert code == 1
    assert "Traceback" not in said
    assert str(home / "reports") in said
