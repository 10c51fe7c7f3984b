"""What is planted in the story company, found again with a seed nobody looked at; and how often an interval holds the truth."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from voice_frames import CLOCK, company, complaints, some_voices

from clientela import intake, loyalty, product
from clientela.companies import config
from clientela.demo import plan, write
from clientela.intake.identity import resolve
from clientela.warehouse import Warehouse

MARTS = ("people", "name_words", "lines", "customer_days", "batteries", "survey_items", "survey_answers", "survey_outcomes", "survey_customers",
         "voices", "complaint_paths", "opinions")  # fmt: skip


def test_what_was_planted_lies_within_the_interval_as_often_as_it_says():
    # By 0.42 against 0.08 of those who would have stayed: nine in ten of the frequent complainers, six in ten of the others.
    truth = (0.42 - 0.08) * (0.9 * 0.2 + 0.6 * 0.08) / 0.28
    inside, wrong = 0, 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        number = product.recovery(company(rng, (0.08, 0.42)), some_voices(), CLOCK).values["price_of_bad"]
        inside += number.low <= truth <= number.high
        nothing = product.recovery(company(rng, (0.2, 0.2)), some_voices(), CLOCK)
        wrong += bool(complaints(nothing))
    assert inside >= 53
    # Where answers change nothing, a risk is told once in forty times.
    assert wrong <= 5


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """The marts of a story of twelve hundred customers, with a seed of its own."""
    home = tmp_path_factory.mktemp("story")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELA_HOME", str(home))
        write(home / "data" / "aurora", 90125, 1200)
        settings = config.load("aurora")
        with Warehouse() as warehouse:
            taken = intake.load(settings, warehouse.connection, dt.date(2026, 7, 1))
            resolve(warehouse.connection, country=settings.country)
            known = {"as_of": taken.as_of, "zero_is_purchase": False, "margin_rate": None, "entry_days": 180}
            for mart in MARTS:
                warehouse.build(mart, known)
            return {mart: warehouse.frame(f"FROM marts.{mart}") for mart in MARTS[2:]}


def test_what_badly_answered_complaints_cost_is_recovered(story):
    result = product.recovery(story["complaint_paths"], story["voices"], CLOCK)
    # Only who would have stayed can leave because of an answer.
    stays = 1 - result.values["alike_badly"].value
    planted = (plan.LEAVES_ANSWERED_BADLY - plan.LEAVES_ANSWERED_WELL) * stays
    number = result.values["price_of_bad"]
    assert number.low <= planted <= number.high
    assert number.low > 0


def test_the_branch_that_answers_late_and_the_late_parcels_are_recovered(story):
    topics = loyalty.voice.topics(story["voices"], CLOCK, story["customer_days"], "Café Aurora")
    assert topics.values["read_right"].low > 0.95
    groups = product.answering(story["voices"], CLOCK).frames["groups"]
    slow = groups[
        groups.differs & (groups.answered_side == "by_branch") & (groups.in_time < groups.rest_in_time)
    ]
    assert slow.answered_group.tolist() == [plan.BRANCHES[plan.UNEVEN_BRANCH]]
    traits = loyalty.voice.discontent(story["opinions"], story["voices"], topics.assigned).frames["traits"]
    proven = set(traits.lived[traits.proven & (traits.more > 0)])
    assert {"late_promise", "long_delay", "complained_unsolved", "motive_late"} <= proven
    assert "Medellín" not in proven
