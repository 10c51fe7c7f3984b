"""From the customers' rows to persons and organisations: who is who, how sure, and what waits for somebody to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from clientela.intake.identity import report
from clientela.intake.identity.golden import golden
from clientela.intake.identity.ids import number_entities, write_identity
from clientela.intake.identity.prepare import prepare
from clientela.intake.identity.report import Identity
from clientela.intake.identity.scoring import matching, pairs
from clientela.intake.identity.scoring.clusters import Clusters, cluster
from clientela.intake.identity.scoring.levels import Spec
from clientela.intake.identity.scoring.specs import ORGANISATION, PERSON
from clientela.intake.identity.sql import columns_of, value_of

# Which rows are drawn to learn from.
SEED = 20240101
SPECS: Mapping[str, Spec] = {"person": PERSON, "organisation": ORGANISATION}


@dataclass(frozen=True)
class Decision:
    """What somebody who looked at two records said: the same customer, or another."""

    left: tuple[str, str]
    right: tuple[str, str]
    same: bool


@dataclass(frozen=True)
class Options:
    """How sure is sure enough, and what the company knows about its own ids.

    `merge`, `review`: probabilities from which two rows are merged, or wait for somebody to look. `largest`: ids that one customer may have.
    `shared_ids`: the same customer_id in two sources is the same customer. `precedence`: the sources, the most trusted first. `shared_by`: with
    more different names than this on it, a telephone, e-mail, document or address stops telling who somebody is (the shop's own telephone).
    All of them are keys of `identity:` in company.yml.
    """

    merge: float = 0.9
    review: float = 0.3
    largest: int = 20
    shared_ids: bool = True
    precedence: tuple[str, ...] = ()
    shared_by: int = 8


def resolve(
    connection: duckdb.DuckDBPyConnection, *, country: str, decisions: Sequence[Decision] = (), options: Options = Options()
) -> Identity:  # fmt: skip
    """Find the rows that are one customer, within and between sources.

    Reads the table `customers` (contract columns, all but customer_id may be missing) and the ids of every other table that has `source` and
    `customer_id`; writes `identity` (source, source_id, customer_id, confidence, band, how), `golden`, `golden_origin` and
    `usable_contacts` (field, value). Doubtful pairs are not merged: they are in the result's `review`. The same input gives the same
    tables. Band: same (joined with another id), review (a doubtful pair waits), alone. How: itself, id (the same id in several
    sources), match, decision.
    """
    with _workroom(connection):
        if not columns_of(connection, "customers"):
            connection.execute("CREATE TABLE identity_work.customers (customer_id VARCHAR)")
        _entities(connection, country, options)
        scored = [found for kind in SPECS if (found := _score(connection, kind, options))]
        answers = _answers(connection, decisions)
        clusters = _join(connection, answers, options)
        review = pairs.for_review(connection, clusters, answers.same + answers.other, options.review)
        waiting: dict[int, float] = {}
        for left, right, probability in zip(
            review.pop("left_entity"), review.pop("right_entity"), review.probability, strict=True
        ):
            for entity in (left, right):
                waiting[entity] = max(probability, waiting.get(entity, 0.0))
        write_identity(connection, clusters, {entity for pair in answers.same for entity in pair}, waiting)
        golden(connection, options.precedence)
        counts = report.counts(connection) | {
            "pairs_for_review": len(review),
            "pairs_cut": len(clusters.too_large) + len(clusters.against),
            "decisions_used": len(answers.same) + len(answers.other),
            "decisions_unknown": answers.unknown,
        }
        return Identity(counts=counts, review=review, **report.frames(connection, scored, clusters))


@contextmanager
def _workroom(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A schema of its own for the many tables on the way, gone afterwards."""
    before = value_of(connection, "SELECT current_setting('search_path')")
    connection.execute("CREATE SCHEMA IF NOT EXISTS identity_work; SET search_path = 'identity_work,main'")
    try:
        connection.execute(matching.MACROS)
        yield
    finally:
        connection.execute(f"SET search_path = '{before}'")
        connection.execute("DROP SCHEMA identity_work CASCADE")


def _entities(connection: duckdb.DuckDBPyConnection, country: str, options: Options) -> None:
    prepare(connection, country, options.shared_by)
    number_entities(connection, options.precedence, options.shared_ids)
    pairs.start(connection)


def _score(
    connection: duckdb.DuckDBPyConnection, kind: str, options: Options
) -> tuple[str, matching.Scored] | None:
    """Score one kind of customer: persons are never compared with organisations."""
    table = f"_identity_match_{kind}"
    # Many rows of one id say the same: one is enough.
    connection.execute(f"""
        CREATE OR REPLACE TABLE {table} AS
        SELECT r.*, i.entity FROM _identity_records AS r JOIN _identity_ids AS i ON i.source = r.source AND i.source_id = r.customer_id
        WHERE r.kind = '{kind}' AND coalesce(name_key, document, email, phone) IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY i.entity, name_key, document, email, phone, address, postcode, city, birth ORDER BY unique_id) = 1
        ORDER BY unique_id
    """)
    found = matching.score(connection, table, SPECS[kind], SEED)
    if found is None:
        return None
    pairs.add(connection, table, found.guards)
    return kind, found


@dataclass(frozen=True)
class _Answers:
    same: list[tuple[int, int]]
    other: list[tuple[int, int]]
    unknown: int


def _answers(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> _Answers:
    ids = {}
    if decisions:
        query = "SELECT source, source_id, entity FROM _identity_ids WHERE entity IS NOT NULL"
        wanted = {end for decision in decisions for end in (decision.left, decision.right)}
        ids = {
            (source, name): entity
            for source, name, entity in connection.execute(query).fetchall()
            if (source, name) in wanted
        }
    answers = _Answers([], [], sum(d.left not in ids or d.right not in ids for d in decisions))
    for decision in decisions:
        if decision.left in ids and decision.right in ids:
            pair = (
                min(ids[decision.left], ids[decision.right]),
                max(ids[decision.left], ids[decision.right]),
            )
            (answers.same if decision.same else answers.other).append(pair)
    return answers


def _join(connection: duckdb.DuckDBPyConnection, answers: _Answers, options: Options) -> Clusters:
    entities = int(value_of(connection, "SELECT coalesce(max(entity) + 1, 0) FROM _identity_ids"))
    likely = pairs.edges(connection, options.merge)
    weak = pairs.edges(connection, max(options.review, 0.5), options.merge)
    # What somebody decided comes before any guard of ours.
    decided = set(answers.same)
    apart = [pair for pair in pairs.guarded(connection, "apart") if pair not in decided] + answers.other
    doubts = [pair for pair in pairs.guarded(connection, "review") if pair not in decided]

    def joined(doubts: list[tuple[int, int]]) -> Clusters:
        return cluster(
            entities,
            likely,
            same=answers.same,
            apart=apart,
            doubts=doubts,
            weak=weak,
            largest=options.largest,
        )

    first = joined(doubts)
    more = [pair for pair in pairs.strangers(connection, first) if pair not in decided]
    return joined(doubts + more) if more else first
