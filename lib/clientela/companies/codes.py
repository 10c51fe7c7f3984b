"""What pages show of a person's id is decided here and nowhere else: an id that is itself personal becomes a code.

An e-mail, a national number, a telephone or a name used as the code of a customer or of a seller is replaced in every table before
any mart is made, so that nothing after it can show the id. The key from codes to ids lies in the private folder alone.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.folders import project
from clientela.intake.contract import header_key
from clientela.intake.personal import (
    ADDRESS,
    BORN_BEFORE,
    BORN_BEHIND,
    DOCUMENTS,
    JOINED,
    PASSPORT,
    STREET,
    L,
    looks_personal,
)

# The company's own secret: without it nobody can try all numbers until a code comes out.
SECRET = ".codes"
NO_RIGHT = {errno.EROFS, errno.EACCES, errno.EPERM}
# Which columns hold the ids of customers (C) and of those who sell and serve (V).
KINDS: Mapping[str, frozenset[str]] = {
    "C": frozenset(
        {"customer_id", "account_id", "referred_by", "consumer_id", "household_id", "respondent_id"}
        | {"prospect_id", "became_customer_id", "source_id"}
    ),
    "V": frozenset({"seller_id", "agent", "person_id"}),
}
# Tables that stay private, with the ids as they came.
AS_THEY_CAME = {"set_aside", "ledger"}
CODE = re.compile(r"[CV]-[0-9A-F]{8,16}", re.IGNORECASE)
# Codes are as short as they can be without two alike.
WIDTHS = (8, 12, 16)
# The words of a header that says itself that its codes are somebody's.
TELLING = frozenset(
    """login username placa dui cie nss nino bsn pesel dpi cnp nacimiento direccion address instagram
    cedula nit documento identificacion rut rfc dni nif cif curp cpf cnpj cuit cuil ruc ssn passport pasaporte cc ci
    correo email e_mail mail telefono celular movil phone mobile whatsapp nombre nombres apellido name names razon_social
    tax_id""".split()  # noqa: SIM905 - as a list the formatter gives each word a line
)
# Two words or more, as Ana Ruiz, with a code before or after them.
NAME = (
    r"(?:[A-Za-z]{0,4}[0-9]{1,13}[\pZ.:_/#|–-]+)?[\pL][\pL'’.-]*(?:[\pZ,]+[\pL][\pL'’.-]*)+"
    r"(?:[\pZ#(|/–-]*[A-Za-z]{0,4}[0-9]{1,13}\)?)?"
)
LOOKS = "|".join((NAME, ADDRESS, JOINED, BORN_BEFORE, BORN_BEHIND, STREET, *DOCUMENTS))
# Plain numbers, with letters before or behind them as in CC1020 or a passport, are somebody's where they are as long as those are and lie far
# apart; those that were given out in a row lie close.
NUMBER = (
    rf"(?:[{L}]{{1,4}}[ .:_#-]{{0,2}})?(?:[0-9]{{1,3}}(?:[.,' ][0-9]{{3}}){{2,3}}|[0-9]{{7,18}}|(?:[0-9]+[ ./()-]{{1,2}}){{1,5}}[0-9]+)"
    rf"[ -]?[A-Za-z]{{0,3}}(?:\.0)?|{PASSPORT}"
)
# Codes of a year and a number in it are nobody's.
OF_A_YEAR = rf"[{L}]{{0,6}}[ ._/-]?(?:19|20)[0-9]{{2}}(?:[01][0-9])?[ ._/-][0-9]{{1,6}}"
FEWEST, FEWEST_IN_PARTS = 6, 9
# A share of numbers that lie alone is no chance.
ALONE = 0.1
# Letters before figures are those of a name, or of a passport, where hardly two ids have the same ones.
LETTERS = rf"([{L}]{{2,12}})[ ._-]?[0-9]{{2,8}}[A-Za-z]{{0,2}}"
DIFFERENT = 0.3
# The points between thousands part nothing.
THOUSANDS = rf"(?:[{L}]{{1,4}}[ .:_#-]{{0,2}})?[0-9]{{1,3}}(?:[.,' ][0-9]{{3}}){{2,3}}(?:\.0)?"
APART = 20


def code(company: Company, kind: str, value: object) -> str:
    """The code of one id, as short as codes are."""
    digest = hashlib.sha256(f"{secret(company)}{kind}:{value}".encode()).hexdigest()
    return f"{kind}-{digest[: WIDTHS[0]].upper()}"


def condition(company: Company, column: str, patterns: str) -> str:
    """A condition on ids in which those that look personal are their codes, for names of folders and pages; others as they are."""
    kind = next((kind for kind, columns in KINDS.items() if column in columns), None)
    if kind is None:
        return patterns
    parts = [part.strip() for part in patterns.split("|")]
    return " | ".join(
        code(company, kind, part) if looks_personal(part) and not CODE.fullmatch(part) else part
        for part in parts
    )


def matching(company: Company, column: str, patterns: str, written: str) -> str:
    """SQL that is true where an id, coded or as it came, is one of the patterns or has its code; empty where no id was ever coded."""
    kind = next((kind for kind, columns in KINDS.items() if column in columns), None)
    if kind is None or not secret_files(company):
        return ""
    parts = [part.strip() for part in patterns.split("|")]
    asked = [part.upper() if CODE.fullmatch(part) else code(company, kind, part) for part in parts]
    each = [
        f"starts_with({written}, '{one}') OR starts_with({sql(company, kind, written, WIDTHS[-1])}, '{one}')"
        for one in asked
    ]
    return f"({' OR '.join(each)})"


def settle(
    connection: duckdb.DuckDBPyConnection, company: Company, headers: Iterable[tuple[str, str]]
) -> int:
    """Put codes in the place of personal ids in every table of `main`; returns how many ids, and leaves them in `codes`.

    `headers` are (our column, the file's header) of each source: a header such as cédula or correo says that all of its ids are personal.
    """
    run = connection.execute
    run("CREATE OR REPLACE TABLE main.codes (kind VARCHAR, code VARCHAR, id VARCHAR)")
    if company.personal_ids == "shown":
        return 0
    told = {
        ours
        for ours, theirs in headers
        if set(header_key(theirs).split("_")) & TELLING or header_key(theirs) in TELLING
    }
    for kind in KINDS:
        places = list(_places(connection, kind))
        if places and _find(connection, places, bool(told & KINDS[kind])):
            _spell(connection, company, kind)
            for table, column in places:
                run(
                    f'UPDATE main."{table}" SET "{column}" = c.code FROM main.codes AS c '
                    f'WHERE c.kind = \'{kind}\' AND "{table}"."{column}" = c.id'
                )
    return int(run("SELECT count(*) FROM main.codes").fetchall()[0][0])


def _places(connection: duckdb.DuckDBPyConnection, kind: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(
        """SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'main' AND table_type = 'BASE TABLE' ORDER BY ALL"""
    ).fetchall()
    for table, column in rows:
        if column in KINDS[kind] and table not in AS_THEY_CAME and table != "codes":
            yield table, column


def _find(connection: duckdb.DuckDBPyConnection, places: list[tuple[str, str]], told: bool) -> int:
    """The ids of a kind that are personal, in the table `personal_ids`; all of them where a header says so, or where most are."""
    every = " UNION ".join(
        f'SELECT DISTINCT CAST("{column}" AS VARCHAR) AS id FROM main."{table}"' for table, column in places
    )
    figures = r"regexp_replace(regexp_replace(id, '\.0$', ''), '[^0-9]', '', 'g')"
    in_parts = r"regexp_matches(id, '[0-9][ ./()-]+[0-9]')"
    long = f"length({figures}) >= CASE WHEN {in_parts} AND NOT regexp_full_match(id, {_text(THOUSANDS)}) THEN {FEWEST_IN_PARTS} ELSE {FEWEST} END"
    number = f"CASE WHEN {_is('id', NUMBER)} AND NOT {_is('id', OF_A_YEAR)} AND {long} THEN TRY_CAST({figures} AS BIGINT) END"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE personal_ids AS
        WITH every AS (SELECT id, {number} AS number, nullif(regexp_extract(id, {_text(f"^{LETTERS}$")}, 1), '') AS letters
                       FROM ({every}) WHERE id IS NOT NULL AND trim(id) <> ''),
        near AS (SELECT number, number - lag(number) OVER w AS before, lead(number) OVER w - number AS behind
                 FROM (SELECT DISTINCT number FROM every WHERE number IS NOT NULL) WINDOW w AS (ORDER BY number)),
        beside AS (SELECT number, coalesce(least(before, behind), {APART} + 1) AS gap FROM near),
        spread AS (SELECT count(number) AS n, avg(CAST(gap > {APART} AS INT)) AS alone FROM beside),
        written AS (SELECT count(letters) AS n, count(DISTINCT letters) AS kinds FROM every),
        looked AS (SELECT id, ({_is("id", LOOKS)} OR coalesce(gap > {APART} AND (spread.n < 3 OR alone > {ALONE}), false)
                               OR coalesce(letters <> '' AND written.n >= 3 AND kinds > {DIFFERENT} * written.n AND kinds >= 3, false)) AS is_one
                   FROM every LEFT JOIN beside USING (number), spread, written)
        SELECT id FROM looked WHERE is_one OR {str(told).lower()} OR (SELECT avg(CAST(is_one AS INT)) FROM looked) > 0.5"""
    )
    found = connection.execute("SELECT count(*) FROM personal_ids").fetchall()
    return int(found[0][0])


