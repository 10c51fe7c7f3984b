"""What became of what was sent, and who answers: on frames small enough to count."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from clientela import database
from clientela.results import Reason
from clientela.stats.raking import effective, rake
from clientela.warehouse import Warehouse

DAY = dt.date(2026, 6, 30)
NONE = pd.DataFrame(columns=["customer_id", "respondent_id", "first_purchase", "last_purchase", "day"])


def sent(**steps) -> pd.DataFrame:
    given = {
        "delivered": None,
        "opened": None,
        "attended": None,
        "responded": None,
        "unsubscribed": None,
        **steps,
    }
    n = max(len(one) for one in given.values() if one is not None)
    return pd.DataFrame({
        "campaign_id": "feria", "customer_id": [f"c{place}" for place in range(n)], "name": "Feria", "channel": "correo",
        "sent_on": pd.Timestamp(2026, 5, 1), **given,
    })  # fmt: skip


def test_each_step_is_a_part_of_those_it_reached():
    found = database.follow_up(
        sent(delivered=[True, True, True, True, False], opened=[True, None, True, False, None], attended=[True, False, False, False, False]),
        NONE, NONE, NONE, NONE, DAY,
    )  # fmt: skip
    assert found.values["sent"].value == 5
    assert found.values["arrived_share"].value == 0.8
    assert found.values["opened_share"].value == 0.5, "blank is no where others are yes"
    assert found.values["attended_share"].value == 0.25
    assert "responded_share" not in found.values, "nobody wrote it down"
    assert "responded_share" not in database.follow_up_table(found).columns


def test_nothing_sent_and_nobody_asked():
    assert (
        database.follow_up(sent(delivered=[True]).head(0), NONE, NONE, NONE, NONE, DAY).reason
        == Reason.NO_TABLE
    )


def test_raking_gives_each_trait_its_share():
    sample = pd.DataFrame({"kind": ["home"] * 60 + ["firm"] * 40, "city": (["A", "B"] * 50)})
    margins = {"kind": pd.Series({"home": 0.9, "firm": 0.1}), "city": pd.Series({"A": 0.3, "B": 0.7})}
    weights = rake(sample, margins)
    for name, shares in margins.items():
        told = pd.Series(weights).groupby(sample[name].to_numpy()).sum() / weights.sum()
        assert told.to_dict() == pytest.approx(shares.to_dict(), abs=1e-4)
    assert effective(weights) < 100
    assert np.allclose(rake(sample, {"kind": pd.Series({"home": 0.6, "firm": 0.4})}), 1)


def survey(seed: int, firms_answer: float) -> tuple[pd.DataFrame, ...]:
    """A thousand customers, a fifth of them firms, who give a mark of 9 where homes give 7; homes answer one in ten."""
    chance = np.random.default_rng(seed)
    who = [f"c{place}" for place in range(1000)]
    firm = chance.random(1000) < 0.2
    customers = pd.DataFrame(
        {
            "customer_id": who,
            "first_purchase": pd.Timestamp(2025, 1, 1),
            "last_purchase": pd.Timestamp(2026, 6, 1),
        }
    )
    traits = pd.DataFrame(
        {
            "customer_id": who,
            "kind": np.where(firm, "organisation", "person"),
            "sex": chance.choice(["F", "M"], 1000),
        }
    )
    answers = chance.random(1000) < np.where(firm, firms_answer, 0.1)
    answered = pd.DataFrame(
        {"respondent_id": [f"r{one}" for one in who], "customer_id": who, "day": pd.Timestamp(2026, 5, 1)}
    )[answers]
    marks = pd.DataFrame(
        {
            "respondent_id": answered.respondent_id,
            "outcome": "satisfied",
            "asked_in": "PULSO",
            "score": np.where(firm, 9.0, 7.0)[answers],
        }
    )
    return traits, customers, answered, marks


def test_those_who_answer_more_weigh_less():
    traits, customers, answered, marks = survey(1, 0.6)
    found = database.follow_up(sent(delivered=[True]).head(0), traits, customers, answered, marks, DAY)
    table = found.frames["weighted"].iloc[0]
    truth = 7 + 2 * float((traits.kind == "organisation").mean())
    assert table.mark_plain > 7.9
    assert table.mark_weighted == pytest.approx(truth, abs=0.01)
    apart = found.frames["silence"].query("silence_apart").silence_trait.unique().tolist()
    assert apart == ["trait_kind"]
    assert database.silence_table(found) is not None
    assert "Persona" in database.follow_up_advice(found)


def test_where_all_answer_alike_no_trait_is_told():
    told = 0
    for seed in range(40):
        traits, customers, answered, marks = survey(seed, 0.1)
        found = database.follow_up(sent(delivered=[True]).head(0), traits, customers, answered, marks, DAY)
        told += bool(found.frames["silence"].silence_apart.any())
    assert told <= 5


def test_the_mart_leaves_out_who_was_not_sent_to():
    tables = (
        "CREATE TABLE main.identity AS SELECT 'k' AS source, 't1' AS source_id, 'ana' AS customer_id",
        "CREATE TABLE main.campaigns AS SELECT 'c' AS campaign_id, 'Feria' AS name, DATE '2026-05-01' AS start, 'correo' AS channel",
        """CREATE TABLE main.contacts AS SELECT 'k' AS source, * FROM (VALUES
            ('c', 't1', 'treated', NULL, DATE '2026-05-02', NULL, true, NULL, NULL, NULL, NULL),
            ('c', 't2', 'control', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            ('c', 't3', 'treated', NULL, DATE '2026-08-02', NULL, NULL, NULL, NULL, NULL, NULL))
        AS t (campaign_id, customer_id, arm, channel, sent_on, delivered, bounced, opened, attended, responded, unsubscribed)""",
    )
    with Warehouse() as warehouse:
        for statement in tables:
            warehouse.connection.execute(statement)
        warehouse.build("mailings", {"as_of": DAY})
        rows = warehouse.frame("FROM marts.mailings")
    assert rows.customer_id.tolist() == ["ana"]
    assert rows.delivered.tolist() == [False]
    assert rows.channel.tolist() == ["correo"]
