"""What customers say: words without persons, topics, waits, and what discontent goes with, all small enough for a pencil."""

import numpy as np
import pandas as pd
import pytest
from voice_frames import CLOCK, LATE, TODAY, back, voices

from clientela import loyalty
from clientela.customers.words import messages as message_words
from clientela.customers.words import vocabulary
from clientela.loyalty.voice import found, motives
from clientela.loyalty.voice.discontent import ENOUGH
from clientela.loyalty.voice.names import names
from clientela.loyalty.voice.topics import STEADY
from clientela.loyalty.voice.topics_page import said
from clientela.present import Figure, Table
from clientela.present.show import markdown
from clientela.present.terms import known
from clientela.results import Missing, Reason, Result
from clientela.warehouse import Warehouse

STALE = "amargo bolsa sabor viejo"


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
        warehouse.build("name_words", {})
        warehouse.build("voices", {"as_of": TODAY})
        names = warehouse.frame("FROM name_words").name_word.tolist()
        told = warehouse.frame("FROM voices ORDER BY interaction_id")
    assert names == ["lara", "quinones", "rosaura"]
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


def story(now: int, before: int, purchases: tuple[int, int] = (100, 100), **more: object) -> Result | Missing:
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
    return loyalty.voice.topics(voices(rows).assign(**more), CLOCK, customer_days(*purchases))


def test_a_survey_that_began_within_the_two_quarters_made_nothing_grow():
    result = story(now=60, before=10, heard_since=pd.Timestamp(back(150)))
    table = result.frames["topics"]
    assert not table.alert.any()
    # What came is counted all the same.
    assert table[table.how == "by_words"].messages_now.sum() == 60


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
    few = [{"customer_id": f"c{n}", "words": LATE} for n in range(4)]
    assert loyalty.voice.topics(voices(few), CLOCK, customer_days(5, 5)).reason is Reason.TOO_FEW_CUSTOMERS


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
        "discontent": loyalty.voice.discontent(
            opinions(score, complaints_before=(score < 0.1).astype(int), complaints_ever=1), told
        ),
    }


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("topics", "plot_topics"), ("topics", "topics_table"), ("topics", "topics_advice"),
        ("discontent", "plot_discontent"), ("discontent", "discontent_table"),
        ("discontent", "discontent_advice"),
    ],
)  # fmt: skip
def test_every_part_of_the_page_can_be_shown(everything, name, function):
    shown = getattr(loyalty.voice, function)(everything[name])
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


def test_a_phrase_that_five_customers_wrote_names_a_topic_and_no_name_is_in_it():
    with Warehouse() as warehouse:
        for statement in (
            "CREATE TABLE main.identity AS FROM (VALUES ('pqrs', 'x', 'A')) AS t(source, source_id, customer_id)",
            "CREATE TABLE main.customers AS FROM (VALUES ('person', 'Rosaura Quiñones', NULL, NULL)) AS t(kind, name, first_name, last_name)",
            "CREATE TABLE marts.customer_days AS SELECT 'A' AS customer_id, DATE '2026-01-05' AS day, true AS is_purchase, 10.0 AS amount",
            "CREATE TABLE main.interactions AS SELECT 'pqrs' AS source, 'f' AS source_file, n AS source_row, 'm' || n AS interaction_id, "
            "'c' || (n % 6) AS customer_id, 'complaint' AS kind, TIMESTAMP '2026-02-01 10:00' AS opened_at, NULL::TIMESTAMP AS attended_at, "
            "NULL::TIMESTAMP AS closed_at, NULL::BOOLEAN AS resolved, 'web' AS channel, 'Cali' AS branch, 'A1' AS agent, NULL AS reason, "
            "CASE WHEN n < 6 THEN 'Mi caja nunca llegó. Rosaura ya sabe' ELSE 'el pan quedó duro' END AS text FROM range(10) AS t(n)",
        ):
            warehouse.connection.execute(statement)
        warehouse.build("name_words", {})
        warehouse.build("voices", {"as_of": TODAY})
        told = warehouse.frame("FROM voices ORDER BY interaction_id")
    # A stop and a name end a phrase; four who wrote of bread are too few.
    shared = [
        "caja nunca",
        "caja nunca llegó",
        "mi caja",
        "mi caja nunca",
        "mi caja nunca llegó",
        "nunca llegó",
        "ya sabe",
    ]
    assert told.phrases.iloc[0].split("|") == shared
    assert told.phrases.iloc[9] is None or pd.isna(told.phrases.iloc[9])
    topic = np.repeat([0, 1], [6, 4])
    weights, written = np.array([[1.0, 0, 0], [0, 1.0, 0.5]]), np.array(["caja", "pan", "duro"], dtype=object)
    assert names(topic, told.phrases, weights, written).tolist() == ["caja nunca llegó", "pan, duro, caja"]


def test_words_that_go_together_by_chance_are_seldom_a_topic():
    rng = np.random.default_rng(3)
    rows = [
        {
            "customer_id": f"c{n}",
            "words": " ".join(
                f"palabra{'abcdefghij'[d // 6]}{'klmnop'[d % 6]}" for d in rng.choice(60, 6, replace=False)
            ),
        }
        for n in range(400)
    ]
    topics = found.find(message_words.weigh(voices(rows)))
    assert (topics.steady[topics.topic] >= STEADY).mean() < 0.2


def test_subjects_of_one_theme_are_put_together(monkeypatch):
    rng = np.random.default_rng(4)
    # Of seven words three are of the subject alone: farther apart than in messages that people write.
    monkeypatch.setattr(found, "NEAR", 0.8)
    # Each subject has three words of its own beside the four of its theme.
    texts = [
        (theme, f"{both} {' '.join(f'propia{chr(97 + theme)}{chr(97 + subject)}{part}' for part in 'xyz')}")
        for theme, both in enumerate(("tarjeta banco cajero clave", "caja pedido despacho bodega"))
        for subject in range(6)
        for _ in range(40)
    ]
    rows = [
        {"customer_id": f"c{n}", "words": " ".join(rng.permutation(text.split()))}
        for n, (_theme, text) in enumerate(texts)
    ]
    topics = found.find(message_words.weigh(voices(rows)))
    assert len(topics.steady) == 12
    sides = [
        {topics.theme[one] for one, (theme, _text) in zip(topics.topic, texts, strict=True) if theme == side}
        for side in (0, 1)
    ]
    assert not sides[0] & sides[1]
    assert len(sides[0] | sides[1]) < 9
    told = loyalty.voice.topics(
        voices([row | {"kind": "question"} for row in rows]), CLOCK, customer_days(5, 5)
    )
    frame = told.frames["topics"]
    assert (len(frame), frame.theme.nunique()) == (12, len(sides[0] | sides[1]))
    assert "theme" in loyalty.voice.requests_table(told).columns


def test_messages_whose_phrases_say_nothing_are_called_by_their_words():
    phrases = pd.Series(["la de|de la", "de la"] * 4, dtype="str")
    weights, written = np.array([[0.9, 0.1], [0.1, 0.9]]), np.array(["azul", "rojo"], dtype=object)
    called = names(np.array([0, 1] * 4), phrases, weights, written)
    assert list(called) == ["azul, rojo", "rojo, azul"]
