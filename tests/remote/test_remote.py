"""`engine:` of company.yml, as far as no server is needed: its mistakes, its secrets, nobody at the address, what leaves this machine."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import pytest
from remote_servers import free_port

from clientela.companies import config
from clientela.companies.elsewhere import Elsewhere
from clientela.marts import ORDER
from clientela.publish.run import manifest, run
from clientela.remote import RemoteError, building, needed, session
from clientela.warehouse import Warehouse

BASE = "name: X\nsources:\n  transactions: {path: v.csv}\n"
RIGHT = BASE + "engine:\n  connect: {connect}\n  workspace: /tmp\n"
MISTAKES = {
    "an address alone": ("engine: sc://casa;token=S3creto\n", 4, "debe ser un mapa"),
    "no Spark Connect": (
        "engine: {connect: 'spark://S3creto@casa', workspace: /tmp}\n",
        4,
        "como sc://servidor:15002",
    ),
    "no such port": (
        "engine: {connect: 'sc://casa:99999', workspace: /tmp}\n",
        4,
        "como sc://servidor:15002",
    ),
    "no folder": ("engine: {connect: 'sc://casa/;token=S3creto'}\n", 4, "falta"),
    "a folder of the company": ("engine: {connect: 'sc://casa', workspace: trabajo}\n", 4, "ruta completa"),
    "no time": ("engine: {connect: 'sc://casa', workspace: /tmp, timeout: 0}\n", 4, "como mínimo 1"),
    "a key that is not": (
        "engine: {connect: 'sc://casa', workspase: /tmp}\n",
        4,
        "¿quiso decir «workspace»?",
    ),
}


def written(home: Path, text: str) -> None:
    folder = home / "data" / "prueba"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(text, encoding="utf-8")
    (folder / "v.csv").write_text("cliente,fecha,importe\nana,2024-01-01,10\n", encoding="utf-8")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_with_its_place_and_without_the_token(home: Path, mistake: str) -> None:
    more, line, said = MISTAKES[mistake]
    written(home, BASE + more)
    with pytest.raises(config.ConfigError) as told:
        config.load("prueba")
    assert any(f"línea {line}: " in one and said in one for one in str(told.value).split("\n"))
    assert "S3creto" not in str(told.value)


def test_nobody_at_the_address_costs_no_report(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(home, RIGHT.replace("{connect}", f"sc://127.0.0.1:{free_port()}/;token=S3creto"))
    assert run.report("prueba") == 1
    told = capsys.readouterr().out
    assert "Nadie responde en la dirección de engine" in told
    assert "el anterior, si lo hay, queda como estaba" in told
    assert "S3creto" not in told


def test_a_token_is_in_no_manifest(home: Path) -> None:
    written(home, RIGHT.replace("{connect}", "sc://casa:15002/;use_ssl=true;token=S3creto"))
    company = config.load("prueba")
    settings = manifest.masked(json.loads(company.model_dump_json(exclude={"folder"}, by_alias=True)))
    assert settings["engine"]["connect"] == "sc://casa:15002"
    assert "S3creto" not in repr(company)


def test_a_variable_or_a_folder_that_is_missing_is_told() -> None:
    with pytest.raises(RemoteError, match="NO_TAL_CLAVE"):
        session.Session(Elsewhere(connect="sc://127.0.0.1/;token=${NO_TAL_CLAVE}", workspace="/tmp"))
    with pytest.raises(RemoteError) as error:
        session.Session(Elsewhere(connect="sc://127.0.0.1/;token=${S3creto}", workspace="/tmp"))
    assert "S3creto" not in str(error.value)
    with (
        Warehouse() as warehouse,
        pytest.raises(RemoteError, match="workspace no existe"),
        building(Elsewhere(connect="sc://127.0.0.1", workspace="/no/tal"), warehouse),
    ):
        raise AssertionError("not reached")


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql.connect.session", None)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(RemoteError, match=r"clientela\[connect\]"):
            session.Session(Elsewhere(connect=f"sc://127.0.0.1:{silent.getsockname()[1]}", workspace="/tmp"))


def test_what_takes_too_long_is_not_waited_for() -> None:
    begun = time.monotonic()
    assert isinstance(session._in_time(lambda: time.sleep(5), 0.05), TimeoutError)
    assert time.monotonic() - begun < 2
    assert session._in_time(lambda: 7, 5) == 7


def test_a_server_that_is_slow_is_left_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def __getattr__(self, _name: str) -> object:
            time.sleep(5)
            return self

    monkeypatch.setattr(session, "_somebody", lambda host, port: None)
    monkeypatch.setattr(session, "_client", lambda: None)
    monkeypatch.setattr(session, "_session", lambda address: Slow())
    monkeypatch.setattr(session, "FAREWELL", 0.05)
    asked = session.Session(Elsewhere(connect="sc://127.0.0.1", workspace="/tmp", timeout=1))
    begun = time.monotonic()
    with pytest.raises(RemoteError, match="no terminó «customers» en 1 s"):
        asked.write("customers", "SELECT 1", {}, Path("/tmp/none"))
    assert time.monotonic() - begun < 3


def test_the_servers_own_words_are_not_told() -> None:
    value = session._failed(ValueError("[CAST_INVALID_INPUT] ana@correo.co is no number"), "customers")
    assert value == "El motor de engine: no pudo con «customers» (CAST_INVALID_INPUT)."
    assert "dejó de responder" in session._failed(ValueError("StatusCode.UNAVAILABLE"), "customers")


def test_only_columns_that_a_query_names_leave_this_machine() -> None:
    with Warehouse() as warehouse:
        every = {table for mart in ORDER for table in tables(mart)}
        for table in every:
            warehouse.connection.execute(
                f'CREATE TABLE main."{table}" (customer_id VARCHAR, nobody_asks VARCHAR)'
            )
        found = needed(warehouse)
    assert found["customers"] == {"customer_id": "VARCHAR"}
    assert "golden" not in found
    assert not any("nobody_asks" in columns for columns in found.values())


def tables(mart: str) -> set[str]:
    from clientela.marts.lineage import before

    return before(mart)[1]
