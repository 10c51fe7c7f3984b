"""What the team knows, with a pencil; the accounts of sellers drawn to the mean, and the published batting averages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clientela.company.team.analysis import scale_of, team
from clientela.company.team.page import plot_team, team_advice, team_findings, team_reading
from clientela.company.team.sellers import sellers
from clientela.company.team.sellers_page import plot_sellers, sellers_advice
from clientela.results import Missing, Reason, Result
from clientela.stats.shrinkage import shrunken

AS_OF = dt.date(2026, 6, 30)
PEOPLE = pd.DataFrame({
    "person_id": ["ana", "beto", "caro", "dora"],
    "branch": "Centro",
    "role": ["técnico", "técnico", "asesor", "técnico"],
    "training_hours": [10.0, 20.0, 0.0, 4.0],
    "left_on": pd.to_datetime([None, None, None, "2026-05-04"]),
    "is_here": [True, True, True, False],
})  # fmt: skip
# Ana repairs; Dora brewed better than anybody and is gone; two sell; who only listens is not enough.
MARKS = pd.DataFrame([
    ("ana", "repair", 4.0), ("beto", "repair", 3.0), ("dora", "repair", 4.0),
    ("ana", "brewing", 2.0), ("dora", "brewing", 5.0),
    ("beto", "selling", 4.0), ("caro", "selling", 5.0),
], columns=["person_id", "skill", "mark"])  # fmt: skip


def known(**more: Any) -> Result:
    found = team(PEOPLE, MARKS, 0.75, **more)
    assert isinstance(found, Result)
    return found


def test_who_knows_what_of_those_who_are_here() -> None:
    table = known().frames["skills"].set_index("skill")
    assert table["people_know"].to_dict() == {"skill_brewing": 0, "skill_repair": 1, "skill_selling": 2}
    assert table.loc["skill_brewing", "last_person"] == "dora"
    assert table.loc["skill_repair", "only_person"] == "ana"
    # Dora repaired as well as Ana does: nothing left with her there.
    assert pd.isna(table.loc["skill_repair", "last_person"])
    values = known().values
    assert [
        values[name].value for name in ("people", "known_by_one", "known_by_nobody", "gone_with_leavers")
    ] == [3, 1, 1, 1]
    assert values["level_known"].value == 4.0


def test_what_is_gone_comes_before_what_hangs_on_one() -> None:
    risk, action = team_findings(known(), AS_OF)
    assert (risk.kind, action.kind) == ("risk", "action")
    assert "brewing" in risk.message
    assert "dora" in risk.message
    assert "ana" in action.message
    assert "repair" in action.message
    assert "dora" in team_advice(known())
    figure = plot_team(known())
    assert figure is not None
    assert "brewing" in figure.alt


def test_where_two_know_everything_nothing_is_said() -> None:
    marks = MARKS[MARKS["skill"] == "selling"]
    quiet = team(PEOPLE, marks, 0.75)
    assert isinstance(quiet, Result)
    assert team_findings(quiet, AS_OF) == []


def test_what_a_role_needs_beside_what_it_has() -> None:
    needed = pd.DataFrame(
        {"role": ["Técnico"], "people": [2], "skill_repair": [4.0], "skill_brewing": [None]}
    )
    row = known(needed=needed).frames["needs"].iloc[0]
    assert row[["role", "skill", "people_needed", "people_know", "people_lacking"]].tolist() == [
        "Técnico",
        "skill_repair",
        2,
        1,
        1,
    ]


def test_needs_stand_by_how_many_are_lacking_then_by_role_and_skill() -> None:
    needed = pd.DataFrame({
        "role": ["técnico", "asesor"], "people": [2, None], "skill_selling": [5.0, 5.0], "skill_repair": [4.0, 1.0],
        "skill_weaving": [None, 2.0],
    })  # fmt: skip
    table = known(needed=needed).frames["needs"]
    assert table.columns.tolist() == [
        "role",
        "skill",
        "level_needed",
        "people_needed",
        "people_know",
        "people_lacking",
    ]
    # Of the two who repair one does it as well as asked, neither sells so well; Caro sells and does not repair; nobody was asked about weaving.
    assert table.drop(columns=["level_needed", "people_needed"]).fillna(-1).values.tolist() == [
        ["técnico", "skill_selling", 0, 2],
        ["asesor", "skill_repair", 0, 1],
        ["técnico", "skill_repair", 1, 1],
        ["asesor", "skill_selling", 1, 0],
        ["asesor", "skill_weaving", -1, -1],
    ]


def test_a_task_whose_only_person_left_is_named_first() -> None:
    tasks = pd.DataFrame(
        {
            "task": ["reparar una máquina de dos grupos", "cerrar la caja"],
            "harm": [3, 2],
            "alone": ["dora", "ana, caro"],
        }
    )
    found = known(tasks=tasks)
    assert found.frames["tasks"]["people_know"].tolist() == [0, 2]
    assert "reparar una máquina de dos grupos" in team_findings(found, AS_OF)[0].message


def test_a_list_of_names_alone_asks_for_skills() -> None:
    none = team(PEOPLE.assign(training_hours=np.nan), MARKS.head(0), 0.75)
    assert isinstance(none, Missing)
    assert none.reason == Reason.NO_COLUMN
    hours = team(PEOPLE, MARKS.head(0), 0.75)
    assert isinstance(hours, Result)
    assert plot_team(hours) is None
    assert hours.frames["team"].set_index("role")["training_mean"].to_dict() == {
        "asesor": 0.0,
        "técnico": 15.0,
    }
    assert hours.frames["team"].set_index("role")["untrained"].to_dict() == {"asesor": 1, "técnico": 0}
    assert isinstance(team(PEOPLE.head(0), MARKS, 0.75), Missing)


@pytest.mark.parametrize(
    ("marks", "scale"),
    [([2, 4], (1, 5)), ([0, 5], (0, 5)), ([1, 7], (1, 7)), ([3, 9], (0, 10)), ([-2, 4], (-2, 4))],
)
def test_the_scale_is_the_usual_one_that_holds_all_marks(
    marks: list[float], scale: tuple[float, float]
) -> None:
    assert scale_of(pd.Series(marks, dtype=float)) == scale


def test_eighteen_batters_as_published() -> None:
    """Efron & Morris 1977, Stein's paradox in statistics: batting averages of 1970 after 45 times at bat, and of the rest of the season.

    Shrinking factor .212 about the mean .265; the drawn averages miss the season's by .022 in sum of squares, the plain ones by .077 (.075
    with averages rounded to three places).
    """
    early = np.array([.400, .378, .356, .333, .311, .311, .289, .267, .244, .244, .222, .222, .222, .222, .222, .200, .178, .156])  # fmt: skip
    rest = np.array([.346, .298, .276, .222, .273, .270, .263, .210, .269, .230, .264, .256, .303, .264, .226, .285, .316, .200])  # fmt: skip
    error = np.sqrt(early.mean() * (1 - early.mean()) / 45)
    found = shrunken(early, np.full(18, error))
    assert found.mean == pytest.approx(0.265, abs=0.0005)
    assert found.keep == pytest.approx(0.212, abs=0.0005)
    assert found.values[0] == pytest.approx(0.294, abs=0.001)
    assert ((early - rest) ** 2).sum() == pytest.approx(0.0754, abs=0.0005)
    assert ((found.values - rest) ** 2).sum() == pytest.approx(0.0213, abs=0.0005)


def test_intervals_of_drawn_results_hold_what_they_say() -> None:
    """Results of ten people whose truths differ; the interval of each holds its truth about 95 times of a hundred."""
    chance, errors = np.random.default_rng(7), np.linspace(0.5, 2.0, 10)
    inside = []
    for _time in range(200):
        truth = chance.normal(0, 1, 10)
        found = shrunken(truth + chance.normal(0, errors), errors)
        inside.append(np.abs(found.values - truth) <= 1.96 * found.errors)
    assert 0.92 <= np.mean(inside) <= 0.985


def served(shares: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Accounts of each seller: how many there were a year ago, and how many of them still buy."""
    rows = []
    for seller, (n, stay) in shares.items():
        for number in range(n):
            who = f"{seller}-{number}"
            days = ["2025-06-01", "2026-06-01"] if number < stay else ["2025-06-01"]
            rows += [(who, seller, day, 100.0, 40.0, True) for day in days]
    table = pd.DataFrame(rows, columns=["customer_id", "seller_id", "day", "amount", "margin", "is_purchase"])
    return table.assign(day=pd.to_datetime(table["day"]))


