"""Where nothing changes nothing is announced: five invented companies through all five chapters; two hundred by `python tests/honesty`."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from honesty import bands, light, service
from honesty.cover import Cover, Future
from honesty.exempt import exempt
from honesty.kinds import kind_of, sentence
from honesty.laws import DESIGNS, Change, company
from honesty.null import Rate, rates
from honesty.page import section_of, with_section
from honesty.planted import SILENT, TOLD, WRONG, judged, section
from honesty.run import Said, many, one


@pytest.fixture(scope="module")
def companies() -> list[Said]:
    """One company of every second design: one of each family."""
    return list(many(range(0, len(DESIGNS), 2), workers=1))


def test_every_company_comes_through_all_chapters(companies: list[Said]) -> None:
    assert [said.trouble for said in companies if said.trouble] == []
    assert all(len({key.split(".")[0] for key in said.results}) == 5 for said in companies)


def test_no_kind_of_finding_is_said_where_nothing_changes_more_often_than_chance(
    companies: list[Said],
) -> None:
    """Of five companies three would have to say it: one in a thousand where each says it one time in twenty."""
    often = [(rate.kind, f"{rate.hits} of {rate.of}") for rate in rates(companies) if rate.too_often]
    assert often == []


def test_a_real_fall_is_announced() -> None:
    """Sales a third less for a year: the first company says so."""
    said = one((0, Change(days_ago=365, sales=0.67), ("company",)))
    assert {("company.sales", "risk")} <= {kind_of(finding)[:2] for finding in said.findings}


def test_a_message_is_known_by_its_sentence() -> None:
    assert sentence("La meta se cumplió: se planearon $1 M y se vendieron $2 M.").startswith(
        "La meta se cumplió"
    )
    assert sentence("Nadie dijo 12,5 nunca") == "Nadie dijo # nunca"


def test_what_is_exempt_is_so_by_name_and_elsewhere_counts() -> None:
    champions = ("segments.rfm", "good_news", "Los {n} que eran campeones hace {days} días")
    assert exempt(champions, "mixed habits")
    assert not exempt(champions, "alike")
    assert not exempt(("company.sales", "risk", "Vendemos menos"), "mixed habits")


@pytest.mark.parametrize(
    ("hits", "of", "too_often"), [(4, 10, True), (3, 10, False), (19, 200, True), (10, 200, False)]
)
def test_too_often_is_beyond_chance(hits: int, of: int, too_often: bool) -> None:
    assert Rate(("a.b", "risk", ""), hits, of).too_often is too_often


def test_an_interval_falls_short_beyond_chance() -> None:
    assert Cover("a.b.c", 0.95, 150, 200).short
    assert not Cover("a.b.c", 0.95, 186, 200).short


def test_the_future_goes_on_from_the_files_and_the_laws_stay_the_same() -> None:
    name, laws = company(11)
    assert company(1) == (name, dataclasses.replace(laws, seed=1))
    future = Future.of(11)
    assert future.lines.day.min() == 1
    assert 0 < future.of_known(365, 0.12) < future.of_known(365, 0.0)


@pytest.mark.parametrize(
    ("told", "right", "state"),
    [(True, True, TOLD), (True, False, WRONG), (False, True, SILENT), (False, False, SILENT)],
)
def test_a_fact_is_told_silent_or_wrong(told: bool, right: bool, state: str) -> None:
    assert judged(told, right, "0.1")[0] == state


def test_the_planted_facts_have_a_section_of_their_own_that_other_runs_keep() -> None:
    facts = section({11: {"a | b": (TOLD, "0.1")}, 77: {"a | b": (WRONG, "0.2")}})
    assert "1 told, 0 silent, 1 wrong." in facts
    text = with_section("# Page\n\n## Findings\n\nold\n", "Planted", facts)
    assert section_of(text, "Planted").strip() == facts.strip()
    again = with_section(text, "Planted", "new")
    assert again == "# Page\n\n## Findings\n\nold\n\n## Planted\n\nnew\n"
    assert section_of(again, "Other") == ""


def test_coverage_and_chances_by_pencil() -> None:
    """Four sums at 0.5, 0.7, 0.91 and 0.99 of their bands: one in the half, two in 80 %, three in 95 %; two goals told at 0.9, one reached."""
    told = ((0.9, True), (0.9, False))
    outcomes = [bands.Outcome("it drifts", rank, told) for rank in (0.5, 0.76, 0.91, 0.99)]
    assert bands.coverage(outcomes) == [0.25, 0.5, 0.75]
    assert bands.brier(told) == pytest.approx(0.41)
    assert bands.calibration(told) == [("80% to 95%", 2, 0.9, 0.5)]
    assert "| it drifts | 4 | 25% | 50% | 75% | 0.410 |" in bands.section(outcomes)


def test_a_company_is_seen_without_its_files() -> None:
    """The light path comes through, and says the company's sales."""
    seen = light.said(0, {"company": ("sales",)})
    assert seen.trouble == ""
    assert any(key.startswith("company.sales.") for key in seen.results)


def test_charts_and_comparisons_of_the_service_hold_what_they_say() -> None:
    """Two samples of each; the table of two hundred is made by `python tests/honesty service`."""
    found = dict(service.many(2))
    assert len(found) > 8
    seen = [hit for tally in found.values() for hit in tally.seen]
    false = [hit for tally in found.values() for hit in tally.false]
    held = [hit for tally in found.values() for hit in tally.held]
    assert np.mean(seen) > 0.9
    assert np.mean(false) < 0.15
    assert np.mean(held) > 0.85
    assert service.section(found.items(), 2).count("\n| ") == len(found) + 2
