"""Ids that are themselves personal are replaced in every table before any mart is made, so that nothing after it can show them.

An e-mail, a national number, a telephone or a name used as the code of a customer or of a seller becomes a code, and so does what names a
person within the name of a branch, a product or a channel. The key from codes to ids lies in the private folder alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import duckdb

from clientela.companies.codes import found, labels
from clientela.companies.codes.secret import CODE, WIDTHS, code, secret_files, sql
from clientela.companies.config import Company
from clientela.intake.contract import header_key
from clientela.intake.personal import looks_personal

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
# The words of a header that says itself that its codes are somebody's.
TELLING = frozenset(
    """login username placa matricula patente vin imei iban licencia dui cie nss nino bsn pesel dpi cnp nacimiento direccion address
    instagram cedula nit documento identificacion rut rfc dni nif cif curp cpf cnpj cuit cuil ruc ssn passport pasaporte cc ci
    correo email e_mail mail telefono celular movil phone mobile whatsapp nombre nombres apellido name names razon_social
    tax_id""".split()  # noqa: SIM905 - as a list the formatter gives each word a line
)


def condition(company: Company, column: str, patterns: str) -> str:
    """A condition on ids in which those that look personal are their codes, for names of folders and pages; others as they are."""
    kind = next((kind for kind, columns in KINDS.items() if column in columns), None)
    if kind is None:
        return labels.shown(company, patterns)
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
    connection: duckdb.DuckDBPyConnection,
    company: Company,
    headers: Iterable[tuple[str, str]],
    forgotten: Iterable[str] = (),
) -> int:
    """Put codes in the place of personal ids in every table of `main`; returns how many ids, and leaves them in `codes`.

    `headers` are (our column, the file's header) of each source: a header such as cédula or correo says that all of its ids are personal.
    `forgotten` are the hashes of those whose names are not shown, whatever else is.
    """
    run = connection.execute
    run("CREATE OR REPLACE TABLE main.codes (kind VARCHAR, code VARCHAR, id VARCHAR)")
    if company.personal_ids == "shown":
        labels.settle(connection, company, forgotten)
        return 0
    told = {
        ours
        for ours, theirs in headers
        if set(header_key(theirs).split("_")) & TELLING or header_key(theirs) in TELLING
    }
    for kind in KINDS:
        places = list(_places(connection, kind))
        if places and found.find(connection, places, bool(told & KINDS[kind])):
            _spell(connection, company, kind)
            for table, column in places:
                run(
                    f'UPDATE main."{table}" SET "{column}" = c.code FROM main.codes AS c '
                    f'WHERE c.kind = \'{kind}\' AND "{table}"."{column}" = c.id'
                )
    labels.settle(connection, company, forgotten)
    return int(run("SELECT count(*) FROM main.codes").fetchall()[0][0])


def _places(connection: duckdb.DuckDBPyConnection, kind: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(
        """SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'main' AND table_type = 'BASE TABLE' ORDER BY ALL"""
    ).fetchall()
    for table, column in rows:
        if column in KINDS[kind] and table not in AS_THEY_CAME and table != "codes":
            yield table, column


def _spell(connection: duckdb.DuckDBPyConnection, company: Company, kind: str) -> None:
    for width in WIDTHS:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE spelled AS SELECT {sql(company, kind, 'id', width)} AS code, id FROM personal_ids"
        )
        alike = connection.execute("SELECT count(*) - count(DISTINCT code) FROM spelled").fetchall()
        if not alike[0][0]:
            break
    connection.execute(f"INSERT INTO main.codes SELECT '{kind}', code, id FROM spelled ORDER BY code")