def test_a_small_seller_is_drawn_to_the_mean_more_than_a_large_one() -> None:
    accounts = served({"a": (100, 60), "b": (10, 6), "c": (50, 45), "d": (50, 40), "e": (50, 42)})
    found = sellers(accounts, PEOPLE.head(0), AS_OF)
    assert isinstance(found, Result)
    table = found.frames["sellers"].set_index("seller_id")
    assert table.loc[["a", "b"], "stay_share"].tolist() == [0.6, 0.6]
    mean = found.values["stay_mean"].value
    assert mean == pytest.approx(193 / 260)
    assert found.values["stay_mean"].n == found.n == 260
    assert found.values["sellers_apart"].value == (table["against_mean"] != "as_all").sum() >= 2
    assert 0.6 < table.loc["a", "stay_expected"] < table.loc["b", "stay_expected"] < mean
    assert table.index.tolist() == sorted(table.index)
    assert table.loc["a", "against_mean"] == "below_all"
    assert "a" in sellers_advice(found)
    assert plot_sellers(found).alt


def test_few_sellers_are_no_group() -> None:
    few = sellers(served({"a": (20, 10), "b": (20, 15), "c": (4, 1)}), PEOPLE.head(0), AS_OF)
    assert isinstance(few, Missing)
    assert (few.have, few.need) == (2, 5)
    alike = sellers(served(dict.fromkeys("abcde", (10, 10))), PEOPLE.head(0), AS_OF)
    assert isinstance(alike, Missing)
    assert alike.reason == Reason.NO_VARIATION