def _is(column: str, pattern: str) -> str:
    return f"regexp_full_match({column}, {_text(pattern)})"


def _text(said: str) -> str:
    return "'" + said.replace("'", "''") + "'"


def _spell(connection: duckdb.DuckDBPyConnection, company: Company, kind: str) -> None:
    for width in WIDTHS:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE spelled AS SELECT {sql(company, kind, 'id', width)} AS code, id FROM personal_ids"
        )
        alike = connection.execute("SELECT count(*) - count(DISTINCT code) FROM spelled").fetchall()
        if not alike[0][0]:
            break
    connection.execute(f"INSERT INTO main.codes SELECT '{kind}', code, id FROM spelled ORDER BY code")


def sql(company: Company, kind: str, id_: str, width: int) -> str:
    return f"'{kind}-' || upper(left(sha256('{secret(company)}{kind}:' || {id_}), {width}))"


def secret(company: Company) -> str:
    """The company's secret, made when it is first needed: 32 bytes that only its owner reads.

    Where the company's folder may not be written in, it lies in the private folder of its reports.
    """
    path = next(iter(secret_files(company)), company.folder / SECRET)
    if not path.is_file():
        try:
            _write(path)
        except OSError as error:
            if error.errno not in NO_RIGHT:
                raise
            path = _beside_reports(company)
            project.owners_alone(path.parent)
            _write(path)
    said = path.read_text(encoding="ascii").strip()
    return said if re.fullmatch(r"[0-9a-f]{64}", said) else hashlib.sha256(said.encode()).hexdigest()


