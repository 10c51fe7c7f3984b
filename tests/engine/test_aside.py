"""What is large waits on the disk, is the same when it comes back, and is in memory only while somebody holds it."""

import gc
import pickle
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from clientela.engine import Answers, analysis, step
from clientela.engine import aside as room
from clientela.engine.aside import Elsewhere, Frames, Waiting, aside, back, size
from clientela.results import Result

MADE = []


@dataclass(frozen=True)
class Days:
    """Two frames and a number, as steps hold them."""

    length: int
    now: pd.DataFrame
    before: pd.DataFrame

    @property
    def both(self) -> int:
        return len(self.now) + len(self.before)


def people(n=6):
    return pd.DataFrame({
        "customer_id": pd.Series([f"c{i}" for i in range(n)], dtype="str"), "amount": np.arange(n) / 3,
        "kind": pd.Categorical(["a", "b"] * (n // 2)), "day": pd.date_range("2025-01-01", periods=n),
    })  # fmt: skip


@step()
def two_days(start):
    MADE.append("two_days")
    return Days(start, people(), people(8))


@analysis("aside.length", length="two_days.length")
def length(length):
    return length


@analysis("aside.both", days="two_days.both")
def both(days):
    return days


@analysis("aside.sums")
def sums(two_days, length):
    return Result("aside.sums", len(two_days.now), {}, {"people": two_days.now, "few": two_days.now.head(1)})


@pytest.fixture
def all_large(monkeypatch):
    MADE.clear()
    monkeypatch.setattr(room, "LARGE", 200)


@pytest.mark.usefixtures("all_large")
def test_a_frame_comes_back_as_it_was_and_is_let_go():
    frame = people()
    shell = aside((1, {"frame": frame}, "word"))
    assert isinstance(shell[1]["frame"], Waiting)
    assert back(shell)[1]["frame"] is frame
    del frame
    gc.collect()
    assert shell[1]["frame"]._held() is None
    pd.testing.assert_frame_equal(back(shell)[1]["frame"], people())
    assert size(shell) > 200


def test_what_is_small_stays_as_it_is():
    answer = {"frame": people(), "list": [people()]}
    assert aside(answer) is answer
    assert size(answer) == 0
    result = Result("a.b", 1, {}, {"people": people()})
    assert aside(result) is result
    assert back(result) is result


@pytest.mark.usefixtures("all_large")
def test_the_tables_of_a_result_are_read_when_they_are_asked_for():
    result = aside(Result("a.b", 1, {}, {"people": people(), "few": people(2)}))
    assert isinstance(result.frames, Frames)
    assert list(result.frames) == ["people", "few"]
    pd.testing.assert_frame_equal(result.frames["people"], people())
    again = pickle.loads(pickle.dumps(result))
    assert isinstance(again.frames, dict)
    pd.testing.assert_frame_equal(again.frames["people"], people())


@pytest.mark.usefixtures("all_large")
def test_a_frame_of_the_marts_is_not_written_once_more():
    frame = people()
    shell = aside([frame], lambda what: (lambda: frame) if what is frame else None)
    assert isinstance(shell[0], Elsewhere)
    assert back(shell)[0] is frame


@pytest.mark.usefixtures("all_large")
def test_a_stage_answers_the_same_and_makes_nothing_twice():
    answers = Answers(SimpleNamespace(), {}, {"start": 3})
    found = answers.ask(sums)
    assert (answers.ask(length), answers.ask(both), MADE) == (3, 14, ["two_days"])
    gc.collect()
    # A part that is no frame is told without reading what stands beside it.
    assert answers._found["test_aside.two_days"].now._held() is None
    pd.testing.assert_frame_equal(found.frames["people"], people())
    assert answers.asked["aside.sums"] is found
