"""Forecasts graded on the past: published figures, pencil sums, and refusals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from value_cases import CUT, END, cdnow_days

from clientela.loyalty.clv.grading.analysis import Grading, grade
from clientela.loyalty.clv.grading.measures import capture, choose, deciles, grade_forecasts, naive_forecasts
from clientela.results import Missing, Reason


@pytest.fixture(scope="module")
def cdnow_grades() -> Grading:
    graded = grade(cdnow_days(), CUT, END)
    assert isinstance(graded, Grading)
    return graded


def test_cdnow_beside_naive_forecasts(cdnow_grades):
    """39 weeks on 39 weeks: the figures of Fader, Hardie & Lee's sample, recomputed independently."""
    numbers = {name: number.value for name, number in cdnow_grades.numbers().items()}
    assert numbers["zero_mae"] == pytest.approx(0.7985, abs=5e-5)
    assert numbers["zero_bias"] == -1.0
    assert numbers["bgnbd_mae"] == pytest.approx(0.7855, abs=5e-5)
    assert numbers["pareto_nbd_rmse"] == pytest.approx(1.6028, abs=5e-5)
    assert numbers["mbg_nbd_correlation"] == pytest.approx(0.6273, abs=5e-5)
    assert numbers["bgnbd_log_likelihood"] == pytest.approx(-9582.43, abs=0.005)
    assert numbers["own_rate_bias"] > 0.5
    assert (cdnow_grades.chosen, cdnow_grades.refused, cdnow_grades.k) == ("pareto_nbd", False, 1)
    assert numbers["chosen_rmse"] == numbers["pareto_nbd_rmse"]
    assert numbers["horizon"] == 273


def test_cdnow_table_and_calibration(cdnow_grades):
    table, tenths = cdnow_grades.tables()["grades"], cdnow_grades.tables()["deciles"]
    assert table.loc[table["chosen"], "forecast"].tolist() == ["pareto_nbd"]
    own = tenths[tenths["forecast"] == "bgnbd"]
    assert own["decile"].tolist() == list(range(1, 11))
    assert (own["n"] @ own["actual"]) == pytest.approx(1882)
    assert own["n"].sum() == 2357
    assert own["actual"].iloc[-1] > 3 * own["actual"].iloc[:8].max()


def test_horizon_is_a_third_of_the_history_at_most_unless_a_date_is_chosen():
    later = grade(cdnow_days(), "1997-09-29", END)
    assert (later.reason, later.have, later.need) == (Reason.TOO_SHORT_HISTORY, 272, 274)
    refusal = grade(cdnow_days(), CUT, END, longest=1 / 3)
    assert isinstance(refusal, Missing)
    assert (refusal.reason, refusal.have, refusal.need) == (Reason.TOO_SHORT_HISTORY, 273, 819)
    assert refusal.add == ("months", "18")


def test_dates_left_out_are_three_quarters_and_the_end():
    graded = grade(cdnow_days())
    assert isinstance(graded, Grading)
    assert graded.horizon_days == 136
    assert "chosen_drift" in graded.numbers()
    assert graded.numbers()["chosen_drift"].n == 2


def _days(customers: int, purchases: int, days: int = 400, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "customer_id": np.repeat([f"c{i:04}" for i in range(customers)], purchases),
            "day": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(rng.integers(0, days, customers * purchases), "D"),
            "amount": 10.0,
        }
    )
    ends = pd.DataFrame(
        {"customer_id": ["c0000"] * 2, "day": pd.to_datetime(["2024-01-01", "2025-02-03"]), "amount": 10.0}
    )
    return pd.concat([frame, ends]).groupby(["customer_id", "day"], as_index=False)["amount"].sum()


def test_too_few():
    assert grade(_days(0, 1).head(0)).reason == Reason.TOO_FEW_CUSTOMERS
    few = grade(_days(50, 5))
    assert (few.reason, few.have, few.need) == (Reason.TOO_FEW_CUSTOMERS, 50, 100)
    assert grade(_days(150, 1)).reason == Reason.TOO_FEW_PURCHASES
    assert grade(_days(150, 5).query("day < '2024-03-01'")).reason == Reason.TOO_SHORT_HISTORY


def test_end_before_the_cut_is_refused():
    assert grade(_days(150, 5), "2025-01-01", "2024-12-01").reason == Reason.TOO_SHORT_HISTORY


def test_a_model_that_loses_is_refused():
    """Half the customers buy each week and half once a quarter, and nobody leaves: the own rate is the truth."""
    start, end = pd.Timestamp("2024-01-01"), pd.Timestamp("2025-02-03")
    every = [("week", 7), ("quarter", 91)]
    rows = [
        pd.DataFrame(
            {
                "customer_id": f"{name}{i:03}",
                "day": pd.date_range(start + pd.Timedelta(i % 7, "D"), end, freq=f"{gap}D"),
            }
        )
        for name, gap in every
        for i in range(150)
    ]
    graded = grade(pd.concat(rows).assign(amount=1.0))
    assert isinstance(graded, Grading)
    assert graded.refused
    assert graded.chosen == "own_rate"


