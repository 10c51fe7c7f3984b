"""Databases: SQLite in the company's folder and a PostgreSQL server started for the test; a password is never shown."""

from __future__ import annotations

import datetime as dt
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
import yaml

from clientela import intake
from clientela.companies.config import load
from clientela.intake.readers.databases import only_read

TODAY = dt.date(2026, 1, 31)
SALES = [("0007", "2025-01-02", 10.5), ("08", "2025-01-03", 7.0), (None, "2025-01-03", 1.0)]


@pytest.fixture
def folder(home: Path) -> Path:
    made = home / "data" / "prueba"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def take(folder: Path) -> Callable[..., list[tuple]]:
    """Takes in sales from one source, and gives (customer, date, amount) of each."""

    def run(**source: str) -> list[tuple]:
        (folder / "company.yml").write_text(
            yaml.safe_dump({"name": "x", "sources": {"transactions": source}})
        )
        connection = duckdb.connect()
        intake.load(load("prueba"), connection, TODAY)
        return connection.execute(
            "SELECT customer_id, CAST(date AS DATE), CAST(amount AS DOUBLE) FROM transactions ORDER BY source_row"
        ).fetchall()

    return run


EXPECTED = [
    ("0007", dt.date(2025, 1, 2), 10.5),
    ("08", dt.date(2025, 1, 3), 7.0),
    (None, dt.date(2025, 1, 3), 1.0),
]


@pytest.fixture
def sqlite(folder: Path) -> Path:
    with sqlite3.connect(folder / "ventas.db") as connection:
        connection.execute("CREATE TABLE ventas (cliente TEXT, fecha TEXT, importe REAL)")
        connection.executemany("INSERT INTO ventas VALUES (?, ?, ?)", SALES)
    return folder / "ventas.db"


@pytest.mark.usefixtures("sqlite")
def test_sqlite_table_and_query(take) -> None:
    assert take(url="sqlite:///ventas.db", table="ventas") == EXPECTED
    assert take(url="sqlite:///ventas.db", query="SELECT * FROM ventas WHERE cliente = '08'") == EXPECTED[1:2]


def test_sqlite_is_only_read(take, sqlite: Path) -> None:
    with pytest.raises(intake.IntakeError, match="la consulta debe ser una sola instrucción que lea"):
        take(url="sqlite:///ventas.db", query="DELETE FROM ventas RETURNING *")
    with sqlite3.connect(sqlite) as connection:
        assert connection.execute("SELECT count(*) FROM ventas").fetchone() == (3,)


@pytest.mark.usefixtures("sqlite")
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"url": "sqlite:///../otra.db", "table": "x"}, "sale de la carpeta"),
        ({"url": "sqlite:////etc/passwd", "table": "x"}, "sale de la carpeta"),
        ({"url": "sqlite:///nada.db", "table": "x"}, "no existe"),
        ({"url": "sqlite://", "table": "x"}, "no nombra un archivo"),
        ({"url": "sqlite:///ventas.db", "table": "nada"}, "no such table"),
        ({"url": "sqlite:///ventas.db", "table": 'ventas"; DROP TABLE ventas; --'}, "no such table"),
        ({"url": "sqlite:///ventas.db", "query": "SELECT FROM"}, "syntax error"),
        ({"url": "sqlite:///${NO_SUCH_NAME}.db", "table": "x"}, "falta la variable de entorno NO_SUCH_NAME"),
        ({"url": "no es una url", "table": "x"}, "no se entiende"),
        ({"url": "elefante://a/b", "table": "x"}, "no se conoce esta clase de base de datos"),
    ],
)
def test_refused(take, source: dict[str, str], message: str) -> None:
    with pytest.raises(intake.IntakeError) as error:
        take(**source)
    assert message in str(error.value)


SECRET = "s3cr3t@de:prueba/ñ"


