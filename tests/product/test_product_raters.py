"""What others believe that customers expect: by pencil, and what was planted in the story company."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from survey_frames import answers, items

from clientela.companies.config import load
from clientela.companies.preparation import prepare
from clientela.folders import project
from clientela.marts import Marts
from clientela.product.expectations.gaps import gaps
from clientela.product.expectations.hierarchy import hierarchy
from clientela.product.expectations.importance import importance
from clientela.product.expectations.raters import plot_raters, raters, raters_advice, raters_findings
from clientela.results import Missing, Result

AS_OF = dt.date(2026, 6, 30)


def believed(employees: list[float]) -> pd.DataFrame:
    """Thirty customers expect 5 to 7 of "a"; employees believe something."""
    mine = answers({("expected", "a"): [5, 6, 7] * 10})
    return pd.concat([mine, answers({("expected", "a"): employees}, rater="employee", who="e")])


def test_a_belief_too_low_by_pencil() -> None:
    found = raters(believed([3, 4, 5] * 4), items("a"))
    assert isinstance(found, Result)
    row = found.frames["raters"].iloc[0]
    assert (row["expected_mark"], row["believed"], row["belief_gap"], row["belief"]) == (
        6,
        4,
        -2,
        "belief_less",
    )
    assert row["belief_low"] < -2 < row["belief_high"] < 0
    assert [finding.kind for finding in raters_findings(found, AS_OF)] == ["action"]
    assert "en «a» el cliente espera 2,0 puntos más" in raters_advice(found)
    assert "El equipo" in plot_raters(found).alt
    assert "aunque se hagan 1 comparación a la vez" in plot_raters(found).caption


def test_the_same_belief_is_no_news() -> None:
    found = raters(believed([5, 6, 7] * 4), items("a"))
    assert isinstance(found, Result)
    assert raters_findings(found, AS_OF) == []
    assert "no se distinguen" in raters_advice(found)


def test_four_employees_or_none_is_missing() -> None:
    assert isinstance(raters(believed([3, 4, 5, 3]), items("a")), Missing)
    assert isinstance(raters(believed([]), items("a")), Missing)


@pytest.fixture
def aurora(home: Path) -> Marts:
    """The story company's surveys alone."""
    story = project.root() / "data" / "aurora"
    settings = yaml.safe_load((story / "company.yml").read_text(encoding="utf-8"))
    settings["sources"] = {name: settings["sources"][name] for name in ("surveys", "items", "respondents")}
    folder = home / "data" / "solo_encuestas"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    for name in ("servicio.db", "preguntas.csv"):
        shutil.copy(story / name, folder / name)
    return Marts(prepare(load("solo_encuestas"), dt.date(2026, 7, 1)))


def test_what_was_planted_in_the_story_is_found(aurora: Marts) -> None:
    """Employees take 0.9 from reliability and add 0.9 to tangibles (marks end at 7); dates are basic, notes delight, calls annoy (STORY.md)."""
    said, asked = aurora.survey_answers, aurora.survey_items
    beliefs = raters(said, asked)
    assert isinstance(beliefs, Result)
    team = beliefs.frames["raters"].query("rater == 'employee'").set_index("area")
    assert team.loc["fiabilidad", "belief_low"] < -0.8 < team.loc["fiabilidad", "belief_high"]
    assert team.loc["tangibles", "belief_low"] < 0.9 < team.loc["tangibles", "belief_high"]
    assert team.query("belief != 'belief_chance'").index.tolist() == ["fiabilidad", "tangibles"]
    promises = gaps(said, asked, aurora.survey_outcomes)
    levels = hierarchy(said, asked, promises)
    assert isinstance(levels, Result)
    found = levels.frames["hierarchy"].set_index("item")["level"]
    assert found[["K01", "K02", "K05", "K07", "K10"]].tolist() == ["basic", "basic", "expected_level", "unanticipated", "reverse"]  # fmt: skip
    factors = importance(said, asked)
    assert isinstance(factors, Result)
    assert "V07" in factors.frames["importance"].query("quadrant == 'fix_first'")["item"].tolist()
