"""Somebody asks to be forgotten: out of every run, cache, list and index, and kept out of what is imported later.

What is remembered is a list of hashes made with the company's secret, of ids and of what the person is called within the names of things («Clase de
yoga - Ana López»): it names nobody, and without the secret nobody can try ids or names on it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from clientela.companies import codes
from clientela.companies.config import Company
from clientela.folders import project
from clientela.forms import returned
from clientela.intake.reasons import Fate, Reason

LIST = "forgotten.txt"
HEADING = "# Personas que pidieron ser olvidadas: huellas, no nombres. Cada importación las deja fuera; no lo edite.\n"
# In which columns a row says whose it is.
OWNERS = ("customer_id", "became_customer_id", "prospect_id", "respondent_id")
MENTIONS = ("referred_by", "account_id", "consumer_id")


def lists(company: Company) -> list[Path]:
    """The file of those to be kept out, where there is one."""
    return [company.folder / LIST]


def remembered(company: Company) -> set[str]:
    """The hashes of the ids that are kept out, and of the names and numbers that no name of a thing shows."""
    path = company.folder / LIST
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def keep_out(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Take the rows of the forgotten out of the tables of `main`; the ledger says how many of each source, nothing says whose."""
    hashes = remembered(company)
    if not hashes:
        return
    run = connection.execute
    run(
        "CREATE OR REPLACE TEMP TABLE forgotten AS SELECT unnest($hashes) AS hash", {"hashes": sorted(hashes)}
    )
    columns: dict[str, list[str]] = {}
    for table, column in run(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main' ORDER BY ALL"
    ).fetchall():
        columns.setdefault(table, []).append(column)
    for table, has in columns.items():
        owners = [column for column in OWNERS if column in has]
        for column in MENTIONS if owners else ():
            if column in has:
                run(
                    f'UPDATE main."{table}" SET "{column}" = NULL WHERE {_hash(company, column)} IN (FROM forgotten)'
                )
        if owners and "source" in has:
            theirs = " OR ".join(
                f"coalesce({_hash(company, column)} IN (FROM forgotten), false)" for column in owners
            )
            _enter(connection, table, theirs, "fate" in has)
            run(f'DELETE FROM main."{table}" WHERE {theirs}')
    # What was set aside as it came tells persons in cells: whoever has one of the ids in a cell goes.
    run(
        f"""DELETE FROM main.set_aside WHERE (source, source_file, source_row) IN (
            SELECT source, source_file, source_row FROM (
                SELECT source, source_file, source_row, unnest(json_extract_string(raw, '$.*')) AS cell FROM main.set_aside)
            WHERE {_hash(company, "trim(cell)", quoted=False)} IN (FROM forgotten))"""
    )


def _enter(connection: duckdb.DuckDBPyConnection, table: str, theirs: str, has_fate: bool) -> None:
    """Rows that were used, or in totals, are now set aside: the ledger still adds up to the lines of the files."""
    fate, why = ("fate", "reason") if has_fate else (f"'{Fate.USED}'", "CAST(NULL AS VARCHAR)")
    gone = connection.execute(
        f'SELECT source, {fate}, {why}, count(*) FROM main."{table}" WHERE {theirs} GROUP BY ALL ORDER BY ALL'
    ).fetchall()
    for source, was, reason, rows in gone:
        connection.execute(
            "UPDATE main.ledger SET rows = rows - ? WHERE table_name = ? AND source = ? AND fate = ? AND reason IS NOT DISTINCT FROM ?",
            [rows, table, source, was, reason],
        )
        connection.execute(
            "INSERT INTO main.ledger VALUES (?, ?, ?, ?, ?)",
            [source, table, Fate.SET_ASIDE, Reason.FORGOTTEN, rows],
        )
    connection.execute("DELETE FROM main.ledger WHERE rows = 0")


def _hash(company: Company, column: str, quoted: bool = True) -> str:
    shown = f'"{column}"' if quoted else column
    return f"sha256('{codes.secret(company)}F:' || lower({shown}))"


