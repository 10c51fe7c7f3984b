"""The bases compared: what tells is found, what does not is not, and who was never seen is judged."""

import numpy as np
import pandas as pd

from clientela.present.show import sample_told
from clientela.results import Reason
from clientela.segments.bases.analysis import bases, described
from clientela.segments.bases.page import bases_advice, bases_table
from clientela.segments.windows import Windows

NO_TASTES = pd.DataFrame(columns=["customer_id", "thing", "amount_before", "amount_earlier"])


def company(n: int, seed: int, city_effect: float = 0.0) -> tuple[Windows, dict[str, pd.DataFrame]]:
    """Customers whose sales of each period are drawn anew; those of one city buy more, by so much."""
    random = np.random.default_rng(seed)
    city = random.integers(0, 2, n)
    bought = [
        np.exp(random.normal(3 + city_effect * city, 1.0)) * (random.random(n) < 0.7) for _period in range(3)
    ]
    frames = []
    for k in range(3):
        amount = sum(bought[: k + 1])
        orders = sum((one > 0).astype(int) for one in bought[: k + 1]) + 1
        frames.append(pd.DataFrame({
            "customer_id": [f"c{i:04}" for i in range(n)], "amount": amount, "margin": amount * 0.4, "orders": orders, "purchase_days": orders,
            "days_since_last": random.integers(1, 300, n), "T_days": random.integers(300, 900, n),
        }))  # fmt: skip
    words = {
        "base_geographic": pd.DataFrame(
            {"city": np.where(city == 1, "Cali", "Pasto")}, index=frames[0].customer_id
        )
    }
    return Windows(365, frames[2], frames[1], frames[0]), words


def helps(result) -> set[str]:
    table = result.frames["bases"]
    return set(table.segment_base[table.helps])


def test_a_city_that_buys_more_is_found_out_of_sample():
    past, words = company(600, 3, city_effect=1.0)
    result = bases(past, words, NO_TASTES, draws=100)
    table = result.frames["bases"].set_index(["foretold", "segment_base"])
    assert "base_geographic" in helps(result)
    assert table.told_low["next_margin", "base_geographic"] > 0
    assert "dónde viven" in bases_advice(result)
    assert bases_table(result).markdown("COP")


def test_without_margins_it_is_sales_that_are_foretold():
    past, words = company(200, 3, city_effect=1.0)
    plain = Windows(365, *(rows.assign(margin=None) for rows in (past.now, past.before, past.earlier)))
    assert set(bases(plain, words, NO_TASTES, draws=20).frames["bases"].foretold) == {
        "next_amount",
        "next_purchase",
    }


def test_where_nothing_tells_nothing_helps():
    found = [bool(helps(bases(*company(200, seed), NO_TASTES, draws=60))) for seed in range(60)]
    # One in twenty, and what sixty draws of it may do.
    assert sum(found) <= 6
    quiet = bases(*company(200, 61), NO_TASTES, draws=60)
    assert helps(quiet) or "Ninguna base" in bases_advice(quiet)


def test_what_is_written_of_customers_by_base():
    traits = pd.DataFrame({"customer_id": ["a", "b"], "kind": "person", "sex": ["F", None], "age_band": None, "family_size": None, "occupation": None,
                           "stratum": None, "state": None, "city": None, "zone": None})  # fmt: skip
    answers = pd.DataFrame(
        {"battery": ["AIO", "SERV"], "item": ["L01", "T01"], "respondent_id": ["r", "r"], "score": [3.0, 7.0]}
    )
    found = described(traits, answers, pd.DataFrame({"respondent_id": ["r"], "customer_id": ["a"]}))
    assert list(found) == ["base_demographic", "base_lifestyle"]
    assert found["base_lifestyle"].loc["a"].tolist() == [3.0]


def test_a_short_history_is_missing():
    past, words = company(200, 1)
    assert (
        bases(Windows(30, past.now, past.before, past.earlier), words, NO_TASTES).reason
        == Reason.TOO_SHORT_HISTORY
    )


def test_of_very_many_customers_a_sample_is_judged():
    past, words = company(900, 3)
    whole, some = bases(past, words, NO_TASTES, draws=20), bases(past, words, NO_TASTES, draws=20, most=450)
    assert 300 < some.frames["bases"].n.max() < whole.frames["bases"].n.max() <= 900
    assert helps(some) == helps(whole)
    assert "sampled_of" not in whole.values
    assert some.values["sampled_of"].value == 900
    assert sample_told(some)
