"""What is said has to go somewhere: a full disk behind `>`, a reader that is gone, no terminal at all; a report is made all the same."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clientela.publish.run import progress

FULL = Path("/dev/full")
SALES = "factura,fecha,cliente,importe\n" + "".join(
    f"F{i},2025-{1 + i % 12:02d}-{1 + i % 28:02d},K{i % 9},{10 + i}\n" for i in range(60)
)


@pytest.fixture
def asked(home):
    folder = home / "data" / "x"
    folder.mkdir(parents=True)
    (folder / "ventas.csv").write_text(SALES)
    (folder / "company.yml").write_text("name: X\nsources:\n  transactions: {path: ventas.csv}\n")

    def run(out, said: str = "check x") -> tuple[int, str]:
        command = [sys.executable, "-m", "clientela", *said.split()]
        quiet = {name: value for name, value in os.environ.items() if name != "CLIENTELA_STRICT"}
        environment = {**quiet, "CLIENTELA_HOME": str(home)}
        done = subprocess.run(
            command, stdout=out, stderr=subprocess.PIPE, text=True, env=environment, timeout=120, check=False
        )
        return done.returncode, done.stderr

    return run


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("said", ["check x", "check nadie", "--help", "", "form --help"])
def test_a_full_disk_behind_the_output_is_one_line(asked, said):
    with FULL.open("w") as full:
        code, told = asked(full, said)
    assert (code, told.strip().count("\n"), "no se puede escribir" in told) == (1, 0, True)


def test_a_reader_that_is_gone_is_told_nothing(asked):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        code, said = asked(gone)
    assert (code, said) == (1, "")


class Broken(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")


def test_the_lines_of_a_run_go_where_errors_go_when_the_terminal_cannot_be_written(monkeypatch, capsys):
    for broken in (Broken(), None):
        monkeypatch.setattr(sys, "stdout", broken)
        told = progress.Progress(1)
        with told.step("datos"):
            pass
        assert "faltan 0" in told.lines[0]
    monkeypatch.setattr(sys, "stderr", Broken())
    monkeypatch.setattr(sys, "stdout", Broken())
    progress.said("nada")
