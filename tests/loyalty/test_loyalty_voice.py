"""What customers say: words without persons, topics, waits, and what discontent goes with, all small enough for a pencil."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela import loyalty
from clientela.customers import message_words, vocabulary
from clientela.customers.alike import Match
from clientela.loyalty.recovery.answering import well_answered
from clientela.loyalty.recovery.severity import KIND, score
from clientela.loyalty.voice import found, motives
from clientela.loyalty.voice.discontent import ENOUGH
from clientela.loyalty.voice.topics_page import said
from clientela.present import Figure, Table
from clientela.present.show import markdown
from clientela.present.terms import known
from clientela.results import Evidence, Missing, Reason, Result
from clientela.warehouse import Warehouse

TODAY = dt.date(2026, 6, 30)
CLOCK = loyalty.recovery.Clock(TODAY)
LATE = "caja despacho llegó retraso"
STALE = "amargo bolsa sabor viejo"


UNKNOWN = Missing("loyalty.severity", Reason.NO_TABLE)


def complaints(after, graved=UNKNOWN):
    """What is said of complaints where nothing is known of how long they wait."""
    return loyalty.recovery.complaints_findings(
        after, replace(UNKNOWN, key="loyalty.answering"), graved, TODAY, "COP"
    )


def voices(rows: list[dict]) -> pd.DataFrame:
    """The mart voices of some messages; what a row does not say is the usual."""
    usual = {
        "customer_id": None, "kind": "complaint", "day": TODAY, "attended_on": None, "closed_on": None, "resolved": None, "channel": "web",
        "branch": "Norte", "reason": None, "has_text": True, "words": None, "amount_before": 0.0, "purchases_before": 0,
    }  # fmt: skip
    frame = pd.DataFrame(
        [{"interaction_id": f"m{n}", **usual, **row} for n, row in enumerate(rows)],
        columns=["interaction_id", *usual],
    )
    for name in ("day", "attended_on", "closed_on"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def back(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def customer_days(now: int, before: int) -> pd.DataFrame:
    """So many purchases in the last quarter, and in the one before."""
    day = pd.to_datetime([back(10)] * now + [back(100)] * before)
    return pd.DataFrame({"day": day, "is_purchase": True})


# Words


def test_a_word_of_few_customers_and_one_without_a_topic_are_left_out():
    rows = [{"customer_id": f"c{n}", "words": "despacho retraso la gracias norte"} for n in range(6)]
    rows += [{"customer_id": f"d{n}", "words": "sabor amargo"} for n in range(6)]
    rows += [{"customer_id": "c0", "words": "secreto"} for _ in range(30)]
    weighed = message_words.weigh(voices(rows))
    # «secreto» is written thirty times by one customer; Norte is a branch.
    assert sorted(weighed.written) == ["amargo", "despacho", "retraso", "sabor"]
    assert weighed.matrix.shape == (12, 4)
    assert np.allclose(np.asarray(weighed.matrix.multiply(weighed.matrix).sum(axis=1)), 1)


def test_stems_join_what_accents_and_endings_part():
    assert len(set(message_words.stem(["devolución", "devolucion", "devoluciones"]))) == 1
    assert message_words.plain("señal técnica") == "señal tecnica"


def test_no_name_address_or_number_leaves_the_mart():
    text = "Soy Rosaura Quiñones, cel 300-123-4567, rosaura.q@correo.co, www.rosaura.co, cédula 1.020.333: la caja llegó rota"
    with Warehouse() as warehouse:
        for statement in (
            "CREATE TABLE main.identity AS FROM (VALUES ('pqrs', 'x1', 'A')) AS t(source, source_id, customer_id)",
            "CREATE TABLE main.customers AS FROM (VALUES ('person', 'Rosaura Quiñones Lara', NULL, NULL), ('organisation', 'Caja Social', "
            "NULL, NULL)) AS t(kind, name, first_name, last_name)",
            "CREATE TABLE marts.customer_days AS SELECT 'A' AS customer_id, DATE '2026-01-05' AS day, true AS is_purchase, 10.0 AS amount",
        ):
            warehouse.connection.execute(statement)
        warehouse.connection.execute(
            "CREATE TABLE main.interactions AS SELECT 'pqrs' AS source, 'f' AS source_file, n AS source_row, 'm' || n AS interaction_id, "
            "'x1' AS customer_id, 'complaint' AS kind, TIMESTAMP '2026-02-01 10:00' AS opened_at, "
            "DATE '2026-02-01' + CAST(n AS INTEGER) AS attended_at, "
            "NULL::TIMESTAMP AS closed_at, NULL::BOOLEAN AS resolved, 'web' AS channel, 'Cali' AS branch, 'A1' AS agent, "
            "NULL AS reason, "
            "CASE WHEN n < 1 THEN $text END AS text FROM (VALUES (-3), (0), (2)) AS t(n)",
            {"text": text},
        )
        warehouse.build("voices", {"as_of": TODAY})
        told = warehouse.frame("FROM voices ORDER BY interaction_id")
    assert told.customer_id.tolist() == ["A"] * 3
    assert told.amount_before.astype(float).tolist() == [10.0] * 3
    by_id = told.set_index("interaction_id")
    # «Caja» is part of a company's name: that is no person.
    assert by_id.words["m0"] == "caja cel cédula llegó rota soy"
    assert not by_id.has_text["m2"]
    assert pd.isna(by_id.words["m2"])
    # An answer dated before its message is none; one of the same day is.
    assert by_id.attended_on.isna().to_dict() == {"m-3": True, "m0": False, "m2": False}


# Topics


def two_motives(silent: list[str]) -> pd.DataFrame:
    """Thirty late parcels and thirty stale bags with their motive, and messages without."""
    rows = [{"customer_id": f"a{n}", "words": LATE, "reason": "tarde"} for n in range(30)]
    rows += [{"customer_id": f"b{n}", "words": STALE, "reason": "rancio"} for n in range(30)]
    rows += [{"customer_id": f"s{n}", "words": text} for n, text in enumerate(silent)]
    return voices(rows)


def test_a_motive_is_completed_only_where_the_words_are_known():
    messages = two_motives([LATE, STALE, *["técnico visita canceló ciudad"] * 6])
    weighed = message_words.weigh(messages)
    read = motives.motives(weighed, messages.reason.iloc[weighed.rows])
    assert (read.checked, read.right) == (60, 60)
    assert read.motive[60:].tolist() == ["tarde", "rancio", *[""] * 6]


def test_motives_that_words_do_not_tell_are_refused():
    rng = np.random.default_rng(5)
    messages = two_motives([])
    weighed = message_words.weigh(messages)
    assert motives.motives(weighed, pd.Series(rng.choice(["a", "b"], 60))) is None
    assert motives.motives(weighed, pd.Series([None] * 60)) is None


def test_words_that_go_together_are_found_as_topics():
    rng = np.random.default_rng(1)
    texts = [
        " ".join(rng.choice(text.split(), 3, replace=False))
        for text in (LATE, STALE, "cobraron factura pago precio")
        for _ in range(60)
    ]
    rows = [{"customer_id": f"c{n}", "words": text} for n, text in enumerate(texts)]
    topics = found.find(message_words.weigh(voices(rows)))
    assert len(topics.weights) == 3
    assert topics.steady.min() > 0.9
    # Each block of sixty is one topic.
    assert [len(set(topics.topic[start : start + 60])) for start in (0, 60, 120)] == [1, 1, 1]
    assert found.find(message_words.weigh(voices(rows[:40]))) is None


def story(now: int, before: int, purchases: tuple[int, int] = (100, 100)) -> Result | Missing:
    """Topics of a company where one unnamed complaint comes `now` times in the last quarter and `before` times in the one before."""
    rows = [
        {"customer_id": f"a{n}", "words": text, "reason": reason, "day": back(40 if n % 2 else 130)}
        for text, reason in ((LATE, "tarde"), (STALE, "rancio"))
        for n in range(40)
    ]
    rows += [
        {"customer_id": f"t{n}", "words": "técnico visita canceló ciudad reprogramaron", "day": back(20)}
        for n in range(now)
    ]
    rows += [
        {"customer_id": f"u{n}", "words": "técnico visita canceló ciudad reprogramaron", "day": back(120)}
        for n in range(before)
    ]
    return loyalty.voice.topics(voices(rows), CLOCK, customer_days(*purchases))


def test_a_complaint_that_no_motive_names_is_found_and_its_growth_told():
    result = story(now=60, before=10)
    table = result.frames["topics"].set_index("topic")
    new = table[table.how == "by_words"]
    assert new.alert.all()
    assert new.messages_now.sum() == 60
    assert table.loc[
        "motive_late", ["n", "messages_now", "messages_before", "trend_ratio", "alert"]
    ].tolist() == [
        40,
        20,
        20,
        1.0,
        False,
    ]
    assert result.values["read_right"].value == 1.0
    assert "agréguelo" in loyalty.voice.topics_advice(result)
    assert loyalty.voice.topics_findings(result, TODAY)[0].kind == "risk"


def test_growth_as_large_as_that_of_purchases_is_no_alarm():
    result = story(now=50, before=25, purchases=(200, 100))
    assert not result.frames["topics"].alert.any()
    assert loyalty.voice.topics_findings(result, TODAY) == []
    assert "Ningún tema crece" in loyalty.voice.topics_advice(result)


def test_without_texts_only_topics_are_missing():
    rows = [
        {"customer_id": "a", "closed_on": back(0), "resolved": True, "has_text": False} for _ in range(30)
    ]
    none = loyalty.voice.topics(voices(rows), CLOCK, customer_days(5, 5))
    assert (none.reason, none.add) == (Reason.NO_COLUMN, ("interactions.text",))
    assert loyalty.voice.topics(voices([]), CLOCK, customer_days(5, 5)).reason is Reason.NO_TABLE
    assert isinstance(loyalty.recovery.answering(voices(rows), CLOCK), Result)
    assert isinstance(loyalty.recovery.severity(voices(rows), CLOCK), Result)
    few = [{"customer_id": f"c{n}", "words": LATE} for n in range(4)]
    assert loyalty.voice.topics(voices(few), CLOCK, customer_days(5, 5)).reason is Reason.TOO_FEW_CUSTOMERS


# Severity


def test_the_points_of_a_case_can_be_added_up_by_hand():
    rows = [
        {
            "customer_id": "ana",
            "kind": "complaint",
            "day": back(100),
            "closed_on": back(90),
            "resolved": True,
        },
        {
            "customer_id": "ana",
            "kind": "claim",
            "day": back(60),
            "words": "abogado caja",
            "amount_before": 900.0,
        },
        {"customer_id": "eva", "kind": "question", "day": back(2), "amount_before": 1.0},
        {"customer_id": "eva", "kind": "praise", "day": back(2), "words": "grosero"},
    ]
    points = score(voices(rows), CLOCK)
    # A claim 30, a strong word 15, one complaint before it 5, among the largest customers 20, open beyond the time allowed 20.
    assert points.iloc[1].to_dict() == {
        "kind": 30,
        "words": 15,
        "repetition": 5,
        "money": 20,
        "age": 20,
        "severity": 90,
    }
    assert points.severity.tolist() == [25, 90, 10, 0]
    listed = loyalty.recovery.severity(voices(rows), CLOCK)
    assert listed.frames["open"].interaction_id.tolist() == ["m1", "m2"]
    assert (
        listed.values["open_cases"].value,
        listed.values["open_late"].value,
        listed.values["open_grave"].value,
    ) == (2, 1, 1)


@given(
    st.lists(
        st.tuples(st.sampled_from(list(KIND)), st.integers(0, 400), st.integers(0, 3), st.floats(0, 1e6)),
        min_size=1,
        max_size=30,
    )
)
def test_severity_is_the_sum_of_its_parts_and_at_most_a_hundred(rows):
    points = score(
        voices(
            [
                {"kind": kind, "day": back(days), "customer_id": f"c{who}", "amount_before": amount}
                for kind, days, who, amount in rows
            ]
        ),
        CLOCK,
    )
    parts = points.drop(columns="severity").sum(axis=1)
    assert (parts == points.severity).all()
    assert points.severity.between(0, 100).all()


# Waits


def test_open_cases_count_for_the_days_they_have_waited():
    # Friday to Monday is one working day; the third is still open after one.
    rows = [
        {"day": dt.date(2026, 6, 12), "closed_on": dt.date(2026, 6, 16), "resolved": True},
        {"day": dt.date(2026, 6, 17), "closed_on": dt.date(2026, 6, 19), "resolved": False},
        {"day": dt.date(2026, 6, 26)},
    ]
    result = loyalty.recovery.answering(voices(rows), loyalty.recovery.Clock(TODAY, answer_days=1))
    curve = result.frames["curve"]
    # Monday the 15th is a holiday in Colombia and so is the 29th: closed after one day and after two; open for one.
    assert curve[["days", "at_risk"]].values.tolist() == [[1.0, 3.0], [2.0, 1.0]]
    assert result.values["closed_in_time"].value == pytest.approx(1 / 3)
    assert result.values["well_answered"].n == 2
    assert result.values["well_answered"].value == 0.5
    assert (result.values["open_now"].value, result.values["open_beyond"].value) == (1, 0)


def test_well_answered_waits_for_its_time():
    rows = [
        {"day": back(60), "closed_on": back(55), "resolved": True},
        {"day": back(60), "closed_on": back(55), "resolved": False},
        {"day": back(60), "closed_on": back(5), "resolved": True},
        {"day": back(60)},
        {"day": back(3)},
    ]
    well = well_answered(voices(rows), CLOCK)
    assert well.tolist()[:4] == [True, False, False, False]
    assert well.isna().tolist() == [False] * 4 + [True]


def test_a_complaint_that_comes_back_within_thirty_days_is_reopened():
    rows = [
        {"customer_id": "ana", "day": back(100), "closed_on": back(95)},
        {"customer_id": "ana", "day": back(80), "closed_on": back(75)},
        {"customer_id": "ana", "day": back(20), "closed_on": back(15)},
        {"customer_id": "eva", "day": back(50), "closed_on": back(45)},
    ]
    assert loyalty.recovery.answering(voices(rows), CLOCK).values["reopened"].value == 0.25
    # Another topic is another complaint.
    apart = pd.DataFrame({"interaction_id": ["m0", "m1"], "topic": ["tarde", "rancio"]})
    assert loyalty.recovery.answering(voices(rows), CLOCK, apart).values["reopened"].value == 0.0


def test_a_branch_that_closes_late_stands_out_and_one_like_the_others_does_not():
    rng = np.random.default_rng(3)
    rows = [
        {"branch": branch, "day": back(90), "closed_on": back(90 - int(days))}
        for branch, middle in (("Norte", 10), ("Sur", 10), ("Cali", 30))
        for days in rng.gamma(4, middle / 4, 150)
    ]
    result = loyalty.recovery.answering(voices(rows), CLOCK)
    groups = result.frames["groups"].set_index("answered_group")
    assert bool(groups.differs["Cali"])
    assert "Cali" in loyalty.recovery.answering_advice(result)
    alike = loyalty.recovery.answering(voices([row for row in rows if row["branch"] != "Cali"]), CLOCK)
    assert not alike.frames["groups"].differs.any()
    assert loyalty.recovery.answering_findings(alike, TODAY) == []


# After a complaint


def paths(rows: list[tuple]) -> pd.DataFrame:
    """The mart complaint_paths from (customer, arm, answered well, purchases before, days since last, purchases after)."""
    frame = pd.DataFrame(
        rows, columns=["customer_id", "arm", "good", "purchases_before", "days_since_last", "purchases_after"]
    )
    day = pd.Timestamp(back(300))
    return frame.assign(
        day=day, closed_on=day + pd.to_timedelta(np.where(frame.good, 5, 50), "D"), resolved=frame.good.astype("boolean"), kind="person",
        amount_before=100.0, amount_after=frame.purchases_after * 10.0, settle_days=60, watch_days=180, branch="Norte", interaction_id=None,
    )  # fmt: skip


def test_each_complaint_is_compared_with_those_alike():
    rows = [("ana", "complaint", True, 1, 5, 0), ("eva", "complaint", True, 9, 5, 1)]
    # Of those who bought once half are gone, of those who bought nine times one in four.
    rows += [(f"n{n}", "none", False, 1, 5, after) for n, after in enumerate((0, 1))]
    rows += [(f"o{n}", "none", False, 9, 5, after) for n, after in enumerate((0, 1, 1, 1))]
    frame = paths(rows)
    gone = (frame.purchases_after == 0).to_numpy(dtype=float)
    found_gap = Match(frame).against((frame.arm == "complaint").to_numpy(), gone)
    assert (found_gap["n"], found_gap["mean"], found_gap["expected"]) == (2, 0.5, 0.375)
    assert found_gap["gap"] == 0.125
    # Moves of all customers balance.
    assert found_gap["influence"].sum() == pytest.approx(0)


def company(rng: np.random.Generator, leave: tuple[float, float]) -> pd.DataFrame:
    """Complaints after which such a part leaves (well, badly answered) beside those who leave anyway; rare buyers leave more, and complain less."""
    often = rng.random(4000) < 0.5
    complains = rng.random(4000) < np.where(often, 0.2, 0.08)
    good = rng.random(4000) < 0.6
    anyway = np.where(often, 0.1, 0.4)
    extra = np.where(complains, np.where(good, *leave), 0.0)
    gone = rng.random(4000) < anyway + (1 - anyway) * extra
    arm = np.where(complains, "complaint", "none")
    return paths(
        list(
            zip(
                (f"c{n}" for n in range(4000)),
                arm,
                good,
                np.where(often, 9, 1),
                np.full(4000, 5),
                np.where(gone, 0, 3),
                strict=True,
            )
        )
    )


def some_voices() -> pd.DataFrame:
    return voices(
        [
            {"customer_id": "ana", "purchases_before": 2, "closed_on": back(1), "resolved": True},
            # Twice badly answered, and counted once.
            *2
            * [
                {
                    "customer_id": "eva",
                    "purchases_before": 2,
                    "day": back(60),
                    "closed_on": back(1),
                    "resolved": True,
                }
            ],
            # Had bought nothing: cannot buy less.
            {"customer_id": "leo", "day": back(60), "closed_on": back(1), "resolved": True},
        ]
    )


def test_an_answer_that_costs_customers_is_told_as_associated():
    result = loyalty.recovery.aftermath(company(np.random.default_rng(1), (0.0, 0.5)), some_voices(), CLOCK)
    assert result.evidence is Evidence.ASSOCIATED
    assert result.values["bad_year"].value == 1
    assert loyalty.recovery.aftermath_sentence(result).startswith("De cada cien")
    (told,) = complaints(result)
    # Of the one badly answered this year, chance alone may be more than the answer: no money is named.
    each, year = result.values["lost_each"], result.values["lost_year"]
    assert 0 < each.low < each.value == year.value
    assert year.low < 0
    assert (told.kind, told.amount, told.stake, told.due) == (
        "action",
        None,
        "",
        TODAY + dt.timedelta(days=7),
    )
    eighty = pd.concat(
        [some_voices(), *[some_voices().iloc[[1]].assign(customer_id=f"x{n}") for n in range(80)]]
    )
    many = loyalty.recovery.aftermath(company(np.random.default_rng(1), (0.0, 0.5)), eighty, CLOCK)
    (told,) = complaints(many)
    assert 0 < told.low < told.amount == many.values["lost_year"].value
    assert told.stake == "lo que compraron de menos que los bien atendidos"
    few = loyalty.recovery.aftermath(paths([("ana", "complaint", True, 1, 5, 0)]), some_voices(), CLOCK)
    assert few.reason is Reason.TOO_SHORT_HISTORY
    assert loyalty.recovery.aftermath(paths([]), voices([]), CLOCK).reason is Reason.NO_TABLE


def test_the_mart_watches_complaints_and_others_over_the_same_days():
    bought = {"ana": [200, 390, 460], "eva": [210], "leo": [205, 395, 700]}
    rows = ", ".join(
        f"('{who}', DATE '2024-01-01' + {day}, true, 10.0)" for who, days in bought.items() for day in days
    )
    with Warehouse() as warehouse:
        for statement in (
            f"CREATE TABLE marts.customer_days AS FROM (VALUES ('old', DATE '2024-01-01', true, 10.0), {rows}) "
            "AS t(customer_id, day, is_purchase, amount)",
            "CREATE TABLE marts.people AS FROM (VALUES ('ana', 'person')) AS t(customer_id, kind)",
            "CREATE TABLE marts.voices AS FROM (VALUES ('m1', 'ana', DATE '2024-01-01' + 392, 'complaint', DATE '2024-01-01' + 400, true, 'Cali'), "
            "('m2', 'ana', DATE '2024-01-01' + 410, 'claim', NULL, NULL, 'Cali')) "
            "AS t(interaction_id, customer_id, day, kind, closed_on, resolved, branch)",
        ):
            warehouse.connection.execute(statement)
        warehouse.build(
            "complaint_paths", {"as_of": dt.date(2024, 1, 1) + dt.timedelta(days=730), "entry_days": 180}
        )
        table = warehouse.frame("FROM complaint_paths")
    own = table[table.arm == "complaint"]
    # The second complaint, eighteen days later, belongs to the first; day 460 is more than sixty days after it.
    assert own[
        ["customer_id", "interaction_id", "purchases_before", "days_since_last", "purchases_after"]
    ].values.tolist() == [["ana", "m1", 1, 2, 1]]
    others = table[table.arm == "none"]
    assert not (
        (others.customer_id == "ana")
        & (others.day > own.day.iloc[0])
        & (others.day <= own.day.iloc[0] + pd.Timedelta(days=180))
    ).any()
    assert (others.purchases_before > 0).all()


# Discontent


def opinions(score: np.ndarray, **columns: object) -> pd.DataFrame:
    """The mart opinions of customers with such scores; the rest is the usual."""
    usual: dict[str, object] = {
        "day": pd.Timestamp(TODAY), "asked_in": "q", "satisfied": score, "score": score, "kind": "person", "branch": "Norte", "channel": "web",
        "amount_before": 100.0, "orders_before": 3, "had_discount": False, "tenure_days": 500, "parcels": np.nan, "late_parcels": np.nan,
        "worst_delay": np.nan, "complaints_before": 0, "unresolved_before": 0, "complaints_ever": 0,
    }  # fmt: skip
    return pd.DataFrame({"customer_id": [f"c{n:04}" for n in range(len(score))], **usual, **columns})


def test_what_sets_the_worst_tenth_apart_is_told_and_chance_is_not():
    rng = np.random.default_rng(8)
    score = np.linspace(0, 1, 1000)
    late = rng.random(1000) < np.where(score <= 0.1, 0.6, 0.2)
    frame = opinions(
        score,
        parcels=3,
        late_parcels=late.astype(int),
        worst_delay=0,
        branch=rng.choice(["Norte", "Sur"], 1000),
    )
    result = loyalty.voice.discontent(frame, voices([]))
    traits = result.frames["traits"].set_index("lived")
    assert result.values["worst_customers"].value == 100
    assert traits.proven.to_dict() == {"late_promise": True, "Norte": False, "Sur": False}
    row = traits.loc["late_promise"]
    assert row.more_low < 0.4 < row.more_high
    assert 0 < row.counted_on < row.more
    assert traits.counted_on["Norte"] == 0
    assert "una entrega tarde" in loyalty.voice.discontent_advice(result)


def test_the_silent_are_the_dissatisfied_without_a_complaint():
    score = np.repeat([0.0, 0.25, 0.75, 1.0], 50)
    said = np.where(np.arange(200) % 5 == 0, 1, 0)
    result = loyalty.voice.discontent(
        opinions(score, complaints_ever=said), voices([{"customer_id": "c0000"}])
    )
    # A hundred answered 1 or 2 of 5; every fifth of them complained.
    assert result.values["dissatisfied_customers"].value == 100
    assert (result.values["silent_customers"].value, result.values["silent_share"].value) == (80, 0.8)
    assert result.values["silent_amount"].value == 8000
    # A share of the silent alone is no news: it is told beside what sets the dissatisfied apart.
    assert loyalty.voice.discontent_findings(result, TODAY) == []
    late = opinions(
        score, complaints_ever=said, parcels=1.0, late_parcels=(score < 0.5) * 1.0, worst_delay=0.0
    )
    (risk,) = loyalty.voice.discontent_findings(
        loyalty.voice.discontent(late, voices([{"customer_id": "c0000"}])), TODAY
    )
    assert risk.message.startswith("Lo que más distingue a los clientes más descontentos es esto: ")
    assert "80 nunca se quejaron" in risk.detail
    # Where no complaint is on record nobody can be said to have kept silent.
    alone = loyalty.voice.discontent(opinions(score), voices([]))
    assert "silent_share" not in alone.values
    assert loyalty.voice.discontent_findings(alone, TODAY) == []


def test_too_few_opinions_and_opinions_all_alike():
    assert loyalty.voice.discontent(opinions(np.array([])), voices([])).reason is Reason.NO_TABLE
    assert loyalty.voice.discontent(opinions(np.linspace(0, 1, 50)), voices([])).need == ENOUGH
    assert loyalty.voice.discontent(opinions(np.ones(300)), voices([])).reason is Reason.NO_VARIATION


# How it looks


@pytest.fixture(scope="module")
def everything():
    result = story(now=60, before=10)
    rows = [
        {"customer_id": f"c{n}", "branch": ("Norte", "Sur")[n % 2], "day": back(80 - n % 30), "attended_on": back(79 - n % 30),
         "closed_on": back(60 - n % 30), "resolved": n % 3 > 0, "words": LATE}
        for n in range(80)
    ] + [{"customer_id": "z", "day": back(40), "words": LATE}]  # fmt: skip
    told = voices(rows)
    score = np.linspace(0, 1, 400)
    return {
        "topics": result,
        "answering": loyalty.recovery.answering(told, CLOCK),
        "severity": loyalty.recovery.severity(told, CLOCK),
        "aftermath": loyalty.recovery.aftermath(
            company(np.random.default_rng(1), (0.0, 0.5)), some_voices(), CLOCK
        ),
        "discontent": loyalty.voice.discontent(
            opinions(score, complaints_before=(score < 0.1).astype(int), complaints_ever=1), told
        ),
    }


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("topics", "plot_topics"), ("topics", "topics_table"), ("topics", "topics_advice"),
        ("answering", "plot_answering"), ("answering", "answering_table"), ("answering", "answering_advice"), ("severity", "severity_table"),
        ("aftermath", "plot_aftermath"), ("aftermath", "aftermath_table"), ("discontent", "plot_discontent"), ("discontent", "discontent_table"),
        ("discontent", "discontent_advice"),
    ],
)  # fmt: skip
def test_every_part_of_the_page_can_be_shown(everything, name, function):
    room = loyalty.recovery if hasattr(loyalty.recovery, function) else loyalty.voice
    shown = getattr(room, function)(everything[name])
    if isinstance(shown, Figure):
        assert shown.alt
        assert shown.png()[:4] == b"\x89PNG"
    elif isinstance(shown, Table):
        assert len(shown.frame) <= 12
        assert "nan" not in markdown(shown)
    else:
        assert shown.startswith("**Qué hacer.**")


def test_where_there_is_nothing_to_list_no_empty_table_is_shown(everything):
    assert loyalty.voice.requests_table(everything["topics"]) is None
    closed = voices([{"closed_on": back(0), "resolved": True} for _ in range(5)])
    assert loyalty.recovery.severity_table(loyalty.recovery.severity(closed, CLOCK)) is None
    assert loyalty.recovery.answering_table(loyalty.recovery.answering(closed, CLOCK)) is None
    alike = loyalty.voice.discontent(opinions(np.linspace(0, 1, 400)), voices([]))
    assert loyalty.voice.discontent_table(alike) is None
    assert loyalty.voice.plot_discontent(alike) is None
    assert "pregúnteles" in loyalty.voice.discontent_advice(alike)


def test_every_number_and_column_has_words_and_no_text_is_kept(everything):
    for result in everything.values():
        assert all(known(name) for name in result.numbers())
        for frame in result.tables().values():
            assert all(known(name) for name in frame.columns)
            assert not {"words", "text", "name"} & set(frame.columns)
            texts = frame.select_dtypes(["object", "string"]).astype(str)
            assert not texts.apply(lambda column: column.str.contains(LATE)).any().any()


def test_a_motive_has_one_name_however_it_was_written():
    told = vocabulary.standards(
        pd.Series(["Tarde", "entregas tarde", "mal servicio", "trato", None, "Demora en la factura"])
    )
    assert told.fillna("").tolist() == [
        "motive_late", "motive_late", "motive_treatment", "motive_treatment", "",
        # Two motives claim it: it stays as it was written.
        "Demora en la factura",
    ]  # fmt: skip
    assert (said("motive_late"), said("otro proveedor")) == ("entregas tarde", "«otro proveedor»")


def test_the_action_on_complaints_names_what_waits_most():
    after = loyalty.recovery.aftermath(company(np.random.default_rng(1), (0.0, 0.5)), some_voices(), CLOCK)
    open_cases = voices([
        {"interaction_id": "small", "customer_id": "ana", "amount_before": 10.0, "day": back(20)},
        {"interaction_id": "large", "customer_id": "eva", "amount_before": 9_000_000.0, "day": back(7)},
        {"interaction_id": "asked", "customer_id": "leo", "amount_before": 99_000_000.0, "kind": "question"},
        {"interaction_id": "done", "customer_id": "ivo", "closed_on": back(1), "resolved": True},
    ])  # fmt: skip
    (told,) = complaints(after, loyalty.recovery.severity(open_cases, CLOCK))
    # Two complaints are open; a question is none.
    assert "De quien más compra es large: eva" in told.detail
    # Nothing certain, nothing said.
    alike = loyalty.recovery.aftermath(company(np.random.default_rng(1), (0.0, 0.0)), some_voices(), CLOCK)
    assert complaints(alike) == []
