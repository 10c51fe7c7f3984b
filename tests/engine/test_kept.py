"""A small stage asked in one run and again in the next: what has changed is computed, what has not is taken as it was."""

import os
from types import SimpleNamespace

import pytest

from clientela.engine import Answers, analysis, step
from clientela.engine import answers as asking
from clientela.engine.kept import Kept, written
from clientela.results import Missing, Number, Reason, Result

COUNTED = []
SETTINGS = {"country": "CO"}


def result(key, value):
    return Result(key, 1, {"value": Number(value, "count", 1)})


@step()
def overdue(waits, limit):
    COUNTED.append("overdue")
    return [days for days in waits if days > limit]


@analysis("kiosk.overdue", "kiosk_overdue", days="overdue")
def kiosk_overdue(days):
    COUNTED.append("kiosk_overdue")
    return result("kiosk.overdue", len(days))


@analysis("kiosk.taken")
def taken(months, country):
    COUNTED.append("taken")
    return result("kiosk.taken", sum(months))


@analysis("kiosk.share")
def share(kiosk_overdue, taken, tables):
    COUNTED.append("share")
    return result("kiosk.share", kiosk_overdue.values["value"].value / taken.values["value"].value)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run on these marts, settings and thresholds: its answers, and what was computed for them."""
    monkeypatch.setattr(asking, "SLOW", 0.0)

    def made(waits=(10, 20, 30), months=(1, 2), limit=15, country="CO"):
        marts = {"waits": list(waits), "months": list(months)}
        settings = {"country": country}

        def mark(kind, name):
            return written({"mart": marts, "setting": settings}.get(kind, {}).get(name))

        COUNTED.clear()
        answers = Answers(
            SimpleNamespace(**marts), settings, {"limit": limit, "calls": 50}, kept=Kept(tmp_path, mark)
        )
        value = answers.ask(share).values["value"].value
        return answers, value, list(COUNTED)

    return made


def test_nothing_changed_and_nothing_is_computed(run):
    first, value, computed = run()
    assert (value, computed) == (2 / 3, ["overdue", "kiosk_overdue", "taken", "share"])
    again, value, computed = run()
    assert (value, computed) == (2 / 3, [])
    # As if it had been: the same questions in the same order, the same record behind each.
    assert list(again.asked) == list(first.asked) == ["kiosk.share", "kiosk.overdue", "kiosk.taken"]
    for key in first.asked:
        assert again.behind(key).plain() == first.behind(key).plain()


@pytest.mark.parametrize(
    ("changed", "value", "computed"),
    [
        ({"limit": 25}, 1 / 3, ["overdue", "kiosk_overdue", "share"]),
        ({"months": (2, 2)}, 1 / 2, ["taken", "share"]),
        ({"country": "PE"}, 2 / 3, ["taken", "share"]),
    ],
)
def test_a_change_computes_only_what_depends_on_it(run, changed, value, computed):
    run()
    _answers, found, counted = run(**changed)
    assert found == value
    assert sorted(counted) == sorted(computed)
    # And the next run takes it from there.
    assert run(**changed)[2] == []


def test_a_damaged_answer_is_computed(run, tmp_path):
    run()
    for path in tmp_path.glob("*.pickle"):
        path.write_bytes(path.read_bytes()[:-9])
    assert run()[1:] == (2 / 3, ["overdue", "kiosk_overdue", "taken", "share"])


def test_what_another_user_wrote_is_not_opened(run, monkeypatch):
    run()
    monkeypatch.setattr(os, "getuid", lambda: -1, raising=False)
    assert run()[2] == ["overdue", "kiosk_overdue", "taken", "share"]


def test_what_cannot_be_told_from_another_is_not_kept(run, tmp_path):
    run(country=object())
    assert not (tmp_path / "kiosk.taken.pickle").exists()
    assert (tmp_path / "kiosk.overdue.pickle").exists()


def test_what_failed_is_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(asking, "SLOW", 0.0)
    kept = Kept(tmp_path, lambda _kind, name: name)
    marts = SimpleNamespace(months=[0], waits=[])
    answers = Answers(
        marts,
        SETTINGS,
        {"limit": 1},
        kept=kept,
        failed=lambda what, _error: Missing(what.key, Reason.FAILED),
    )
    assert answers.ask(share).reason is Reason.FAILED
    assert not (tmp_path / "kiosk.share.pickle").exists()
