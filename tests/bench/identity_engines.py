"""Two ways of finding duplicates, asked the same: ours, and Splink's as its documentation sets it up.

Each returns the clock it was timed with and leaves `found` (source, source_id, customer_id: its decision) and `scored` (l, r, probability: pairs of
row numbers of `numbered`) in the connection. Splink (`pip install splink`) is a reference for this measurement alone.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from measured import Clock

if TYPE_CHECKING:
    import duckdb


def ours(connection: duckdb.DuckDBPyConnection, started: Callable[[], Clock]) -> Clock:
    """Clientela's own: from the raw rows to the decision, its golden records and its list for review."""
    from clientela.intake.identity import resolve

    module = importlib.import_module("clientela.intake.identity.resolve")
    golden = module.golden

    def keep(connection: duckdb.DuckDBPyConnection, precedence: Any) -> None:
        # The pairs are dropped at the end: what was thought of each is kept, the forbidden after all others.
        connection.execute("""
            CREATE TABLE main.scored AS
            SELECT a.row AS l, b.row AS r, max(CASE e.outcome WHEN 'free' THEN 2 WHEN 'review' THEN 1 ELSE 0 END + e.probability) AS probability
            FROM _identity_edges AS e JOIN _identity_ids AS x ON x.entity = e.left_entity JOIN _identity_ids AS y ON y.entity = e.right_entity
            JOIN main.numbered AS a ON a.source = x.source AND a.source_id = x.source_id
            JOIN main.numbered AS b ON b.source = y.source AND b.source_id = y.source_id GROUP BY ALL
        """)
        golden(connection, precedence)

    setattr(module, "golden", keep)  # noqa: B010  (a module's function, replaced for the while)
    clock = started()
    found = resolve(connection, country="CO")
    clock.lap("all")
    setattr(module, "golden", golden)  # noqa: B010
    connection.execute("CREATE TABLE found AS SELECT source, source_id, customer_id FROM identity")
    connection.execute("CREATE TABLE waiting AS SELECT ? AS n", [len(found.review)])
    return clock


def splink(connection: duckdb.DuckDBPyConnection, started: Callable[[], Clock]) -> Clock:
    """Splink on the same rows in small letters without accents, its own comparisons, clusters at a probability of .9 (and .5 and .99)."""
    import splink as library
    import splink.comparison_library as compare

    logging.getLogger("splink").setLevel(logging.ERROR)
    have = [name for name, *_ in connection.execute("DESCRIBE customers").fetchall()]
    clock = started()
    columns = _plain(connection, have)
    database = library.DuckDBAPI(connection=connection)
    rules = _rules(columns)
    settings = library.SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(columns, compare),
        blocking_rules_to_generate_predictions=[library.block_on(*rule) for rule in rules],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    linker = library.Linker(database.register("plain_rows"), settings)
    # Where no pair agrees so far, Splink's own guess stands.
    with contextlib.suppress(ValueError):
        linker.training.estimate_probability_two_random_records_match(_sure(columns), recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6 if _small(connection) else 5e6, seed=1)
    for rule in _training(columns):
        linker.training.estimate_parameters_using_expectation_maximisation(library.block_on(*rule))
    predictions = linker.inference.predict(threshold_match_probability=0.01)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, 0.9)
    clock.lap("all")
    connection.execute(f"""
        CREATE TABLE scored AS SELECT unique_id_l AS l, unique_id_r AS r, match_probability AS probability FROM {predictions.physical_name};
        CREATE TABLE found AS SELECT source, source_id, cluster_id AS customer_id FROM {clusters.physical_name} JOIN numbered ON row = unique_id
    """)
    for name, threshold in (("found_50", 0.5), ("found_99", 0.99)):
        other = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold)
        connection.execute(
            f"CREATE TABLE {name} AS SELECT source, source_id, cluster_id AS customer_id FROM {other.physical_name} JOIN numbered ON row = unique_id"
        )
    return clock


