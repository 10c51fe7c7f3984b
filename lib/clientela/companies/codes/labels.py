"""A person within the name of a thing: an e-mail, telephone, document or known name in that of a branch, product or channel becomes a code.

What the e-mails, telephones and documents of anybody look like stands here. A name is somebody's where a customer, a seller or one of the staff is
called so: whether «Santa Rosa» is a branch or its manager, letters alone do not say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import duckdb

from clientela.companies.codes.secret import code
from clientela.companies.config import Company
from clientela.intake.contract import contract, plain
from clientela.intake.personal import SMALL, is_name

# Codes of things; those of orders and lines are shown nowhere.
THINGS = {"product_id", "campaign_id", "contract_id", "instrument", "item"}
# What no thing's name is, and what everybody's words are: private as a whole.
NOT_NAMES = {"source", "source_file", "fate", "text", "postcode", "country"}
# In answers many words stand beside one another.
NO_NAMES_IN = {"answer", "text_es", "text_en"}
CALLED = r"\b(?:tel|telf|tfno|tel[ée]fono|cel|celular|m[óo]vil|whats ?app|phone|mobile|recargas?|nequi|daviplata|bizum|yape|llamar)\b[^0-9@+]{0,8}"
PAPER = r"\b(?:C\.?C|CC|NIT|DNI|NIF|NIE|RUT|RUC|CPF|CUI[TL]|CURP|RFC|[Cc][ée]dula|[Pp]asaporte|[Pp]assport)\b\.?[ .:n°º#-]{0,6}"
# Each with the part that is somebody's in its last group, or as a whole.
PERSONAL = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\w.+-]*[^\W\d_][\w.+-]*(?:@|%40|＠)[^\W\d_][\w.-]*\w",
        r"\(?(?:\+|\b00)[1-9][0-9]{0,2}\)?[ .-]?\(?[0-9][0-9 ().-]{5,13}[0-9]",
        r"\([0-9]{2,4}\) ?[0-9]{3,4}[ -]?[0-9]{3,4}\b",
        r"(?<![\w.,-])(?:[0-9]{3}[ .-][0-9]{3}[ .-](?:[0-9]{4}|[0-9]{2}[ .-][0-9]{2})|[67][0-9]{2}(?: [0-9]{3}){2})(?![\w.,-])",
        rf"(?i:{CALLED})([0-9](?:[ .-]?[0-9]){{6,13}})\b",
        rf"{PAPER}([A-Z]{{0,4}}[0-9](?:[. -]?[0-9]){{5,13}}(?:-?[A-Za-z])?)\b",
        r"\b[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}\b|\b[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9kK]\b|\b[XYZ][0-9]{7}[A-Z]\b",
        r"\b[0-9]{4}(?:[ -][0-9]{4}){3}\b|\b[A-Z]{2}[0-9]{2}(?: [0-9A-Z]{4}){4,7}\b|\b(?:ES|DE|FR|IT|PT)[0-9]{20,25}\b",
    )
)
MAY_BE = r"@|%40|＠|\+[0-9]|[0-9][0-9 ().-]{5,}[0-9A-Za-z]"
# A number of so many figures is somebody's where it is that of a customer, and stands among words.
FEWEST, MOST_SELLERS, MOST_WORDS = 8, 5000, 5


def shown(company: Company, text: str) -> str:
    """A text in which whatever is somebody's by its look is a code."""
    return _without(company, text, _by_look(text), {})


