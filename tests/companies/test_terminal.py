"""`new` in a terminal: it asks what the files leave open, and Enter takes its guess. The dialogue is that of docs/es/new.md."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import yaml

from clientela.folders import project

SALES = "Nro;Quien;Cuando pasó;Valor\n1;Ana;03/04/2025;1.500\n2;Luis;05/06/2025;2.750\n3;Ana;07/08/2025;900\n"
PEOPLE = "codigo,nombre,ciudad\nAna,Ana Ruiz,Monterrey\nLuis,Luis Paz,Puebla\n"


def talk(command: list[str], answers: list[str]) -> str:
    """What a command says in a terminal, with what is typed at each «]: »."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], command)
    said, given = b"", 0
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            # Linux says so when the other end is closed.
            break
        if not piece:
            break
        said += piece
        if said.endswith(b"]: ") and given < len(answers):
            os.write(terminal, f"{answers[given]}\n".encode())
            given += 1
    os.waitpid(pid, 0)
    return said.decode().replace("\r\n", "\n")


def test_a_terminal_is_asked_and_enter_takes_the_guess(home: Path) -> None:
    files = home / "archivos"
    files.mkdir()
    (files / "ventas (abril).csv").write_text(SALES)
    (files / "clientes.csv").write_text(PEOPLE)
    said = talk([sys.executable, "-m", "clientela", "new", "x", str(files)], ["2", "2", "3", "9", ""])
    shown = said[: said.index(str(home))].strip()
    page = (project.root() / "docs" / "es" / "new.md").read_text(encoding="utf-8")
    assert shown in page
    written = yaml.safe_load((home / "data" / "x" / "company.yml").read_text(encoding="utf-8"))
    assert (written["country"], written["currency"]) == ("CO", "COP")
    (sales,) = written["sources"]["transactions"]
    assert sales["day_first"] is True
    told = {"customer_id": "Quien", "amount": "Valor", "date": "Cuando pasó", "order_id": "Nro"}
    assert sales["columns"] == told
