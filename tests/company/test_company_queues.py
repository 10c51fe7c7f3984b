"""Queues: published numbers, the limits between the formulas, and the same queue simulated event by event."""

import heapq
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clientela.company.capacity import cases, erlang
from clientela.company.capacity.lines import Line
from clientela.company.capacity.units import Unit
from clientela.folders import project

SCRIPT = project.styles() / "what_if.js"
PAGE = Path(__file__).parents[1] / "fixtures" / "what_if_page.js"


def test_published_numbers_of_erlang_c():
    """100 calls in 30 minutes of 3 minutes each, 80 % in 20 s: 14 agents (pyworkforce's example); 1,000 an hour of 120 s, 40 agents."""
    found = erlang.patient(100 / 30, 3, 14, 20 / 60)
    assert [float(found.level), float(found.busy)] == pytest.approx([0.888350, 0.714286], abs=5e-7)
    # The sum of Erlang, term by term, gives .174132; the source rounds to .17413.
    assert float(found.waits) == pytest.approx(0.17413193, abs=5e-9)
    assert erlang.needed(100 / 30, 3, 20 / 60, 0.8) == 14
    assert erlang.rostered(14, 0.3) == 20
    found = erlang.patient(1000 / 60, 2, 40, 20 / 60)
    assert float(found.waits) == pytest.approx(0.19074, abs=5e-6)
    assert float(found.level) == pytest.approx(0.93721, abs=5e-6)
    assert float(found.wait) * 60 == pytest.approx(3.433, abs=5e-4)


def test_one_person_by_pencil():
    """One person, half busy: half wait, and on average as long as a case takes."""
    found = erlang.patient(0.5, 1.0, 1)
    assert [float(found.waits), float(found.wait)] == pytest.approx([0.5, 1.0])
    # Two people, load one: B = (1/2) / (1 + 1 + 1/2) = 1/5, and so C = 2 B / (2 − 1 + B) = 1/3.
    assert float(erlang.waiting(2, 1.0)) == pytest.approx(1 / 3)


def test_more_than_can_be_done_has_no_end():
    found = erlang.patient(2.0, 1.0, 1)
    assert (float(found.level), float(found.wait)) == (0.0, np.inf)


def test_who_never_tires_waits_as_erlang_c_says():
    calm = erlang.impatient(100 / 30, 3, 14, 100_000, 20 / 60)
    assert float(calm.level) == pytest.approx(0.88835, abs=1e-4)
    assert float(calm.lost) == pytest.approx(0, abs=1e-5)


def test_patience_is_found_again():
    rate, people = np.array([0.3, 0.45, 0.2]), np.array([2.0, 2.0, 1.6])
    lost = erlang.impatient(rate, 4.6, people, 7.0).lost
    assert erlang.patience_of(rate, 4.6, people, float((lost * rate).sum() / rate.sum())) == pytest.approx(
        7.0, rel=1e-4
    )
    assert erlang.patience_of(rate, 4.6, people, 0.0) is None


def simulated(rate, minutes, people, patience, within, customers=60_000, seed=1):
    """A queue, event by event: who comes takes the first who is free, unless that takes longer than they care to wait."""
    chance = np.random.default_rng(seed)
    arrivals = np.cumsum(chance.exponential(1 / rate, customers))
    lasts, cares = (
        chance.exponential(minutes, customers),
        chance.exponential(patience, customers) if patience else np.full(customers, np.inf),
    )
    free, level, lost, waits = [0.0] * people, 0, 0, 0.0
    for moment, last, care in zip(arrivals, lasts, cares, strict=True):
        offered = max(0.0, free[0] - moment)
        level += offered <= within
        waits += min(offered, care)
        if offered > care:
            lost += 1
        else:
            heapq.heapreplace(free, moment + offered + last)
    return level / customers, waits / customers, lost / customers


@pytest.mark.parametrize(
    ("rate", "minutes", "people", "patience"),
    [(100 / 30, 3, 14, None), (0.5, 4.6, 3, 6.0), (0.9, 2.0, 1, 3.0)],
)
def test_a_queue_simulated_event_by_event_does_as_the_formulas_say(rate, minutes, people, patience):
    found = erlang.queue(rate, minutes, people, 20 / 60, patience)
    level, wait, lost = simulated(rate, minutes, people, patience, 20 / 60)
    assert level == pytest.approx(float(found.level), abs=0.012)
    assert wait == pytest.approx(float(found.wait), rel=0.1)
    assert lost == pytest.approx(float(found.lost), abs=0.012)


