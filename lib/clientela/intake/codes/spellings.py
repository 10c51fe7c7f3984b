"""Ways to compare codes that leave out how they are written: capitals and blanks, leading zeros and signs, a prefix, a check digit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from clientela.present.language import N_
from clientela.present.language import gettext as _


@dataclass(frozen=True)
class Form:
    """A way to compare; a bold one leaves out what may mean something, and is believed only where it finds most of the codes."""

    name: str
    said: str
    sql: str = ""
    bold: bool = False

    @property
    def words(self) -> str:
        """What is left out, in words."""
        return _(self.said)


# Blanks of every kind, and the signs that nobody sees.
_PLAIN = r"regexp_replace(lower(nfc_normalize(id)), '[\s\x{a0}\x{2000}-\x{200f}\x{202f}\x{2060}\x{3000}\x{feff}]+', '', 'g')"
_MAIL = "contains(id, '@')"
_BARE = f"regexp_replace({_PLAIN}, '[^\\p{{L}}\\p{{N}}]+', '', 'g')"
# The zeros that lead a run of figures, but for the last of them.
_ZEROS = f"regexp_replace(regexp_replace({_PLAIN}, '[^\\p{{L}}\\p{{N}}]+', '-', 'g'), '(^|[^0-9])0+([0-9])', '\\1\\2', 'g')"
_SIGNLESS = f"regexp_replace(regexp_replace({_BARE}, '(^|[^0-9])0+([0-9])', '\\1\\2', 'g'), '[^\\p{{L}}\\p{{N}}]+', '', 'g')"
_PREFIX = "regexp_extract({text}, '^([a-z]+)[0-9]+$', 1)"

FORMS = (
    Form("plain", N_("mayúsculas ni espacios"), _PLAIN),
    Form("zeros", N_("mayúsculas, espacios ni ceros a la izquierda"), f"CASE WHEN {_MAIL} THEN {_PLAIN} ELSE {_ZEROS} END"),
    Form("signs", N_("guiones, puntos ni ceros a la izquierda"), f"CASE WHEN {_MAIL} THEN {_PLAIN} ELSE {_SIGNLESS} END"),
    Form("document", N_("puntos ni dígito de verificación"), bold=True),
    Form(
        "prefix",
        N_("el prefijo"),
        f"CASE WHEN {_MAIL} THEN {_PLAIN} ELSE regexp_replace({_SIGNLESS}, '^[a-z]+0*([0-9]+)$', '\\1') END",
        bold=True,
    ),
)  # fmt: skip


def spell(connection: duckdb.DuckDBPyConnection, form: Form, country: str) -> None:
    """The tables own_spelled and known_spelled (id, form): every code of own_ids and known_ids in the form that is compared."""
    for side in ("own", "known"):
        if form.sql:
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {side}_spelled AS SELECT id, {form.sql} AS form FROM {side}_ids WHERE {form.sql} <> ''"
            )
            continue
        ids = [row[0] for row in connection.execute(f"SELECT id FROM {side}_ids").fetchall()]
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {side}_spelled (id VARCHAR, form VARCHAR)")
        connection.execute(
            f"INSERT INTO {side}_spelled SELECT unnest($ids), unnest($forms)",
            {"ids": ids, "forms": _documents(ids, country)},
        )


def _documents(ids: Iterable[str], country: str) -> list[str]:
    from clientela.intake.identity.values.documents import document

    return [document(text, country)[0] or text for text in ids]


def joinable(connection: duckdb.DuckDBPyConnection, form: Form) -> bool:
    """Whether a comparison has anything to compare: identity numbers need both sides made of them."""
    if form.name != "document":
        return True
    number = r"regexp_matches(id, '^\D{0,6}[0-9][0-9., ]{4,14}([-–. ]\s*[0-9kK])?\s*$')"
    shares = [
        (connection.execute(f"SELECT avg(CAST({number} AS INTEGER)) FROM {side}_ids").fetchone() or (0,))[0]
        for side in ("own", "known")
    ]
    return all((share or 0) >= 0.8 for share in shares)


def prefixes_agree(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether each side has one prefix at most, and both the same first letter where both have one: C001 and CLI-1, not C001 and V001."""
    found = []
    for side in ("own", "known"):
        prefix = _PREFIX.format(text=_BARE)
        rows = connection.execute(f"SELECT DISTINCT {prefix} FROM {side}_ids WHERE {prefix} <> ''").fetchall()
        found.append([row[0] for row in rows])
    own, known = found
    if max(len(own), len(known)) > 1:
        return False
    return not (own and known) or own[0][0] == known[0][0]