def secret_files(company: Company) -> list[Path]:
    """The file with the secret, where there is one: what the codes depend on."""
    found = [path for path in (company.folder / SECRET, _beside_reports(company)) if path.is_file()]
    return found[:1]


def _beside_reports(company: Company) -> Path:
    return project.home() / "reports" / (company.key or company.folder.name) / project.PRIVATE / SECRET


def _write(path: Path) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        # Another run was quicker: its secret is the company's.
        pass


def ids_behind(private: Path) -> dict[tuple[str, str], str]:
    """(kind, code) → the id as it came, from a private folder; empty where no id was personal."""
    import pyarrow.parquet as pq

    path = private / "codes.parquet"
    if not path.is_file():
        return {}
    return {(row["kind"], row["code"]): row["id"] for row in pq.read_table(path).to_pylist()}


def write_key(private: Path) -> None:
    """The key for people: code and id side by side, every value as text, so that nothing is a formula."""
    import datetime as dt

    import xlsxwriter

    from clientela.present.language import _

    ids = ids_behind(private)
    if not ids:
        return
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(str(private / "codes.xlsx"), options) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        sheet = book.add_worksheet(_("Códigos"))
        sheet.set_column(0, 1, 34)
        for column, title in enumerate((_("código en el informe"), _("código en los archivos"))):
            sheet.write_string(0, column, title)
        for row, ((_kind, shown), id_) in enumerate(list(ids.items())[:1_000_000], 1):
            sheet.write_string(row, 0, shown)
            sheet.write_string(row, 1, id_)
