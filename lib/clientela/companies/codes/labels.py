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

from clientela.companies.codes.secret import code, secret
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
    every = "SELECT id, code FROM main.codes WHERE kind IN ('P', 'F') ORDER BY ALL"
    for part, its_code in connection.execute(every).fetchall():
        text = text.replace(part, its_code)
    return text


def settle(connection: duckdb.DuckDBPyConnection, company: Company, forgotten: Iterable[str] = ()) -> None:
    """Put codes in the place of persons within the names of things, in every table of `main`; the key goes to `codes`.

    Whoever is `forgotten`, by the hashes that `marks` made, is known without a list of names, and gets a code of kind F, whose key nobody keeps.
    """
    run = connection.execute
    places = list(_places(connection))
    _gather(connection, places)
    gone = _gone(connection, company, list(forgotten))
    known = {} if company.personal_ids == "shown" else _known(connection)
    written: dict[str, str] = {}
    unkept: dict[str, str] = {}
    changed = []
    for label in sorted(known.keys() | gone.keys()):
        spans = [*_by_look(label), *_by_name(label, known[label])] if label in known else []
        new = _without(company, label, spans, written)
        new = _without(company, new, _by_name(new, gone.get(label, ())), unkept)
        if new != label:
            changed.append((label, new))
    if not changed:
        return
    run("CREATE OR REPLACE TEMP TABLE changed_labels (label VARCHAR, shown VARCHAR)")
    connection.executemany("INSERT INTO changed_labels VALUES (?, ?)", changed)
    connection.executemany(
        "INSERT INTO main.codes VALUES (?, ?, ?)",
        sorted(
            (kind, told, part) for kind, own in (("P", written), ("F", unkept)) for part, told in own.items()
        ),
    )
    for table, column in places:
        run(
            f'UPDATE main."{table}" SET "{column}" = c.shown FROM changed_labels AS c WHERE "{table}"."{column}" = c.label'
        )


def marks(connection: duckdb.DuckDBPyConnection, company: Company, ids: Iterable[str]) -> set[str]:
    """Hashes of the names and numbers by which customers are known within the names of things: what is kept of the forgotten."""
    theirs = {"ids": sorted(ids)}
    names, numbers = _called(
        "(FROM main.customers WHERE list_contains($ids, customer_id))", "SELECT unnest($ids) AS said"
    )
    found = connection.execute(
        f"SELECT {_mark(company)} FROM ({names} UNION {numbers}) WHERE said <> ''", theirs
    ).fetchall()
    return {mark for (mark,) in found}


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


def _mark(company: Company) -> str:
    return f"sha256('{secret(company)}N:' || said)"


def _gone(
    connection: duckdb.DuckDBPyConnection, company: Company, forgotten: list[str]
) -> dict[str, set[str]]:
    """Label → the names and numbers of the forgotten that stand in it."""
    if not forgotten:
        return {}
    return _by_label(connection, f"{_mark(company)} IN (SELECT unnest($hashes))", {"hashes": forgotten})


def _known(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Label → the names and numbers of persons of the company that stand in it; of a label that may hold others' too, maybe none."""
    run = connection.execute
    names, numbers = _called("main.customers", "SELECT id AS said FROM main.codes WHERE kind = 'C'")
    run(f"CREATE OR REPLACE TEMP TABLE known AS {names}")
    connection.execute("INSERT INTO known SELECT unnest(?)", [[*_staff(connection)]])
    run(f"INSERT INTO known {numbers}")
    known = _by_label(connection, "said IN (FROM known)")
    asked = run(f"SELECT label FROM labels_of_things WHERE regexp_matches(label, '{MAY_BE}')").fetchall()
    return {label: set() for (label,) in asked} | known


def _called(customers: str, ids: str) -> tuple[str, str]:
    """Queries for how customers are called, and for their telephones and documents, as they are compared with the parts of labels."""
    return (
        f"""SELECT DISTINCT trim(regexp_replace(lower(strip_accents(said)), '[^a-z]+', ' ', 'g')) AS said FROM (
            SELECT name AS said FROM {customers} WHERE coalesce(kind, '') <> 'organisation'
            UNION SELECT first_name || ' ' || last_name FROM {customers} UNION {ids})
        WHERE said LIKE '% %'""",
        rf"""SELECT DISTINCT regexp_replace(said, '[^0-9]', '', 'g') AS said FROM (
            SELECT phone AS said FROM {customers} UNION SELECT phone_2 FROM {customers} UNION SELECT tax_id FROM {customers} UNION {ids})""",
    )


def _by_label(
    connection: duckdb.DuckDBPyConnection, which: str, given: dict[str, list[str]] | None = None
) -> dict[str, set[str]]:
    """Label → those of its parts that are `which`: two words to five, or a number among words."""
    found = connection.execute(
        rf"""WITH words AS (
            SELECT label, list_filter(string_split_regex(lower(strip_accents(label)), '[^a-z]+'), lambda w: w <> '') AS w
            FROM labels_of_things WHERE named),
        grams AS (SELECT label, unnest(flatten(list_transform(range(1, len(w)), lambda i:
            list_transform(range(2, {MOST_WORDS + 1}), lambda n: array_to_string(w[i:i + n - 1], ' '))))) AS said FROM words WHERE len(w) > 1),
        numbers AS (SELECT label, regexp_replace(unnest(regexp_extract_all(label, '[0-9][0-9 .-]{{5,13}}[0-9]')), '[^0-9]', '', 'g') AS said
            FROM labels_of_things WHERE regexp_matches(label, '[A-Za-z]'))
        SELECT label, said FROM grams WHERE {which}
        UNION SELECT label, said FROM numbers WHERE length(said) >= {FEWEST} AND {which}""",
        given or {},
    ).fetchall()
    parts: dict[str, set[str]] = defaultdict(set)
    for label, said in found:
        parts[label].add(said)
    return parts


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