def _small(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("SELECT count(*) FROM numbered").fetchall()[0][0] < 20_000


def _plain(connection: duckdb.DuckDBPyConnection, have: list[str]) -> list[str]:
    """`plain_rows`, and which of its columns hold something."""
    text = [
        name
        for name in (
            "name",
            "first_name",
            "last_name",
            "email",
            "phone",
            "tax_id",
            "address",
            "city",
            "postcode",
            "occupation",
            "sex",
        )
        if name in have
    ]
    forms = {name: f"nullif(trim(lower(strip_accents({name}))), '')" for name in text}
    for name in {"phone", "tax_id"} & set(text):
        forms[name] = f"nullif(regexp_replace(lower({name}), '[^0-9a-z]', '', 'g'), '')"
    if "phone" in text:
        forms["phone"] = f"right({forms['phone']}, 10)"
    if "name" in text and "first_name" not in have:
        # The words of a name in alphabetical order: sources write surnames first or last.
        forms["name"] = (
            f"array_to_string(list_sort(string_split(regexp_replace({forms['name']}, '[^a-z0-9 ]', '', 'g'), ' ')), ' ')"
        )
        forms["first_name"] = f"{forms['name']}.split(' ')[1]"
        forms["last_name"] = f"{forms['name']}.split(' ')[-1]"
    if "birth_date" in have:
        forms["birth_date"] = "TRY_CAST(birth_date AS DATE)::VARCHAR"
    forms |= {"source": "c.source"}
    connection.execute(f"""
        CREATE TABLE plain_rows AS SELECT row AS unique_id, {", ".join(f"{form} AS {name}" for name, form in forms.items() if name != "source")}
        FROM customers AS c JOIN numbered AS n ON n.source = coalesce(c.source, '') AND n.source_id = c.customer_id
        QUALIFY row_number() OVER (PARTITION BY row ORDER BY c.customer_id) = 1
    """)
    return [
        name
        for name in forms
        if name != "source"
        and connection.execute(f"SELECT count({name}) FROM plain_rows").fetchall()[0][0] > 0
    ]


def _comparisons(columns: list[str], compare: Any) -> list[Any]:
    made: list[Any] = []
    for name in columns:
        if (name in ("first_name", "last_name") and "name" not in columns) or name == "name":
            made.append(compare.NameComparison(name).configure(term_frequency_adjustments=True))
        elif name == "birth_date":
            made.append(compare.DateOfBirthComparison(name, input_is_string=True))
        elif name == "email":
            made.append(compare.EmailComparison(name))
        elif name == "postcode":
            made.append(
                compare.LevenshteinAtThresholds(name, [1, 2]).configure(term_frequency_adjustments=True)
            )
        elif name in ("tax_id", "phone"):
            made.append(compare.DamerauLevenshteinAtThresholds(name, [1, 2]))
        elif name == "address":
            made.append(compare.JaroWinklerAtThresholds(name, [0.9, 0.8]))
        elif name in ("city", "occupation"):
            made.append(
                compare.JaroWinklerAtThresholds(name, [0.9]).configure(term_frequency_adjustments=True)
            )
        elif name == "sex":
            made.append(compare.ExactMatch(name))
    return made


def _having(columns: list[str], rules: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    plain = lambda part: part.split("(")[-1].split(",")[0].rstrip(")")  # noqa: E731
    return [rule for rule in rules if all(plain(part) in columns for part in rule)]


def _rules(columns: list[str]) -> list[tuple[str, ...]]:
    return _having(
        columns,
        [
            ("tax_id",), ("email",), ("phone",), ("first_name", "last_name"), ("last_name", "birth_date"), ("first_name", "birth_date"),
            ("postcode", "first_name"), ("postcode", "last_name"), ("birth_date", "postcode"), ("address",), ("birth_date", "city"),
            ("substr(first_name, 1, 3)", "substr(last_name, 1, 4)"), ("city", "first_name"), ("city", "last_name"),
            ("substr(birth_date, 1, 7)", "substr(last_name, 1, 2)"), ("birth_date", "substr(first_name, 1, 1)"),
        ],
    )  # fmt: skip


def _sure(columns: list[str]) -> list[str]:
    """Rules that hardly ever hold of two persons, as in Splink's own examples."""
    near = "levenshtein(l.birth_date, r.birth_date) <= 1"
    rules = {
        ("tax_id",): "l.tax_id = r.tax_id",
        ("email", "last_name"): "l.email = r.email AND l.last_name = r.last_name",
        ("phone", "last_name"): "l.phone = r.phone AND l.last_name = r.last_name",
        (
            "first_name",
            "last_name",
            "birth_date",
        ): f"l.first_name = r.first_name AND l.last_name = r.last_name AND {near}",
        (
            "last_name",
            "birth_date",
        ): "l.last_name = r.last_name AND l.birth_date = r.birth_date AND levenshtein(l.first_name, r.first_name) <= 2",
        ("address", "city"): "l.address = r.address AND l.city = r.city",
    }
    return [rule for needed, rule in rules.items() if set(needed) <= set(columns)]


def _training(columns: list[str]) -> list[tuple[str, ...]]:
    return _having(
        columns,
        [("first_name", "last_name"), ("birth_date",), ("email",), ("phone",), ("tax_id",), ("address",)],
    )[:4]