def in_tables(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """What somebody asks for, as it is written in the tables since `settle`."""
    for part, its_code in connection.execute("SELECT id, code FROM main.codes WHERE kind = 'P'").fetchall():
        text = text.replace(part, its_code)
    return text


def settle(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Put codes in the place of persons within the names of things, in every table of `main`; the key goes to `codes`."""
    places = list(_places(connection))
    _gather(connection, places)
    known = _known(connection)
    written: dict[str, str] = {}
    changed = []
    asked = {
        label
        for (label,) in connection.execute(
            f"SELECT label FROM labels_of_things WHERE regexp_matches(label, '{MAY_BE}')"
        ).fetchall()
    }
    for label in sorted(asked | known.keys()):
        spans = [*_by_look(label), *_by_name(label, known.get(label, ()))]
        if spans and (new := _without(company, label, spans, written)) != label:
            changed.append((label, new))
    if not changed:
        return
    run = connection.execute
    run("CREATE OR REPLACE TEMP TABLE changed_labels (label VARCHAR, shown VARCHAR)")
    connection.executemany("INSERT INTO changed_labels VALUES (?, ?)", changed)
    connection.executemany(
        "INSERT INTO main.codes VALUES ('P', ?, ?)", sorted((told, part) for part, told in written.items())
    )
    for table, column in places:
        run(
            f'UPDATE main."{table}" SET "{column}" = c.shown FROM changed_labels AS c WHERE "{table}"."{column}" = c.label'
        )


def _places(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """The columns that name things: texts of the contract that are nobody's, and those that only this company has."""
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main' AND data_type = 'VARCHAR' ORDER BY ALL"
    ).fetchall()
    persons = {
        name
        for table in contract().tables.values()
        for name, column in table.columns.items()
        if column.personal
    }
    for table, column in rows:
        if table not in contract().tables or column in NOT_NAMES or (column in persons and column != "name"):
            continue
        ours = contract().tables[table].columns.get(column)
        if ours is None or column in THINGS or (ours.type == "text" and not ours.personal):
            yield table, column


def _gather(connection: duckdb.DuckDBPyConnection, places: Iterable[tuple[str, str]]) -> None:
    every = " UNION ".join(
        f'SELECT DISTINCT "{column}" AS label, {column not in NO_NAMES_IN} AS named FROM main."{table}"'
        for table, column in places
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE labels_of_things AS SELECT label, bool_or(named) AS named FROM ({every}) "
        "WHERE length(label) > 4 AND NOT regexp_full_match(label, '[0-9]*') GROUP BY label"
    )


def _known(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Label → the names and numbers of persons of the company that stand in it."""
    run = connection.execute
    run(
        """CREATE OR REPLACE TEMP TABLE known_names AS
        SELECT DISTINCT trim(regexp_replace(lower(strip_accents(said)), '[^a-z]+', ' ', 'g')) AS said FROM (
            SELECT name AS said FROM main.customers WHERE coalesce(kind, '') <> 'organisation'
            UNION SELECT first_name || ' ' || last_name FROM main.customers UNION SELECT id FROM main.codes WHERE kind = 'C')
        WHERE said LIKE '% %'"""
    )
    connection.execute("INSERT INTO known_names SELECT unnest(?)", [[*_staff(connection)]])
    run(
        r"""CREATE OR REPLACE TEMP TABLE known_numbers AS
        SELECT DISTINCT regexp_replace(said, '[^0-9]', '', 'g') AS said FROM (
            SELECT phone AS said FROM main.customers UNION SELECT phone_2 FROM main.customers UNION SELECT tax_id FROM main.customers
            UNION SELECT id FROM main.codes WHERE kind = 'C')"""
    )
    found = run(
        rf"""WITH words AS (
            SELECT label, list_filter(string_split_regex(lower(strip_accents(label)), '[^a-z]+'), lambda w: w <> '') AS w
            FROM labels_of_things WHERE named),
        grams AS (SELECT label, unnest(flatten(list_transform(range(1, len(w)), lambda i:
            list_transform(range(2, {MOST_WORDS + 1}), lambda n: array_to_string(w[i:i + n - 1], ' '))))) AS said FROM words WHERE len(w) > 1),
        numbers AS (SELECT label, regexp_replace(unnest(regexp_extract_all(label, '[0-9][0-9 .-]{{5,13}}[0-9]')), '[^0-9]', '', 'g') AS said
            FROM labels_of_things WHERE regexp_matches(label, '[A-Za-z]'))
        SELECT label, said FROM grams JOIN known_names USING (said)
        UNION SELECT label, said FROM numbers JOIN known_numbers USING (said) WHERE length(said) >= {FEWEST}"""
    ).fetchall()
    known: dict[str, set[str]] = defaultdict(set)
    for label, said in found:
        known[label].add(said)
    return known


def _staff(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """How those who sell and serve may be called: by their whole name, or by two of its words."""
    rows = connection.execute(
        f"SELECT name FROM main.staff WHERE name IS NOT NULL UNION SELECT id FROM main.codes WHERE kind = 'V' ORDER BY ALL LIMIT {MOST_SELLERS}"
    ).fetchall()
    called = set()
    for (name,) in rows:
        words = [word for word in re.findall(r"[^\W\d_]+", plain(name)) if len(word) > 1]
        if is_name(name) and len(words) <= MOST_WORDS:
            called |= {" ".join(two) for two in combinations([w for w in words if w not in SMALL], 2)} | {
                " ".join(words)
            }
    return called


def _by_look(label: str) -> Iterator[tuple[int, int]]:
    for pattern in PERSONAL:
        for one in pattern.finditer(label):
            yield one.span(pattern.groups)


def _by_name(label: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
    words = [(plain(one[0]), *one.span()) for one in re.finditer(r"[^\W\d_]+", label)]
    for said in known:
        if said.isdigit():
            every = re.finditer(r"[0-9][0-9 .-]{5,13}[0-9]", label)
            yield from (one.span() for one in every if re.sub(r"\D", "", one[0]) == said)
            continue
        parts = said.split()
        if parts[0] in SMALL or not is_name(said):
            continue
        for first in range(len(words) - len(parts) + 1):
            own = words[first : first + len(parts)]
            if [word for word, _start, _end in own] == parts:
                yield own[0][1], own[-1][2]


def _without(company: Company, label: str, spans: Iterable[tuple[int, int]], written: dict[str, str]) -> str:
    """The label with a code for each part that is somebody's; of two parts that overlap the longer one counts."""
    taken: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda one: one[0] - one[1]):
        if all(end <= other or start >= stop for other, stop in taken):
            taken.append((start, end))
    for start, end in sorted(taken, reverse=True):
        part = label[start:end]
        told = written.setdefault(part, code(company, "P", part))
        label = label[:start] + told + label[end:]
    return label