@pytest.mark.skipif(find_spec("psycopg") is None, reason="needs psycopg: pip install 'clientela[postgres]'")
def test_a_server_that_is_down(take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAVE", SECRET)
    with pytest.raises(intake.IntakeError, match="no responde") as error:
        take(url="postgresql://ana:${CLAVE}@127.0.0.1:1/ventas", table="ventas")
    assert SECRET not in str(error.value)


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs, wherever the system keeps it."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    if (server := shutil.which("postgres")) and (Path(server).resolve().parent / "initdb").exists():
        return Path(server).resolve().parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of a PostgreSQL server with one table, started for these tests and stopped after them."""
    programs = _programs()
    if programs is None:
        pytest.skip("needs PostgreSQL's programs (Debian: postgresql)")
    # PostgreSQL refuses to run as root: there it runs as `postgres`, or `nobody`.
    user = (
        next((u.pw_name for u in pwd.getpwall() if u.pw_name in ("postgres", "nobody")), None)
        if os.geteuid() == 0
        else None
    )
    with tempfile.TemporaryDirectory(prefix="clientela-pg-") as name, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        if user:
            shutil.chown(name, user)
        (Path(name) / "clave").write_text(SECRET)
        data = f"{name}/data"

        def run(*command: str) -> None:
            subprocess.run(
                command,
                user=user,
                check=True,
                capture_output=True,
                cwd=name,
                env={**os.environ, "HOME": name},
                timeout=120,
            )

        run(
            f"{programs}/initdb",
            "-D",
            data,
            "-U",
            "ana",
            "--auth=scram-sha-256",
            f"--pwfile={name}/clave",
            "-E",
            "UTF8",
            "--locale=C",
        )
        run(
            f"{programs}/pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            f"{name}/log",
            "-o",
            f"-p {port} -k {name} -c listen_addresses=127.0.0.1 -c fsync=off",
            "start",
        )
        try:
            _fill(port)
            yield port
        finally:
            run(f"{programs}/pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _fill(port: int) -> None:
    import psycopg

    with psycopg.connect(
        host="127.0.0.1", port=port, user="ana", password=SECRET, dbname="postgres"
    ) as connection:
        connection.execute('CREATE TABLE "Ventas" ("Cliente" TEXT, "Fecha" DATE, "Importe" NUMERIC(12,2))')
        connection.cursor().executemany('INSERT INTO "Ventas" VALUES (%s, %s, %s)', SALES)


@pytest.mark.skipif(find_spec("psycopg") is None, reason="needs psycopg: pip install 'clientela[postgres]'")
def test_postgresql(take, server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAVE", SECRET)
    url = f"postgresql://ana:${{CLAVE}}@127.0.0.1:{server}/postgres"
    assert take(url=url, table="Ventas") == EXPECTED
    assert take(url=url, table="public.Ventas") == EXPECTED
    assert take(url=url, query='SELECT * FROM "Ventas" WHERE "Importe" > 8') == EXPECTED[:1]
    cast = """SELECT "Cliente", "Fecha"::timestamp, "Importe"::numeric(12,2), 'a :b %s' AS nota FROM "Ventas" WHERE "Importe" > 8"""
    assert take(url=url, query=cast) == EXPECTED[:1]
    with pytest.raises(intake.IntakeError, match="la consulta debe ser una sola instrucción que lea"):
        take(url=url, query='DELETE FROM "Ventas" RETURNING *')


@pytest.mark.skipif(find_spec("psycopg") is None, reason="needs psycopg: pip install 'clientela[postgres]'")
def test_postgresql_wrong_password(take, server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAVE", "otra-clave-falsa")
    with pytest.raises(intake.IntakeError, match="password authentication failed") as error:
        take(url=f"postgresql://ana:${{CLAVE}}@127.0.0.1:{server}/postgres", table="Ventas")
    assert "otra-clave-falsa" not in str(error.value)


WRITES = [
    "ATTACH 'new.db' AS n",
    "VACUUM INTO 'copia.db'",
    "SELECT 1; ATTACH 'new.db' AS n",
    "/* leer */ PRAGMA journal_mode = wal",
    "WITH x AS (SELECT 1) INSERT INTO ventas SELECT 1, 2, 3 RETURNING *",
    "SELECT writefile('new.db', 'x')",
    "SELECT load_extension('x')",
    "CREATE TABLE otra AS SELECT * FROM ventas",
    "EXPLAIN SELECT 1",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY (SELECT 1) TO '/tmp/x'",
    "SELECT * FROM \"pg_read_file\"('/etc/passwd')",
    "SELECT U&\"pg_read\\005ffile\"('/etc/passwd')",
    "SELECT pg_terminate_backend(7)",
    "SELECT query_to_xml('DELETE FROM ventas', true, false, '')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM query('COPY x TO y')",
    "SELECT * FROM parquet_scan('x')",
]
PLAIN = (
    "SELECT a, sleep, query FROM t WHERE n IN ('a/b', 'c') -- read_csv('x')",
    "SELECT substring(a from '[0-9]+'), 'lo_get(1)' FROM \"ventas\" WHERE a GLOB 'x*'",
    "WITH query (a) AS (SELECT 1) SELECT * FROM query",
    "/* ventas; del año */ SELECT a, 'v.csv' AS b, c FROM v, w -- fin",
    "SELECT a FROM v WHERE b IN ('x', 'v.csv', 'a/b')",
)


@pytest.mark.parametrize("query", PLAIN)
def test_words_that_are_no_functions_are_no_harm(query: str) -> None:
    from clientela.intake.readers.databases.only_read import refusal

    assert refusal(query) == ""


@pytest.mark.parametrize("query", WRITES)
def test_a_query_that_does_more_than_read_is_refused_before_anything_is_written(take, sqlite, query) -> None:
    before = {path.name: path.read_bytes() for path in sqlite.parent.iterdir() if path.name != "company.yml"}
    with pytest.raises(intake.IntakeError, match="consulta"):
        take(url="sqlite:///ventas.db", query=query)
    after = {path.name: path.read_bytes() for path in sqlite.parent.iterdir() if path.name != "company.yml"}
    assert after == before


def test_the_connection_itself_refuses_what_no_list_of_words_would_find(sqlite: Path, tmp_path: Path) -> None:
    from clientela.intake.readers.databases.only_read import open_sqlite

    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        open_sqlite(sqlite, tmp_path).execute(f"ATTACH '{tmp_path}/new.db' AS n")
    with pytest.raises(sqlite3.DatabaseError):
        open_sqlite(sqlite, tmp_path).execute(f"VACUUM INTO '{tmp_path}/copia.db'")
    assert not (tmp_path / "new.db").exists()
    assert not (tmp_path / "copia.db").exists()


def test_a_value_of_a_gigabyte_is_not_made(take, sqlite: Path) -> None:
    with pytest.raises(intake.IntakeError, match="too big"):
        take(
            url="sqlite:///ventas.db",
            query="SELECT cliente, fecha, replace(printf('%.*c', 30000000, 'x'), 'x', 'yyyyyyyy') AS importe FROM ventas",
        )


def test_what_stands_behind_a_colon_is_no_parameter(take, sqlite: Path) -> None:
    query = "SELECT cliente, fecha, importe, 'a :b 12:30 %s %(c)s' AS nota FROM ventas WHERE cliente <> ':x'"
    assert take(url="sqlite:///ventas.db", query=query) == EXPECTED[:2]


def test_the_last_rows_of_a_database_in_use_are_read_and_nothing_is_written_beside_it(
    take, sqlite: Path
) -> None:
    writer = sqlite3.connect(sqlite)
    writer.execute("PRAGMA journal_mode = wal")
    writer.execute("INSERT INTO ventas VALUES ('09', '2025-01-04', 2.0)")
    writer.commit()
    there = sorted(path.name for path in sqlite.parent.iterdir())
    assert len(take(url="sqlite:///ventas.db", table="ventas")) == 4
    assert sorted(path.name for path in sqlite.parent.iterdir() if path.name != "company.yml") == there
    writer.close()


@pytest.mark.parametrize("key", ["path", "package", "sheet", "name"])
def test_a_password_in_the_wrong_place_is_not_repeated(take, folder: Path, key: str) -> None:
    (folder / "v.csv").write_text("cliente,fecha,importe\n")
    given = {"path": "v.csv"} if key in ("sheet", "name") else {}
    with pytest.raises(Exception) as error:  # noqa: PT011 - whichever of the two it is, it does not say the password
        take(**{**given, key: "postgresql://ana:S3creta@127.0.0.1:9/base"})
    assert "S3creta" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["foo${CLAVE}://casa/b", "sqlite:///${CLAVE}", "mysql://127.0.0.1:9/${CLAVE}"]
)
def test_what_comes_from_the_environment_is_not_repeated_wherever_it_stands(
    take, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("CLAVE", "S3creta")
    with pytest.raises(intake.IntakeError) as error:
        take(url=url, table="t")
    assert "S3creta" not in str(error.value)


@pytest.mark.parametrize("pasted", ["S3creta", "hunter2", "_a"])
def test_a_password_pasted_where_its_name_belongs_is_not_repeated(take, pasted: str) -> None:
    with pytest.raises(intake.IntakeError, match="no la clave misma") as error:
        take(url=f"postgresql://ana:${{{pasted}}}@127.0.0.1:9/base", table="t")
    assert pasted not in str(error.value)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT net.http_get('http://x.invalid')",
        "SELECT database_to_xml(true, true, '')",
        "SELECT * FROM postgres_query('a', 'b')",
        "SELECT UTL_HTTP . request ('x') FROM dual",
        "SELECT * FROM st_read('/etc/passwd')",
        "SELECT \"ts_stat\" ('select 1')",
        "SELECT [lowrite](1, 'a')",
        'SELECT * FROM "/etc/passwd.csv"',
        "SELECT /*!50000 1 INTO OUTFILE 'x' */",
        "SELECT E'a\\'' , x --'",
        "SELECT * FROM v FOR SHARE",
        "SELECT * FROM v, 'otros.csv'",
        'SELECT * FROM v AS a, (SELECT 1) AS b, "/etc/passwd"',
        "SELECT * FROM @deposito/v.csv",
        "SELECT * FROM v LOCK IN SHARE MODE",
    ],
)
def test_a_function_that_nobody_listed_is_refused(query: str) -> None:
    assert only_read.refusal(query)


@pytest.mark.parametrize(
    "query",
    [
        "WITH a(n) AS (SELECT 1), b AS (SELECT n FROM a) SELECT * FROM b WHERE n IN (1, 2)",
        "SELECT CAST(a AS DECIMAL(10, 2)), coalesce(x, '(n/a)') FROM \"Ventas (2024)\" v JOIN (SELECT 1 AS q) t ON (t.q = v.q)",
        "SELECT date_trunc('month', f), count(*) FILTER (WHERE x > 0) OVER (PARTITION BY a ORDER BY b) FROM dbo.Ventas",
        'SELECT "fecha (venta)", [importe (COP)] FROM v',
        "SELECT * FROM (VALUES (1, 'a')) AS t(x, y) -- load_file('x')",
        "SELECT strftime('%Y', f) FROM ventas WHERE nota LIKE '%load_file(%' AND url = 'a/b.csv'",
    ],
)
def test_a_query_that_only_reckons_is_sent(query: str) -> None:
    assert only_read.refusal(query) == ""
