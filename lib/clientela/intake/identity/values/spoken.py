"""The words of all names together: how common each is, which are surely names, and which are slips of one."""

from __future__ import annotations

import duckdb

from clientela.intake.identity.sql import put_table
from clientela.intake.identity.values import names
from clientela.intake.identity.values.slips import mended


def count_words(connection: duckdb.DuckDBPyConnection) -> None:
    """How common each word of a name is, whether it is surely a name, and the name it is a slip of."""
    connection.execute(
        """
        CREATE OR REPLACE TABLE _identity_counted AS
        SELECT word, count(*) AS times, list_contains($first, root) AS first, list_contains($last, root) AS last,
               list_contains($known, root) OR count(*) >= greatest(10, 0.0002 * (SELECT count(*) FROM _identity_forms)) AS known
        FROM (SELECT unnest(spoken) AS word, rtrim(word, '2') AS root FROM _identity_forms) GROUP BY word, root
        """,
        {
            "first": sorted(names.first_names()),
            "last": sorted(names.last_names()),
            "known": sorted(names.known_words()),
        },
    )
    times = dict(connection.execute("SELECT word, times FROM _identity_counted ORDER BY word").fetchall())
    known = [
        word
        for (word,) in connection.execute(
            "SELECT word FROM _identity_counted WHERE known ORDER BY word"
        ).fetchall()
    ]
    put_table(
        connection,
        "_identity_mended",
        {
            "word VARCHAR": list(found := mended(times, {*known, *names.known_words()})),
            "name VARCHAR": list(found.values()),
        },
    )
    connection.execute("""
        CREATE OR REPLACE TABLE _identity_words AS
        SELECT c.word, c.times, coalesce(m.name, c.word) AS name, coalesce(k.first, c.first) AS first, coalesce(k.last, c.last) AS last,
               NOT c.known AND m.name IS NULL AS odd
        FROM _identity_counted AS c LEFT JOIN _identity_mended AS m USING (word) LEFT JOIN _identity_counted AS k ON k.word = m.name
    """)
    _spell(connection)


def _spell(connection: duckdb.DuckDBPyConnection) -> None:
    """`_identity_spoken`: the words of each name in the ways that matching asks for."""
    connection.execute("""
        CREATE OR REPLACE TABLE _identity_spoken AS
        WITH said AS (
            SELECT f.unique_id, w.word, any_value(w.name) AS name, any_value(w.times) AS times,
                   -- An initial may be a given name's or a surname's.
                   bool_or(w.first OR length(w.name) = 1) AS first,
                   bool_or(w.last OR length(w.name) = 1) AS last, bool_or(w.odd OR length(w.name) = 1) AS odd
            FROM (SELECT unique_id, unnest(spoken) AS word FROM _identity_forms) AS f JOIN _identity_words AS w USING (word)
            GROUP BY f.unique_id, w.word
        )
        SELECT unique_id, string_agg(word, ' ' ORDER BY word) AS name_key, list(name ORDER BY name) AS tokens,
               string_agg(name, ' ' ORDER BY name) AS words, coalesce(list(name ORDER BY name) FILTER (odd), []) AS odd,
               coalesce(list(name ORDER BY name) FILTER (first), []) AS first, coalesce(list(name ORDER BY name) FILTER (last), []) AS last,
               list(name ORDER BY times, name) FILTER (length(name) > 1) AS rare
        FROM said GROUP BY unique_id
    """)
