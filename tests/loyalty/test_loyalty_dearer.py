"""Winning and keeping from year to year: two years by pencil, a season that is none, and silence where nothing changed."""

import numpy as np
import pandas as pd
import pytest

from clientela.loyalty import marketing
from clientela.loyalty.marketing.dearer import change
from clientela.loyalty.marketing.dearer_page import sure
from clientela.results import Missing, Reason, Result

MONTHS = pd.date_range("2023-01-01", periods=36, freq="MS")


def frames(won, kept, new, active):
    """Expenses and the flow of customers month by month; in the first year many look new who are not, and it does not count."""
    spent = pd.concat([
        pd.DataFrame({"month": MONTHS, "purpose": purpose, "amount": np.r_[np.full(12, 100.0), paid]})
        for purpose, paid in (("acquire", won), ("retain", kept))
    ])  # fmt: skip
    flows = pd.DataFrame(
        {"month": MONTHS, "new": np.r_[np.full(12, 40), new], "active": np.r_[np.full(12, 50), active]}
    )
    return spent, Result("loyalty.flows", 36, {}, {"flows": flows})


def test_two_years_by_pencil():
    """Ten a month for 100 each month, then five for the same: 10 and 20 a customer. Keeping: 12 × 50 for 100 active, 6 a year in both."""
    expenses, flows = frames([100.0] * 24, [50.0] * 24, [10] * 12 + [5] * 12, [100] * 24)
    found = marketing.dearer(expenses, flows)
    assert found.frames["years"].won_cost.tolist() == [10.0, 20.0]
    assert found.frames["years"].kept_cost.tolist() == [6.0, 6.0]
    assert found.values["won_dearer"].value == pytest.approx(1.0)
    assert found.values["kept_dearer"].value == pytest.approx(0.0)
    assert (sure(found, "won"), sure(found, "kept")) == (1, 0)
    [finding] = marketing.dearer_findings(found, MONTHS[-1].date())
    assert "100 % más" in finding.message.replace("\xa0", " ")
    assert "Ganar un cliente cuesta 100" in marketing.dearer_advice(found)


def test_under_three_whole_years_it_says_not_yet():
    expenses, flows = frames([100.0] * 24, [50.0] * 24, [10] * 24, [100] * 24)
    short = Result("loyalty.flows", 35, {}, {"flows": flows.frames["flows"].iloc[:-1]})
    found = marketing.dearer(expenses, short)
    assert isinstance(found, Missing)
    assert (found.reason, found.have, found.need) == (Reason.TOO_SHORT_HISTORY, 34, 36)


def test_a_purpose_that_began_within_the_year_is_not_dearer():
    """Nothing was written down as kept in the first year: its cost then is not nought."""
    expenses, flows = frames([100.0] * 24, [0.0] * 12 + [50.0] * 12, [10] * 24, [100] * 24)
    found = marketing.dearer(expenses, flows)
    assert "kept_dearer" not in found.values
    assert marketing.dearer_table(found, "COP").frame.kept_text.tolist()[0] == "sin anotar"


def test_a_season_of_both_years_is_no_change_and_nothing_is_said_where_nothing_happens():
    """December costs three times as much in both years; of 400 companies with the same cost in both, few are called dearer."""
    season = np.tile(np.r_[np.ones(11), 3.0], 2)
    said = 0
    for seed in range(400):
        chance = np.random.default_rng(seed)
        spent = 100_000 * season * chance.lognormal(0, 0.15, 24)
        months = pd.DataFrame({"acquired_for": spent, "new": chance.poisson(20, 24)})
        said += change(months[:12], months[12:], "won").low > 0
    assert said <= 0.05 * 400
