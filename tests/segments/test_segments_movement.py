"""Movement: everyone takes one way, and the ways add up to the whole change."""

import pandas as pd
import pytest
from test_segments_rfm import customers

from clientela import segments
from clientela.results import Missing, Number, Reason, Result
from clientela.segments.movement.analysis import usual
from clientela.segments.movement.page import movement_findings

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


def state(segments_of, quiet=(), yearly=100.0):
    """Customers of `assign` on one day: c0, c1 … with their segments; the places in `quiet` are silent."""
    return pd.DataFrame(
        {
            "customer_id": [f"c{place}" for place in range(len(segments_of))], "segment": segments_of,
            "quiet": [place in quiet for place in range(len(segments_of))], "yearly": yearly,
        }
    )  # fmt: skip


def told(values):
    return movement_findings(
        Result("segments.movement", 9, {"period_days": Number(365, "days", 9), **values}, {}),
        "COP",
        pd.Timestamp("2026-06-30").date(),
    )


def test_champions_who_cool_are_news_only_beyond_the_usual():
    # Of forty champions ten go silent in any year; this year thirty did.
    best = state(["champions"] * 40)
    some, most = state(["cooling"] * 10 + ["regulars"] * 30), state(["cooling"] * 30 + ["regulars"] * 10)
    values = usual([most, some.assign(segment="champions"), best])
    assert (values["champions_quiet"].value, values["champions_quiet_of"].value) == (30, 40)
    # A year ago nobody had: the second state still calls all of them champions.
    assert values["champions_quiet_usual"].value == 0
    risk = told(values)[0]
    assert (risk.kind, risk.n, risk.amount) == ("risk", 30, 3000.0)
    assert 0 < risk.low < risk.high == 3000.0
    assert "De los 40 campeones de hace 365 días hoy se enfrían o callan 30 (75\xa0%)" in risk.message


def test_who_comes_back_as_often_as_ever_is_no_news():
    everyone = ["regulars"] * 40
    silent, back = state(everyone, range(40)), state(everyone, range(20))
    same = usual([back, silent, silent.assign(quiet=silent.quiet)])
    assert same["quiet_back"].value == 20
    assert [finding.kind for finding in told(same)] == ["good_news"]
    # Half of the silent had come back the period before too.
    # Half a year before it was another season.
    assert told(same | {"period_days": Number(183, "days", 9)}) == []
    again = same | {"quiet_back_more": Number(0.0, "share", 80, -0.2, 0.2, 0.95)}
    assert told(again) == []


def test_nothing_to_compare_with_is_no_news():
    best = state(["champions"] * 40)
    values = usual([state(["cooling"] * 40), best, best.head(0)])
    assert values["champions_quiet"].value == 40
    assert told(values) == []


def test_the_advice_names_all_who_take_sales_away():
    flows = pd.DataFrame({
        "flow": ["came_new", "came_back", "kept_buying", "kept_quiet", "went_quiet"], "customers": [5, 2, 9, 8, 7],
        "net": [380.0, 70.0, 70.0, -500.0, -330.0],
    })  # fmt: skip
    flows = flows.assign(net_low=flows.net - 10, net_high=flows.net + 10)

    def advice(days: int) -> str:
        values = {"period_days": Number(days, "days", 31)}
        return segments.movement_advice(Result("segments.movement", 31, values, {"flows": flows}), "COP")

    words = advice(365)
    # 450 are more than 330: only with those silent from before is it less.
    assert "Los $450 que suman" in words
    assert (
        "los $330 que restan los que se callaron en este período y los $500 de los callados desde antes"
        in words
    )
    # Half a year against the half before it: two seasons, of which nothing is said.
    assert "temporadas distintas" in advice(182)


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
