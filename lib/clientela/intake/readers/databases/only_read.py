"""A query may read the tables of its database and do nothing else: no second statement, no writing, no file."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path

from clientela.present.language import gettext as _

# Texts, quoted names and comments, which are no words of the statement.
APART = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/",
    re.DOTALL,
)
STARTS = re.compile(r"[\s(]*(select|with|values|table)\b", re.IGNORECASE)
# What writes within a SELECT, and functions of several databases that open files, other servers or programs.
REFUSED = re.compile(
    r"\b(insert|update|delete|merge|into|attach|detach|pragma|outfile|dumpfile|load_file|load_extension|readfile|writefile|edit"
    r"|fts3_tokenizer|pg_read_\w+|pg_ls_\w+|pg_stat_file|lo_import|lo_export|dblink\w*|pg_sleep\w*|set_config|xp_\w+|sp_\w+"
    r"|openrowset|opendatasource|openquery|bulk|read_csv\w*|read_parquet|read_text|read_blob|read_json\w*|glob|utl_file|sys_exec|sys_eval)\b",
    re.IGNORECASE,
)
# Functions that open files, write, wait or steer a server; only as functions, as a column may have such a name. In quotes or not.
FUNCTIONS = re.compile(
    r"\b(read_\w+|\w+_scan|sniff_csv|fsdir|zipfile|getenv|query_table|sleep|benchmark|nextval|setval|lo_\w+|query_to_xml\w*"
    r"|cursor_to_xml\w*|pg_(?:terminate|cancel|reload|rotate|promote|switch|create|drop|logical|replication|file|advisory|try|notify)\w*"
    r"|pg_read\w*|pg_ls\w*|pg_stat_file|pg_sleep\w*|dblink\w*|load_extension|readfile|writefile|load_file|set_config|edit)[\"`\]]?\s*\(",
    re.IGNORECASE,
)
# A file as a table (DuckDB), and a name written in numbers of signs.
FILE_OR_CODED = re.compile(
    r"\b(?:(from|join)\s*'(?:[^']*/[^']*|[^']*\.\w{2,7})'|(u&)\s*[\"']|(query)\s*\(\s*')", re.IGNORECASE
)
# Texts and comments alone; quoted names stay.
TEXTS = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/", re.DOTALL)
# Of what SQLite asks leave for: to read a column, to call a function, to begin and end.
ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}
FORBIDDEN_FUNCTIONS = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "zipfile"}
# Between two looks at the clock SQLite does so many steps; a query that takes longer than this will not end.
STEPS, LONGEST = 1_000_000, 1800


def refusal(query: str) -> str:
    """Why a query of company.yml is not sent to any database; empty where it only reads.

    >>> refusal("SELECT fecha, 'a; DROP TABLE b' FROM ventas -- todo"), refusal("ATTACH 'x.db' AS x") != ""
    ('', True)
    """
    bare = APART.sub(" '' ", query).strip().removesuffix(";")
    if ";" in bare or not STARTS.match(bare):
        return _("la consulta debe ser una sola instrucción que lea: SELECT … o WITH …")
    named = TEXTS.sub(lambda found: " '' " if found[0][0] in "'$" else " ", query)
    plain = re.sub(r"\bglob\s+''", " ", bare, flags=re.IGNORECASE)
    if found := REFUSED.search(plain) or FUNCTIONS.search(named) or FILE_OR_CODED.search(query):
        return _("la consulta solo puede leer las tablas de la base: «{word}» no se admite").format(
            word=next(filter(None, found.groups())).lower()
        )
    return ""


def open_sqlite(file: Path, folder: Path) -> sqlite3.Connection:
    """A connection to an SQLite file that can do nothing but read it; not even a file beside it is written.

    A database in use has its last rows in a file of their own: then both are copied into `folder` first.
    """
    beside = file.with_name(file.name + "-wal")
    if beside.is_file() and beside.stat().st_size:
        copy = folder / f"{len(list(folder.iterdir()))}.sqlite"
        shutil.copyfile(file, copy)
        shutil.copyfile(beside, copy.with_name(copy.name + "-wal"))
        connection = sqlite3.connect(copy)
    else:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    with contextlib.suppress(AttributeError):
        connection.enable_load_extension(False)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.set_authorizer(_leave)
    connection.set_progress_handler(_Clock(), STEPS)
    return connection


def _leave(action: int, one: str | None, two: str | None, _database: str | None, _inner: str | None) -> int:
    """What SQLite asks before it prepares a statement."""
    # SQLAlchemy asks for this one setting when it connects.
    if action == sqlite3.SQLITE_PRAGMA and one == "read_uncommitted" and two is None:
        return sqlite3.SQLITE_OK
    if action not in ALLOWED or (
        action == sqlite3.SQLITE_FUNCTION and (two or "").lower() in FORBIDDEN_FUNCTIONS
    ):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


class _Clock:
    """Says stop when a query has worked for longer than any that is meant to end."""

    def __init__(self) -> None:
        import time

        self._now = time.process_time
        self._start = self._now()

    def __call__(self) -> int:
        return int(self._now() - self._start > LONGEST)