@dataclass(frozen=True)
class Certificate:
    """What was done for somebody, without saying for whom."""

    number: str
    day: dt.date
    ids: int
    runs: int
    caches: int
    still_in: tuple[str, ...]

    def text(self) -> str:
        """The certificate, to be given to who asked."""
        left = (
            f"Aún está en estos archivos de la empresa, que este programa no cambia: {', '.join(self.still_in)}. "
            "Bórrela también allí; mientras tanto, cada importación la deja fuera."
            if self.still_in
            else "No está en ninguno de los archivos que la empresa importa hoy."
        )
        return (
            f"Constancia de olvido {self.number}\n\n"
            f"El {self.day.isoformat()} se borraron los datos de una persona: {self.ids} código(s), "
            f"{self.runs} informe(s) y {self.caches} copia(s) de trabajo que podían nombrarla.\n{left}\n"
        )


def forget(
    company: Company, customer: str, joined: bool | None = None, today: dt.date | None = None
) -> Certificate:
    """Forget a person by an id (as in the files, or its code in a report): remember the hash, delete what could name them.

    Ids that were found to be the same person go with it where `joined` says so, and stay where it says no. Raises LookupError when no file and no
    report knows the id, and where it is not said whether the others go: who was joined by mistake would be forgotten unasked.
    """
    day = today or dt.date.today()
    folders = list(_made(company))
    known, others, called = _ids(company, customer, joined)
    known = known or _in_what_was_made(folders, customer)
    if not known:
        raise LookupError("ningún archivo ni informe de la empresa conoce este código")
    if others and joined is None:
        raise LookupError(
            f"este código y {', '.join(sorted(others))} se tienen por la misma persona. Mire en los archivos si lo son, y escriba otra vez "
            "con --all para olvidarlos todos o con --only para olvidar solo el que escribió (con make: ALSO=all o ALSO=only)"
        )
    known |= others if joined else set()
    hashes = {hashlib.sha256(f"{codes.secret(company)}F:{one.lower()}".encode()).hexdigest() for one in known}
    _remember(company, remembered(company) | hashes | called.marks)
    runs = sum(1 for path in folders if path.parent.name == "runs")
    for path in folders:
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path)
    # A part may have been that of one customer, and be called so.
    for part in (project.home() / "reports" / company.key / "parts").glob("*"):
        shutil.rmtree(part, ignore_errors=True)
    number = hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()[:12].upper()
    return Certificate(
        number, day, len(known), runs, len(folders) - runs, tuple(_still_in(company, known | called.names))
    )


def _remember(company: Company, hashes: set[str]) -> None:
    path = company.folder / LIST
    aside = path.with_suffix(".new")
    aside.write_text(HEADING + "\n".join(sorted(hashes)) + "\n", encoding="utf-8")
    aside.chmod(0o600)
    aside.replace(path)


@dataclass(frozen=True)
class _Called:
    """What somebody is called in the table of customers: the names as they stand there, and hashes of names and numbers."""

    names: frozenset[str]
    marks: frozenset[str]


def _ids(company: Company, customer: str, joined: bool | None) -> tuple[set[str], set[str], _Called]:
    """The id that was meant, itself or its code, as the files have it; the others held to be the same person; and what they are called."""
    from clientela import intake
    from clientela.companies.preparation import who_is_who
    from clientela.warehouse import Warehouse

    with Warehouse() as warehouse:
        intake.load(company, warehouse.connection, dt.date.today())
        who_is_who(company, warehouse)
        wanted = customer.strip().lower()
        run = warehouse.connection.execute
        every = " UNION ".join(
            f'SELECT CAST("{column}" AS VARCHAR) AS id FROM main."{table}"'
            for table, column in run(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main' AND list_contains($owners, column_name)",
                {"owners": [*OWNERS, "source_id"]},
            ).fetchall()
        )
        # A code of a report is long enough to mean one person.
        coded = f"left({codes.sql(company, 'C', 'id', 16)}, length($wanted)) = upper($wanted)"
        asked = (
            f"SELECT id FROM ({every}) WHERE lower(id) = $wanted OR ($wanted LIKE 'c-________%' AND {coded})"
        )
        found = {one for (one,) in run(asked, {"wanted": wanted}).fetchall()}
        more = run(
            """SELECT DISTINCT b.source_id FROM main.identity AS a JOIN main.identity AS b USING (customer_id)
            WHERE list_contains($found, a.source_id)""",
            {"found": sorted(found)},
        ).fetchall()
        others = {one for (one,) in more} - found
        theirs = found | others if joined else found
        return found, others, _called(warehouse.connection, company, theirs)