def test_segments_and_kinds():
    days = _days(450, 6)
    ids = days["customer_id"].unique()
    about = pd.DataFrame({"customer_id": ids, "segment": np.where(ids < "c0100", "A", "B")})
    about["kind"] = np.where(ids < "c0220", "person", "organisation")
    graded = grade(days, about=about)
    assert isinstance(graded, Grading)
    assert "segment_mean_rmse" in graded.numbers()
    assert sorted(graded.fits["bgnbd"].fits) == ["organisation", "person"]


def test_measures_by_pencil():
    """Forecast 1, 3 and bought 0, 5: total 1 short of 5, errors 1 and -2."""
    row = grade_forecasts({"own": np.array([1.0, 3.0])}, np.array([0.0, 5.0])).iloc[0]
    assert row["bias"] == pytest.approx(-0.2)
    assert row["rmse"] == pytest.approx(np.sqrt(2.5))
    assert row["mae"] == 1.5
    assert row["correlation"] == pytest.approx(1.0)


def test_nobody_bought_afterwards():
    table = grade_forecasts({"own_rate": np.ones(3), "zero": np.zeros(3)}, np.zeros(3))
    assert table[["bias", "correlation", "capture"]].isna().all(axis=None)
    assert choose(table) == "zero"


def test_capture_shares_ties():
    """Twenty customers with the same forecast: any tenth of them holds a tenth of the purchases."""
    assert capture(np.zeros(20), np.arange(20.0)) == pytest.approx(0.1)


def test_choice_wants_a_fair_total_first():
    table = pd.DataFrame(
        {
            "forecast": ["zero", "own_rate", "bgnbd"],
            "bias": [-1.0, 0.5, -0.2],
            "rmse": [1.0, 1.1, 1.2],
            "mae": [0.5, 0.6, 0.7],
        }
    )
    assert choose(table) == "bgnbd"
    assert choose(table.assign(bias=[-1.0, 0.5, -0.6])) == "zero"


def test_segment_mean_by_pencil():
    frame = pd.DataFrame({"x": [2, 0, 3], "T_days": [70, 70, 70], "segment": ["a", "a", None]})
    assert naive_forecasts(frame, 10)["segment_mean"].tolist() == pytest.approx([1.0, 1.0, 3.0])


def test_deciles_have_everyone_once():
    tenths = deciles({"own": np.arange(25.0)}, np.arange(25.0))
    assert tenths["n"].sum() == 25
    assert tenths["predicted"].is_monotonic_increasing
    assert (tenths["predicted"] == tenths["actual"]).all()


def test_same_result_whatever_the_order_of_rows():
    days = _days(150, 6)
    one, other = grade(days), grade(days.sample(frac=1, random_state=1))
    assert one.numbers() == other.numbers()
    assert replace(one, frames={}, fits={}).chosen == other.chosen


def test_cdnow_as_the_notebook_closes_it(home):
    """The cut of data/cdnow/company.yml reaches the notebook, and what it closes with holds the published figures.

    Fader, Hardie & Lee (2005); accuracy recomputed independently on the same split.
    """
    import json
    import shutil

    from clientela.companies import config
    from clientela.folders import project
    from clientela.publish.notebooks import execute, parameters

    shutil.copytree(project.root() / "data" / "cdnow", home / "data" / "cdnow")
    path = execute.source("loyalty")
    given = parameters.reaching("loyalty", path, config.load("cdnow").thresholds)
    assert given == {"grading_cut": "1997-09-30"}
    cells = [
        "".join(cell["source"])
        for cell in json.loads(path.read_text())["cells"]
        if cell["cell_type"] == "code"
    ]
    here = {}
    exec(cells[0], here)
    here |= given | {"folder": "cdnow"}
    exec(cells[1], here)
    exec("stage.ask(loyalty.grade)\nstage.close()", here)
    closed = json.loads((here["stage"].folder / "loyalty.json").read_text())["results"]
    number = {key.removeprefix("loyalty.grading."): one for key, one in closed.items()}
    published = {
        "bgnbd_log_likelihood": (-9582.43, 0.005), "bgnbd_mae": (0.7855, 5e-5), "bgnbd_rmse": (1.6080, 5e-5),
        "bgnbd_bias": (-0.121, 5e-4), "zero_mae": (0.7985, 5e-5), "pareto_nbd_log_likelihood": (-9594.98, 0.005),
        "pareto_nbd_mae": (0.7545, 5e-5), "pareto_nbd_rmse": (1.6028, 5e-5), "pareto_nbd_bias": (-0.115, 5e-4),
        "mbg_nbd_mae": (0.7648, 5e-5), "mbg_nbd_rmse": (1.6072, 5e-5), "mbg_nbd_bias": (-0.162, 5e-4),
        "chosen_rmse": (1.6028, 5e-5), "chosen_log_likelihood": (-9594.98, 0.005), "horizon": (273, 0),
    }  # fmt: skip
    for name, (value, tolerance) in published.items():
        assert number[name]["value"] == pytest.approx(value, abs=tolerance), name
    # The bias is a share of what was truly bought.
    assert number["bgnbd_bias"]["unit"] == "share"
    for model in ("bgnbd", "mbg_nbd", "pareto_nbd", "chosen"):
        assert {f"{model}_{measure}" for measure in ("log_likelihood", "mae", "rmse", "bias")} <= set(number)
