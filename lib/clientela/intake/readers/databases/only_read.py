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
# What may stand before a bracket: words of the language, kinds of values, and functions that only reckon. All others, known or not, may open
# files, wait, write or ask other servers.
BEFORE_A_BRACKET = frozenset(
    """select from where and or not in exists any all some on using as over partition by order group having join union intersect except values
    with when then else case distinct filter within lateral between like ilike similar is limit offset top interval window materialized recursive
    decimal numeric number char character varchar varchar2 nvarchar nvarchar2 text bit float real double precision time timestamp datetime datetime2
    timestamptz datetimeoffset date int integer bigint smallint tinyint boolean money signed unsigned binary varbinary rows range cube rollup sets
    count sum avg min max total median mode stddev stddev_pop stddev_samp variance var_pop var_samp corr percentile_cont percentile_disc
    approx_count_distinct group_concat string_agg array_agg listagg bool_and bool_or every grouping any_value arg_max arg_min first last
    row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
    coalesce nullif ifnull isnull nvl nvl2 iif if decode greatest least cast try_cast convert try_convert typeof choose
    abs sign round floor ceil ceiling trunc truncate mod power pow exp ln log log10 log2 sqrt cbrt pi div random
    lower upper initcap lcase ucase trim ltrim rtrim btrim substr substring mid left right length len char_length character_length octet_length
    replace translate reverse repeat lpad rpad concat concat_ws instr position strpos charindex patindex locate split_part overlay ascii unicode chr
    printf format to_char to_number to_date to_timestamp str stuff space quotename hex unhex md5 sha1 sha256 hash unaccent collate soundex
    regexp_replace regexp_substr regexp_like regexp_matches regexp_extract regexp_count regexp_instr regexp_split_to_array
    date_trunc date_part datepart datename datediff date_diff timestampdiff timestampadd dateadd date_add date_sub adddate subdate extract
    strftime strptime julianday unixepoch from_unixtime unix_timestamp date_format str_to_date year quarter month week weekday day dayofmonth
    dayofweek dayofyear hour minute second age now current_date current_time current_timestamp current_timezone localtime localtimestamp getdate
    sysdate sysdatetime last_day eomonth make_date make_timestamp datefromparts add_months months_between trunc_date isoweek yearweek monthname
    dayname keep json_extract json_value json_query json_extract_string json_unquote jsonb_extract_path_text json_extract_path_text
    json_array_length unnest array array_length cardinality array_to_string string_to_array generate_series row struct list""".split()  # noqa: SIM905
)
CALLED = re.compile(r"(\.\s*)?\b(\w+)\s*\(")
QUOTED = re.compile(r"[\"`\[]([^\"`\]]*)[\"`\]](\s*\()?")
# Names that the statement itself gives, with the names of their columns behind: WITH a(n) AS (…), (…) AS t(x).
NAMED = re.compile(
    r"\bas\s+(\w+)\s*\(|\b(\w+)\s*\([\w\s,]*\)\s+as\s+(?:(?:not\s+)?materialized\s*)?\(", re.IGNORECASE
)
# A file as a table (DuckDB), and a name written in numbers of signs.
FILE_OR_CODED = re.compile(
    r"\b(?:(from|join)\s*['\"`](?:[^'\"`]*/[^'\"`]*|[^'\"`]*\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx|db|gz))['\"`]|(u&)\s*[\"']"
    r"|\b(?:from|join)\s+(@)|\b(lock)\s+in\b|(query)\s*\(\s*'|(e)'|(for)\s+(?:update|share|no\s+key|key)\b)|(/\*!)|(\\)'",
    re.IGNORECASE,
)
# The same behind a comma, where nothing stands in brackets any more.
FILE_BEHIND = re.compile(
    r"\b(from)\b(?:(?!\b(?:select|where|group|order|union)\b)[^()])*,\s*['\"`][^'\"`]*(?:/[^'\"`]*|\.(?:csv|tsv|txt|jsonl?|ndjson|parquet|xlsx|db|gz))['\"`]",
    re.IGNORECASE,
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
LONGEST_VALUE = 32 << 20


def refusal(query: str) -> str:
    """Why a query of company.yml is not sent to any database; empty where it only reads.

    >>> refusal("SELECT fecha, 'a; DROP TABLE b' FROM ventas -- todo"), refusal("ATTACH 'x.db' AS x") != ""
    ('', True)
    """
    bare = APART.sub(lambda found: " " if found[0][:2] in ("--", "/*") else " '' ", query).strip()
    bare = bare.removesuffix(";")
    if ";" in bare or not STARTS.match(bare):
        return _("la consulta debe ser una sola instrucción que lea: SELECT … o WITH …")
    named = TEXTS.sub(lambda found: " '' " if found[0][0] in "'$" else " ", query)
    plain = re.sub(r"\bglob\s+''", " ", bare, flags=re.IGNORECASE)
    if (
        found := REFUSED.search(plain)
        or FILE_OR_CODED.search(query)
        or _file_behind(query)
        or _unknown(named)
    ):
        return _("la consulta solo puede leer las tablas de la base: «{word}» no se admite").format(
            word=next(filter(None, found.groups())).lower()
        )
    return ""


def _file_behind(query: str) -> re.Match[str] | None:
    """A file among the tables, `FROM v, (SELECT 1), 'x.csv'`: looked for from the innermost brackets outwards."""
    before = ""
    while query != before:
        if found := FILE_BEHIND.search(query):
            return found
        before, query = query, re.sub(r"\([^()]*\)", " ", query)
    return None


def _unknown(statement: str) -> re.Match[str] | None:
    """The first call of what is neither of the language nor a function that only reckons; one of somebody's schema is none of these."""
    # A name in quotes is one word, whatever stands in it; before a bracket it is called all the same.
    bare = QUOTED.sub(
        lambda one: f"{re.sub(r'[^0-9A-Za-z_]', '_', one[1])}(" if one[2] else " named ", statement
    )
    own = {name.lower() for found in NAMED.finditer(bare) for name in found.groups() if name}
    for found in CALLED.finditer(bare):
        if found[1] or found[2].lower() not in BEFORE_A_BRACKET | own:
            return re.match(r"(.*)", found[2])
    return None


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
    # A value longer than any that a person writes: printf('%.*c', …) makes one of a gigabyte.
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
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
