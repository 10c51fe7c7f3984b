"""The cube: by pencil, with and without marks, steady, and silent where nothing happens."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from clientela.results import Missing, Reason, Result
from clientela.segments.cube.analysis import cube
from clientela.segments.cube.loyal import loyal
from clientela.segments.cube.marks import Marks, agreement, marked
from clientela.segments.cube.page import cube_advice, cube_findings, cube_people_table, cube_table
from clientela.segments.cube.profits import Profits, profits
from clientela.segments.windows import Windows

AS_OF = dt.date(2026, 6, 30)
NOBODY = pd.DataFrame(columns=["customer_id", "criterion", "mark"])


def buyers(left: list[float], by: str = "margin") -> Profits:
    n = len(left)
    rows = pd.DataFrame({"customer_id": [f"c{i:03}" for i in range(n)], "kind": "person", "T_days": 300, "days_since_last": 5,
                         "amount": np.array(left) * 2, "orders": 4, "margin": left, "serve": 0.0, "profit": left})  # fmt: skip
    return Profits(rows, by, 365)


def said(score: list[float], who: Profits) -> pd.DataFrame:
    return who.rows[["customer_id"]].assign(behaviour=score, said=np.nan)


def test_four_cells_by_hand():
    # Ten leave 90 each, ten leave 1: the ten large ones make the first 80 %. Of each ten the first five are loyal.
    who = buyers([90.0] * 10 + [1.0] * 10)
    result = cube(who, said(([0.8] * 5 + [0.2] * 5) * 2, who), marked(NOBODY), draws=20)
    cells = result.frames["cells"].set_index("cell")
    assert cells.customers.to_dict() == {"cell_hh": 5, "cell_hl": 5, "cell_lh": 5, "cell_ll": 5}
    assert cells.profit_left.tolist() == [450.0, 450.0, 5.0, 5.0]
    assert cells.amount.sum() == 1820.0
    assert result.values["profitable_loyal_more"].value == 0
    assert (
        "cuatro celdas"
        in __import__("clientela.segments.cube.page", fromlist=["x"]).plot_cube(result).caption
    )


def test_marks_make_eight_cells_and_who_is_not_marked_stays_in_four():
    who = buyers([90.0] * 10 + [1.0] * 10)
    marks = pd.DataFrame({"customer_id": ["c000", "c000", "c001", "c001"], "mark": [5.0, 4.0, 1.0, 2.0],
                          "criterion": ["convergence_fit", "convergence_growth"] * 2})  # fmt: skip
    result = cube(who, said([0.8] * 20, who), marked(marks), draws=20)
    cells = result.frames["cells"].set_index("cell").customers.to_dict()
    assert cells == {"cell_hhh": 1, "cell_hhl": 1, "cell_hh": 8, "cell_lh": 10}
    assert result.values["convergence_marked"].value == 2
    # 5 and 4 of 1 to 5 are 1 and .75.
    assert result.frames["customers"].set_index("customer_id").convergence["c000"] == pytest.approx(0.875)


def test_who_pays_but_goes_another_way_is_not_among_those_to_begin_with():
    # Three profitable who are not loyal: one goes where the company goes, two do not, and their strategy is not to chase them.
    who = buyers([90.0] * 10 + [1.0] * 10)
    marks = pd.DataFrame(
        {"customer_id": ["c000", "c001", "c002"], "mark": [5.0, 1.0, 1.0], "criterion": "convergence_fit"}
    )
    told = cube_advice(cube(who, said([0.2] * 3 + [0.8] * 17, who), marked(marks), draws=20))
    assert "Empiece por el cliente rentable que no es leal" in told
    assert "los 2 «rentables de paso»" in told
    only = cube_advice(cube(who, said([0.8] + [0.2] * 2 + [0.8] * 17, who), marked(marks), draws=20))
    assert "Los 2 clientes rentables que no son leales van para otro lado" in only
    assert "Empiece por" not in only


def test_the_weights_of_the_form_count_and_two_who_mark_are_told_apart():
    answered = pd.DataFrame(
        {
            "answer_id": ["1", "2"],
            "rater": ["ana", "luis"],
            "customer_id": ["c0", "c0"],
            "growth": [5.0, 3.0],
            "fit": [1.0, 1.0],
        }
    )
    points = pd.DataFrame({"line": ["growth", "fit"], "points": [100.0, 0.0]})
    found = marked(NOBODY, answered, points)
    assert found.weights == {"growth": 100.0, "fit": 0.0}
    assert found.raters == 2
    assert found.rows.growth["c0"] == 0.75


def test_raters_at_random_do_not_agree_and_alike_ones_do():
    random = np.random.default_rng(5)
    who = [f"c{i // 2}" for i in range(120)]
    chance = agreement(pd.Series(random.integers(1, 6, 120).astype(float), index=who))
    alike = agreement(
        pd.Series(np.repeat(random.integers(1, 6, 60), 2) + random.normal(0, 0.3, 120), index=who)
    )
    assert chance.low < 0 < chance.high
    assert alike.low > 0.8


def test_the_cost_to_serve_is_taken_off_and_only_the_period_counts():
    now = pd.DataFrame({"customer_id": ["a", "b"], "kind": "person", "T_days": 800, "days_since_last": 3, "amount": [300.0, 50.0],
                        "orders": [6.0, 1.0], "margin": [90.0, 20.0]})  # fmt: skip
    then = now.assign(amount=[100.0, 50.0], orders=[2.0, 1.0], margin=[30.0, 20.0])
    efforts = pd.DataFrame(
        {"customer_id": ["a"], "orders": [4], "interactions": [2], "contacts": [0], "returns": [0]}
    )
    costs = type("Costs", (), {"order": 5.0, "interaction": 10.0, "contact": None, "return_": None})()
    found = profits(Windows(365, now, then, then), efforts, costs)
    # b bought nothing in the period; a: 90 - 30 = 60 of margin, 4 × 5 + 2 × 10 = 40 to serve.
    assert found.by == "profit"
    assert found.rows.profit.tolist() == [20.0]
    assert profits(Windows(365, now.assign(margin=np.nan), then, then), efforts, costs).by == "amount"
    assert profits(Windows(365, now, then, then), efforts, None).by == "margin"


def test_loyal_is_who_came_back_within_its_rhythm():
    base = {"kind": "person", "gap_mean": 10.0, "gap_q90": 12.0}
    rows = pd.DataFrame(
        [
            {**base, "customer_id": "a", "repeat_days": 2, "days_since_last": 3},
            {**base, "customer_id": "b", "repeat_days": 8, "days_since_last": 90},
        ]
    )
    found = loyal(rows, pd.DataFrame({"customer_id": ["a"], "score": [0.7]}))
    assert found.behaviour.tolist() == [0.5, 0.0]
    assert found.said.tolist()[0] == 0.7


def test_too_few_or_nothing_left():
    assert (
        cube(buyers([1.0] * 5), said([0.1] * 5, buyers([1.0] * 5)), Marks(pd.DataFrame())).reason
        == Reason.TOO_FEW_CUSTOMERS
    )
    assert isinstance(
        cube(buyers([-1.0] * 30), said([0.1] * 30, buyers([1.0] * 30)), marked(NOBODY)), Missing
    )


def test_silent_where_the_profitable_are_as_loyal_as_the_rest():
    said_ = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        who = buyers(list(random.lognormal(0, 1, 120)))
        result = cube(who, said(list(random.uniform(0, 1, 120)), who), marked(NOBODY), draws=1)
        said_ += bool(cube_findings(result, "COP", AS_OF))
    assert said_ <= 10


def test_it_speaks_where_they_are_less_loyal():
    who = buyers([90.0] * 60 + [1.0] * 60)
    result = cube(who, said([0.2] * 50 + [0.8] * 70, who), marked(NOBODY), draws=5)
    assert isinstance(result, Result)
    assert cube_findings(result, "COP", AS_OF)[0].amount == 4500.0
    assert "50" in cube_advice(result)
    assert cube_table(result).markdown("COP")
    assert cube_people_table(result).markdown("COP")


def test_of_very_many_customers_a_sample_is_drawn_again():
    random = np.random.default_rng(5)
    who = buyers(list(random.lognormal(3, 1, 400)))
    words = said(list(random.uniform(0, 1, 400)), who)
    whole, some = (cube(who, words, marked(NOBODY), draws=20, most=most) for most in (400, 100))
    assert whole.n == some.n == 400
    assert some.frames["cells"].equals(whole.frames["cells"])
    assert 50 < some.values["rank_stability"].n < 200
    assert "muestra" in cube_advice(some)
    assert "muestra" not in cube_advice(whole)
    assert abs(some.values["rank_stability"].value - whole.values["rank_stability"].value) < 0.05


def test_what_nobody_knows_has_no_column():
    who = buyers([90.0] * 10 + [1.0] * 10, "amount")
    who = Profits(who.rows.assign(kind=None), who.by, who.days)
    result = cube(who, said([0.8, 0.2] * 10, who), marked(NOBODY), draws=5)
    assert "organisations" not in cube_people_table(result).columns
    # Without costs, what they leave is what they buy.
    assert "profit_left" not in cube_table(result).columns