def test_sellers_alike_are_seldom_set_apart() -> None:
    chance = np.random.default_rng(11)
    apart = 0
    for _time in range(20):
        alike = {
            f"v{n}": (size, int(chance.binomial(size, 0.7)))
            for n, size in enumerate([12, 20, 25, 30, 40, 45, 50, 60])
        }
        found = sellers(served(alike), PEOPLE.head(0), AS_OF)
        apart += isinstance(found, Result) and found.values["sellers_apart"].value > 0
    assert apart <= 3


def test_training_goes_with_results_only_where_the_interval_says_so() -> None:
    names = [f"v{n}" for n in range(10)]
    accounts = served({name: (60, 25 + 3 * n) for n, name in enumerate(names)})
    staff = pd.DataFrame(
        {"person_id": names, "branch": "x", "training_hours": [float(5 * n) for n in range(10)]}
    )
    found = sellers(accounts, staff, AS_OF)
    assert isinstance(found, Result)
    assert found.values["training_link"].low > 0.5
    flat = sellers(accounts, staff.assign(training_hours=5.0), AS_OF)
    assert isinstance(flat, Result)
    assert "training_link" not in flat.values


def test_how_to_read_is_told_of_what_is_shown_alone() -> None:
    alone = team(PEOPLE, MARKS.head(0), 0.75)
    assert isinstance(alone, Result)
    assert team_reading(alone) is None
    assert "notas" in str(team_reading(known()))