def _called(connection: duckdb.DuckDBPyConnection, company: Company, ids: set[str]) -> _Called:
    names = connection.execute(
        """SELECT unnest([name, first_name || ' ' || last_name]) FROM main.customers
        WHERE list_contains($ids, customer_id) AND coalesce(kind, '') <> 'organisation'""",
        {"ids": sorted(ids)},
    ).fetchall()
    shown = frozenset(name for (name,) in names if name and " " in name.strip())
    return _Called(shown, frozenset(codes.marks(connection, company, ids)))


def _made(company: Company) -> Iterator[Path]:
    """All that was made of the company's files: runs, the parts', what failed, prepared tables. The newest report is made again."""
    reports, cache = project.home() / "reports" / company.key, project.cache(company.key)
    for place in (reports, *sorted((reports / "parts").glob("*"))):
        yield from sorted((place / "runs").glob("*"))
        yield from (
            path for name in ("latest", "failed") if (path := place / name).exists() or path.is_symlink()
        )
        yield from sorted(place.glob(".new-*"))
    # The cards of customers, made one by one when somebody asks; what could not be read of filled forms.
    for private in (reports, company.folder / "forms"):
        yield from sorted(one for one in (private / project.PRIVATE).glob("*") if one.name != codes.SECRET)
    yield from sorted(cache.glob("*"))


def _in_what_was_made(folders: Iterable[Path], customer: str) -> set[str]:
    """The id of somebody who is in no file any more, but still in a report or a prepared table; of a code, the id behind it."""
    for folder in folders:
        behind = {
            code.upper(): one for (_kind, code), one in codes.ids_behind(folder / project.PRIVATE).items()
        }
        if customer.strip().upper() in behind:
            return {behind[customer.strip().upper()]}
    wanted = customer.strip().encode()
    files = (
        path for folder in folders for path in ([folder] if folder.is_file() else sorted(folder.rglob("*")))
    )
    return {customer.strip()} if any(path.is_file() and wanted in content(path) for path in files) else set()


def _still_in(company: Company, ids: set[str]) -> Iterator[str]:
    """The company's own files that hold one of the ids: they are the company's to change."""
    from clientela import intake

    wanted = [one.encode() for one in ids] + [one.encode("cp1252", errors="ignore") for one in ids]
    # What people wrote themselves names persons too: decisions on who is who, filled forms, notes.
    decided = [company.folder / company.identity.decisions] if company.identity.decisions else []
    own = [*decided, *returned.files(company.folder), *sorted(company.folder.glob("notes.*.md"))]
    for path in dict.fromkeys([*intake.files(company), *own]):
        if path.is_file() and any(one and one in content(path) for one in wanted):
            yield path.relative_to(company.folder).as_posix() if path in own else path.name


def content(path: Path) -> bytes:
    """What a file says, unpacked where it is packed."""
    import zipfile

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return b"\n".join(archive.read(item) for item in archive.infolist() if item.file_size < 1 << 28)
    if path.suffix == ".parquet":
        import duckdb as reader

        rows = reader.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        return "\n".join(" ".join(map(str, row)) for row in rows).encode()
    return path.read_bytes()
