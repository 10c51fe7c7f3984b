"""Movement: everyone takes one way, and the ways add up to the whole change."""

import pandas as pd
import pytest
from test_segments_rfm import customers

from clientela import segments
from clientela.results import Missing, Reason, Result
from clientela.segments.movement import movement_findings

DAYS = 90
LIMIT = {"rfm_quiet_days": 60}


def states() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Thirty customers: c0 goes quiet, c1 comes back, c29 is new, the others keep buying."""
    now = customers([(100, 5, 500.0), (5, 6, 300.0)] + [(10, 5, 200.0 + day) for day in range(28)])
    before = customers([(10, 5, 500.0), (80, 5, 200.0)] + [(10, 4, 100.0 + day) for day in range(27)])
    earlier = customers([(10, 3, 100.0), (10, 5, 200.0)])
    return now, before, earlier


def test_who_went_quiet_who_came_back_who_is_new():
    flows = segments.movement(*states(), DAYS, LIMIT).frames["flows"].set_index("flow")
    assert flows.customers.to_dict() == {
        "came_new": 1, "came_back": 1, "kept_buying": 27, "kept_quiet": 0, "went_quiet": 1,
    }  # fmt: skip
    assert flows.loc["went_quiet", ["amount_before", "amount", "net"]].tolist() == [400.0, 0.0, -400.0]
    assert flows.loc["came_back", ["amount_before", "amount", "net"]].tolist() == [0.0, 100.0, 100.0]
    assert flows.loc["came_new", "amount"] == 227.0


def test_the_ways_and_the_matrix_add_up():
    now, before, earlier = states()
    result = segments.movement(now, before, earlier, DAYS, LIMIT)
    whole = (now.amount.sum() - before.amount.sum()) - (before.amount.sum() - earlier.amount.sum())
    assert result.values["whole_net"].value == pytest.approx(whole)
    assert result.frames["flows"].net.sum() == pytest.approx(result.frames["ranks"].net.sum())
    assert result.frames["matrix"].customers.sum() == result.frames["flows"].customers.sum() == len(now)


def test_findings_name_the_loss_with_its_interval():
    found = movement_findings(
        segments.movement(*states(), DAYS, LIMIT), "COP", pd.Timestamp("2026-06-30").date()
    )
    assert {finding.kind for finding in found} <= {"risk", "good_news"}
    assert all(finding.amount > 0 and finding.stake for finding in found)
    assert all(f.low <= f.amount <= f.high for f in found if f.low is not None)


def test_the_best_who_went_quiet_are_a_risk_with_what_they_bought():
    # c0 came last, most often and bought most, and is quiet now; in the period before it bought 500 − 100.
    now, before, earlier = states()
    before.loc[0, ["days_since_last", "purchase_days"]] = [5, 9]
    result = segments.movement(now, before, earlier, DAYS, LIMIT)
    assert [
        result.values[name].value
        for name in ("champions_before", "champions_quiet", "champions_quiet_before")
    ] == [1, 1, 400.0]
    risk = movement_findings(result, "COP", pd.Timestamp("2026-06-30").date())[0]
    assert (risk.kind, risk.amount, risk.n) == ("risk", 400.0, 1)
    assert "1 de los 1 campeones de hace 90 días" in risk.message


def test_the_advice_names_all_who_take_sales_away():
    flows = pd.DataFrame({
        "flow": ["came_new", "came_back", "kept_buying", "kept_quiet", "went_quiet"], "customers": [5, 2, 9, 8, 7],
        "net": [380.0, 70.0, 700.0, -500.0, -330.0],
    })  # fmt: skip
    flows = flows.assign(net_low=flows.net - 10, net_high=flows.net + 10)
    words = segments.movement_advice(Result("segments.movement", 31, {}, {"flows": flows}), "COP")
    # 450 are more than 330: only with those silent from before is it less.
    assert "Los $450 que suman" in words
    assert (
        "los $330 que restan los que se callaron en este período y los $500 de los callados desde antes"
        in words
    )


def test_table_and_figure_show_all_ways():
    result = segments.movement(*states(), DAYS, LIMIT)
    text = segments.movement_table(result).markdown("COP")
    assert all(words in text for words in ("Se callaron", "Volvieron", "Llegaron", "Todos"))
    assert segments.plot_movement(result).png()[:4] == b"\x89PNG"


def test_missing():
    now, before, earlier = states()
    short = segments.movement(now, before, earlier, 20)
    assert isinstance(short, Missing)
    assert short.reason == Reason.TOO_SHORT_HISTORY
    lonely = segments.movement(now, before.head(1), earlier.head(0), DAYS)
    assert isinstance(lonely, Missing)
    assert lonely.reason == Reason.TOO_FEW_CUSTOMERS
