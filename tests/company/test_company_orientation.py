"""What the company's own people answer: scores by area, two rounds, whether a part measures one thing, and the service among areas."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clientela.company import (
    internal_customer,
    orientation,
    orientation_advice,
    plot_internal,
    plot_orientation,
)
from clientela.company.orientation.internal_page import internal_advice, internal_findings, internal_table
from clientela.company.orientation.page import orientation_findings, orientation_table
from clientela.company.orientation.rounds import rounds
from clientela.customers.surveys import alpha
from clientela.demo import filled
from clientela.demo.filled.colleagues import PLANTED, PLANTED_INTERNAL
from clientela.forms import form
from clientela.forms.returned import Returned
from clientela.forms.wording import choice, line
from clientela.results import Missing, Result

ORIENTATION, INTERNAL = form("orientacion"), form("cliente_interno")
ITEMS = [one for one in ORIENTATION.plain if one.kind == "scale"]
AS_OF = dt.date(2026, 6, 30)


def answers(people: list[tuple[str, int]], day: str = "2026-05-04") -> pd.DataFrame:
    """People of an area who give every question the same answer, those asked the wrong way round its mirror."""
    rows = [
        {"answer_id": f"{day}{place}", "file": day, "area": area, "answered_on": pd.Timestamp(day)}
        | {one.key: float(6 - given if one.reversed else given) for one in ITEMS}
        for place, (area, given) in enumerate(people)
    ]
    return pd.DataFrame(rows)


def noise(rng: np.random.Generator, people: dict[str, int], day: str, up: float = 0.0) -> pd.DataFrame:
    """Areas that are all alike: each person with a leaning of their own."""
    frame = answers([(area, 3) for area, n in people.items() for _one in range(n)], day)
    lean = 3 + up + rng.normal(0, 0.6, len(frame))
    for one in ITEMS:
        given = np.clip(np.round(lean + rng.normal(0, 0.9, len(frame))), 1, 5)
        frame[one.key] = 6 - given if one.reversed else given
    return frame


def test_scores_by_hand() -> None:
    """Of five: 3 is the middle, 50 points; 5 is 100; 2 is 25; with a question asked the wrong way round turned."""
    result = orientation(
        answers([("sales", 3)] * 5 + [("service", 5)] * 5 + [("direction", 2)] * 2), ORIENTATION
    )
    assert isinstance(result, Result)
    areas = result.frames["areas"].set_index("area")
    assert areas["points_now"].to_dict() == {"Servicio al cliente": 100, "Ventas": 50}
    assert result.values["orientation"].value == pytest.approx((5 * 50 + 5 * 100 + 2 * 25) / 12)
    assert result.values["areas_untold"].value == 1
    assert "Dirección" not in orientation_table(result).markdown("")


def test_alpha_is_the_published_one() -> None:
    """Bland and Altman, BMJ 1997;314:572: ten items whose variances add up to 11.16, a total of 77.44: 10/9 (1 − 11.16/77.44) = 0.95."""
    rng = np.random.default_rng(3)
    common = rng.normal(0, 1, 40)
    frame = pd.DataFrame({place: common + rng.normal(0, 0.7, 40) for place in range(10)})
    found = alpha(frame)
    by_hand = 10 / 9 * (1 - frame.var().sum() / frame.sum(axis=1).var())
    assert found is not None
    assert found.value == pytest.approx(by_hand)
    assert pytest.approx(0.95, abs=0.005) == 10 / 9 * (1 - 11.16 / 77.44)


def test_alpha_with_a_pencil_and_its_interval() -> None:
    """Two questions, four people: covariances 5/3 of variances 5/3 and 5/3: alpha 1; with one answer changed it falls."""
    same = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, 4]})
    other = same.assign(b=[1.0, 2, 4, 3])
    assert alpha(same).value == pytest.approx(1)  # type: ignore[union-attr]
    found = alpha(other)
    assert found is not None
    # 2 (1 − (5/3 + 5/3) / 6) = 0.8889, since the sums 2, 4, 7, 7 have variance 6.
    assert found.value == pytest.approx(0.8889, abs=1e-4)
    assert float(found.low or 0) < 0.8889 < float(found.high or 0)


def test_two_rounds_and_those_without_a_day() -> None:
    days = pd.to_datetime(["2025-05-02", "2025-06-20", "2026-05-04", None])
    frame = pd.DataFrame({"file": ["a", "a", "b", "c"], "answered_on": days})
    # Seven weeks apart is one round; a file without any day belongs to the last.
    assert rounds(frame).dt.year.tolist() == [2025, 2025, 2026, 2026]


def test_before_and_after() -> None:
    rng = np.random.default_rng(5)
    people = {"sales": 15, "service": 15}
    given = pd.concat(
        [noise(rng, people, "2025-05-04"), noise(rng, people, "2026-05-04", up=1.2)], ignore_index=True
    )
    result = orientation(given, ORIENTATION)
    assert isinstance(result, Result)
    change = result.values["orientation_change"]
    assert 15 < float(change.low or 0) < float(change.value or 0) < 45
    assert set(result.frames["areas"]["move_word"]) == {"move_up"}
    assert "ronda anterior" in plot_orientation(result).caption
    assert "trabaja más para el cliente" in orientation_findings(result, AS_OF)[0].message


def test_nobody_and_too_few() -> None:
    assert orientation(None, None).add == ("forms/orientacion",)  # type: ignore[union-attr]
    few = orientation(answers([("sales", 3)] * 4), ORIENTATION)
    assert isinstance(few, Missing)
    assert (few.have, few.need) == (4, 5)
    assert isinstance(internal_customer(None, None), Missing)


def marks(people: dict[str, int], less: dict[str, float], rng: np.random.Generator) -> pd.DataFrame:
    """Each person marks every other area, with a mood of their own."""
    rows = []
    for area, n in people.items():
        for place in range(n):
            mood = rng.normal(3.5, 0.5)
            for server in people:
                if server != area:
                    given = {name: float(np.clip(round(mood - less.get(server, 0) + rng.normal(0, 0.8)), 1, 5))
                             for name in ("on_time", "quality", "treatment", "information", "solution")}  # fmt: skip
                    rows.append(
                        {
                            "answer_id": f"{area}{place}",
                            "file": "a",
                            "area": area,
                            "line": server,
                            "weight": 2.0,
                            **given,
                        }
                    )
    return pd.DataFrame(rows)


def test_the_weak_side_of_an_area_is_the_mean_of_its_marks() -> None:
    """Seven of eight find it on time (5) and one never (1): 4.5, though the middle mark is 5."""
    given = marks({"sales": 8, "service": 8, "logistics": 8}, {}, np.random.default_rng(2))
    served = given["line"] == "logistics"
    given.loc[served, ["on_time", "quality", "treatment", "information", "solution"]] = 5.0
    given.loc[served, "on_time"] = [5.0] * 14 + [1.0] * 2
    result = internal_customer(given, INTERNAL)
    assert isinstance(result, Result)
    row = result.frames["givers"].set_index("giver").loc["Logística y despachos"]
    # As a part of the way from 1 to 5.
    assert row["weak_score"] == pytest.approx(87.5)


def test_the_area_that_serves_worst_is_named_and_one_s_own_does_not_count() -> None:
    given = marks({"sales": 8, "service": 8, "logistics": 8}, {"logistics": 1.0}, np.random.default_rng(2))
    own = given.iloc[:1].assign(line=given["area"].iloc[0], on_time=1.0, quality=1.0)
    result = internal_customer(pd.concat([given, own], ignore_index=True), INTERNAL)
    assert isinstance(result, Result)
    assert result.frames["givers"].iloc[0][["giver", "beside_word"]].tolist() == [
        "Logística y despachos",
        "beside_below",
    ]
    assert not (result.frames["pairs"]["giver"] == result.frames["pairs"]["receiver"]).any()
    assert "Logística" in internal_findings(result, AS_OF)[0].message
    assert "Logística" in internal_advice(result)
    assert plot_internal(result).alt  # type: ignore[union-attr]
    assert "n |" in internal_table(result).markdown("")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_planted_among_the_staff_is_found(tmp_path: Path, seed: int) -> None:
    filled.write(tmp_path / "forms", seed)
    returned = Returned(tmp_path)
    asked, inner = returned.orientacion, returned.cliente_interno
    assert asked is not None
    assert inner is not None
    assert not asked.reading.troubles
    result = orientation(asked.answers, asked.form)
    areas = result.frames["areas"].set_index("area")  # type: ignore[union-attr]
    assert areas.loc[choice(ORIENTATION, "area", PLANTED["weak_area"]), "beside_word"] == "beside_below"
    rose = areas.loc[choice(ORIENTATION, "area", PLANTED["area_that_rose"])]
    assert rose["move_word"] == "move_up"
    # 1.3 of a scale of four steps is 32 points, less what the end of the scale takes.
    assert 15 < rose["points_change"] < 40
    assert result.frames["parts"].iloc[0]["form_part"] == "Lo que compartimos"  # type: ignore[union-attr]
    assert "Logística" in orientation_advice(result)  # type: ignore[arg-type]
    served = internal_customer(inner.received, inner.form)
    worst = served.frames["givers"].iloc[0]  # type: ignore[union-attr]
    assert worst["giver"] == line(INTERNAL, "received", PLANTED_INTERNAL["worst_server"])
    assert worst["beside_word"] == "beside_below"