def test_a_list_by_pencil_and_simulated():
    """What waits is what waited, came and was not done; its tail is Kingman's, near enough where people are mostly busy."""
    assert cases.waiting([3, 5, 1], [4, 4, 4]).tolist() == [0, 1, 0]
    left = cases.waiting(np.random.default_rng(3).poisson(30, (200, 400)), np.full(400, 31.5))[:, 100:]
    assert float((left <= 31.5).mean()) == pytest.approx(cases.in_time(30, 31.5, 30, 7), abs=0.03)


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here to run the page's script")
@pytest.mark.parametrize(
    ("staff", "arrivals", "minutes", "patience", "off"),
    [
        (3, 26.8, 4.6, 7.2, 0.6),
        (14, 200.0, 3.0, 0.0, 0.0),
        (40, 1000.0, 2.0, 0.0, 0.0),
        (1, 5.0, 3.0, 2.0, -0.5),
        (2, 90.0, 3.0, 4.0, 0.0),
    ],
)  # fmt: skip
def test_the_page_computes_what_the_library_does(staff, arrivals, minutes, patience, off):
    given = {
        "kind": "line",
        "shrinkage": 0.2 if patience else 0.0,
        "seconds": 20,
        "off": off,
        "patience": patience,
    }
    asked = f"console.log(JSON.stringify(require({json.dumps(str(SCRIPT))}).answer({json.dumps(given)}, {staff}, {arrivals}, {minutes})))"
    told = json.loads(
        subprocess.run(["node", "-e", asked], capture_output=True, text=True, check=True).stdout
    )
    found = erlang.queue(arrivals / 60, minutes, staff * (1 - given["shrinkage"]), 20 / 60, patience or None)
    level = Line(pd.DataFrame(), None, off, 20, 0.8).corrected(found.level)
    assert told["level"] == pytest.approx(float(level), abs=1e-5)
    assert told["wait"] == pytest.approx(float(found.wait), rel=1e-4)
    assert told["lost"] == pytest.approx(float(found.lost), abs=1e-5)
    assert told["busy"] == pytest.approx(float(found.busy), abs=1e-5)


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here to run the page's script")
def test_the_page_computes_a_list_as_the_library_does():
    given = {"kind": "list", "hours": 30, "days": 7, "spread": 1.2}
    asked = f"console.log(JSON.stringify(require({json.dumps(str(SCRIPT))}).answer({json.dumps(given)}, 5, 36, 240)))"
    told = json.loads(
        subprocess.run(["node", "-e", asked], capture_output=True, text=True, check=True).stdout
    )
    assert told["level"] == pytest.approx(cases.in_time(36, 37.5, 36 * 1.2, 7), abs=1e-9)
    assert told["busy"] == pytest.approx(36 / 37.5)


def test_one_person_more_by_pencil():
    """Two people do 15 cases a week and 30 come: with a third the list grows by 7.5, with five it is done in 2 weeks."""
    week = pd.Timestamp(2026, 6, 28).date()
    about = {
        "arrivals": 30.0,
        "asked": 120.0,
        "net": 60.0,
        "handling": 240.0,
        "staff": 2.0,
        "spread": 30.0,
        "backlog": 15.0,
    }
    unit = Unit("U", "on_list", 240, 8, 8, week, **about)
    assert unit.with_more(0)["list_growth"] == pytest.approx(15)
    assert unit.with_more(1)["list_growth"] == pytest.approx(7.5)
    assert unit.with_more(3)["weeks_to_clear"] == pytest.approx(2)


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here to run the page's script")
def test_the_page_has_three_labelled_sliders_and_says_what_follows():
    words = {
        "wordStaff": "Personas",
        "wordArrivals": "Llegadas",
        "wordMinutes": "Minutos",
        "wordBusy": "Ocupación",
    }
    figures = {
        "kind": "line",
        "staff": "3",
        "arrivals": "26.84",
        "minutes": "4.64",
        "seconds": "20",
        "shrinkage": "0.2",
    }
    data = {
        **figures,
        **words,
        "off": "0.6",
        "patience": "7.2",
        "wordWait": "Espera",
        "wordLevel": "A tiempo",
    }
    asked = ["node", str(PAGE), str(SCRIPT), json.dumps(data)]
    told = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    assert (told["labels"], told["kinds"], told["live"], told["says"]) == (3, ["range"] * 3, "status", "5")
    assert told["words"] == ["Ocupación", "Espera", "A tiempo"]
    # A slider would stand at 4.6 minutes and 26.7 arrivals, and say 66 % beside a table that says 65 %.
    assert told["before"][2].startswith("65")
    assert told["after"][2].startswith("92")
