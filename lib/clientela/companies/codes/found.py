"""Which ids are personal: by how they are written, and by whom they lie beside."""

from __future__ import annotations

import duckdb

from clientela.intake.personal import (
    ADDRESS,
    AROUND,
    BORN_BEFORE,
    BORN_BEHIND,
    DOCUMENTS,
    JOINED,
    NAME_OF_SIGNS,
    PASSPORT,
    SEEN_AS,
    SHORT_STREET,
    STREET,
    L,
)

# Two words or more, as Ana Ruiz, with a code before or after them.
NAME = (
    r"(?:[A-Za-z]{0,4}[0-9]{1,13}[\pZ.:;,_/#|(\[–-]+)?[\pL][\pL'’.-]*(?:[\pZ,;/]+[\pL][\pL'’.-]*)+"
    r"(?:[\pZ#(\[|/–-]*[A-Za-z]{0,4}[0-9]{1,13})?[)\]]?"
)
# A day in full: of all that are days the commonest id is a birthday.
DAY = r"(?:19|20)[0-9]{2}[./-][01]?[0-9][./-][0-3]?[0-9]|[0-3]?[0-9][./-][01]?[0-9][./-](?:19|20)[0-9]{2}"
LOOKS = "|".join(
    (NAME, NAME_OF_SIGNS, DAY, SHORT_STREET, ADDRESS, JOINED, BORN_BEFORE, BORN_BEHIND, STREET, *DOCUMENTS)
)
# Plain numbers, with letters before or behind them as in CC1020 or a passport, are somebody's where they are as long as those are and lie far
# apart; those that were given out in a row lie close.
NUMBER = (
    rf"(?:[{L}]{{1,4}}[ .:_#-]{{0,2}})?(?:[0-9]{{1,3}}(?:[.,' ][0-9]{{3}}){{2,3}}|[0-9]{{7,26}}|(?:[0-9]+[ ./()-]{{1,2}}){{1,5}}[0-9]+)"
    rf"[ -]?[A-Za-z]{{0,3}}(?:\.0)?|{PASSPORT}"
)
# Codes of a year and a number in it are nobody's.
OF_A_YEAR = rf"[{L}]{{0,6}}[ ._/-]?(?:19|20)[0-9]{{2}}(?:[01][0-9])?[ ._/-][0-9]{{1,6}}"
FEWEST, FEWEST_IN_PARTS = 6, 9
# A share of numbers that lie alone is no chance.
ALONE = 0.1
# Letters before figures are those of a name, or of a passport, where hardly two ids have the same ones.
LETTERS = rf"([{L}]{{2,12}})[ ._-]?[0-9]{{2,8}}[A-Za-z]{{0,2}}"
# So are those of the plate of a car.
PLATE = (
    r"[0-9]{3,4}[ -]?[A-Z]{3}|[A-Z]{2}[ -]?[0-9]{3}[ -]?[A-Z]{2}|[A-Z]{3}[ -]?[0-9][A-Z][0-9]{2}|[A-Z]{2}[0-9]{2}[ -]?[A-Z]{3}"
    r"|[A-Z]{4}[ -]?[0-9]{2}|[A-Z]-?[0-9]{4}-?[A-Z]{2}"
)
DIFFERENT = 0.3
# The points between thousands part nothing.
THOUSANDS = rf"(?:[{L}]{{1,4}}[ .:_#-]{{0,2}})?[0-9]{{1,3}}(?:[.,' ][0-9]{{3}}){{2,3}}(?:\.0)?"
# How far from the next one a number lies alone: documents of a few customers lie thousands apart, while a company's own numbers leave gaps of those
# who bought nothing; of many customers also the documents lie closer.
FARTHEST, NEAREST, ALL_NUMBERS = 250, 20, 10_000_000


def find(connection: duckdb.DuckDBPyConnection, places: list[tuple[str, str]], told: bool) -> int:
    """The ids of a kind that are personal, in the table `personal_ids`; all of them where a header says so, or where most are."""
    every = " UNION ".join(
        f'SELECT DISTINCT CAST("{column}" AS VARCHAR) AS id FROM main."{table}"' for table, column in places
    )
    figures = r"regexp_replace(regexp_replace(said, '\.0$', ''), '[^0-9]', '', 'g')"
    in_parts = r"regexp_matches(said, '[0-9][ ./()-]+[0-9]')"
    long = f"length({figures}) >= CASE WHEN {in_parts} AND NOT {_is('said', THOUSANDS)} THEN {FEWEST_IN_PARTS} ELSE {FEWEST} END"
    number = f"CASE WHEN {_is('said', NUMBER)} AND NOT {_is('said', OF_A_YEAR)} AND {long} THEN TRY_CAST({figures} AS HUGEINT) END"
    letters = (
        f"CASE WHEN {_is('said', PLATE)} THEN regexp_replace(said, '[^A-Z]', '', 'g') "
        f"ELSE nullif(regexp_extract(said, {_text(f'^{LETTERS}$')}, 1), '') END"
    )
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE personal_ids AS
        WITH given AS (SELECT id, {_bare("id")} AS said FROM ({every}) WHERE id IS NOT NULL AND trim(id) <> ''),
        every AS (SELECT id, said, {number} AS number, {letters} AS letters FROM given),
        near AS (SELECT number, number - lag(number) OVER w AS before, lead(number) OVER w - number AS behind
                 FROM (SELECT DISTINCT number FROM every WHERE number IS NOT NULL) WINDOW w AS (ORDER BY number)),
        beside AS (SELECT number, coalesce(least(before, behind), {FARTHEST} + 1)
                       > greatest({NEAREST}, least({FARTHEST}, {ALL_NUMBERS} / count(*) OVER ())) AS apart FROM near),
        spread AS (SELECT count(number) AS n, avg(CAST(apart AS INT)) AS alone FROM beside),
        written AS (SELECT count(letters) AS n, count(DISTINCT letters) AS kinds FROM every),
        looked AS (SELECT id, ({_is("said", LOOKS)} OR coalesce(apart AND (spread.n < 3 OR alone > {ALONE}), false)
                               OR coalesce(letters <> '' AND written.n >= 3 AND kinds > {DIFFERENT} * written.n AND kinds >= 3, false)) AS is_one
                   FROM every LEFT JOIN beside USING (number), spread, written)
        SELECT id FROM looked WHERE is_one OR {str(told).lower()} OR (SELECT avg(CAST(is_one AS INT)) FROM looked) > 0.5"""
    )
    found = connection.execute("SELECT count(*) FROM personal_ids").fetchall()
    return int(found[0][0])


def _bare(column: str) -> str:
    """An id as it is looked at, as `personal.bare` does it with a text."""
    # Each of those signs takes several bytes; to see that there are none costs a twentieth of looking for them.
    said = f"translate({column}, {_text(SEEN_AS[0])}, {_text(SEEN_AS[1])})"
    said = f"CASE WHEN strlen({column}) = length({column}) THEN {column} ELSE {said} END"
    for pattern, instead in AROUND:
        said = f"regexp_replace({said}, {_text(pattern)}, {_text(instead)}, 'g')"
    return f"trim({said})"


def _is(column: str, pattern: str) -> str:
    return f"regexp_full_match({column}, {_text(pattern)})"


def _text(said: str) -> str:
    return "'" + said.replace("'", "''") + "'"
