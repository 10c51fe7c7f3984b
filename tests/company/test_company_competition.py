"""The company beside its competitors: Greenacre's own example, a map that says nothing where nothing differs, places by hand, five sources."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clientela.company import (
    aims_table,
    benchmarks,
    benchmarks_advice,
    benchmarks_table,
    plot_positioning,
    positioning,
    positioning_advice,
    sources,
    sources_advice,
    sources_table,
)
from clientela.company.competition.correspondence import correspondence, inertia
from clientela.company.competition.direction import direction
from clientela.company.sources.page import sources_findings
from clientela.demo import filled
from clientela.demo.filled import associations
from clientela.demo.filled import sources as told
from clientela.forms import form
from clientela.forms.returned import Returned
from clientela.forms.wording import choice, line, short
from clientela.results import Missing, Reason, Result

# Staff groups of a firm by how much they smoke: none, light, medium, heavy (Greenacre 1984, table 3.1).
SMOKING = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]
POSITION, EXPECTED = form("posicion"), form("expectativas")


def test_the_smoking_data_give_the_published_map() -> None:
    """Greenacre 2017, Correspondence Analysis in Practice: inertias 0.0748, 0.0100, 0.0004, of 0.0852; principal coordinates to 3 digits."""
    found = correspondence(SMOKING)
    assert found.inertias.round(4).tolist() == [0.0748, 0.0100, 0.0004]
    assert float(inertia(np.array(SMOKING, dtype=float))) == pytest.approx(0.0852, abs=5e-5)
    assert found.inertias.sum() == pytest.approx(float(inertia(np.array(SMOKING, dtype=float))))
    rows = [[0.066, 0.194], [0.259, 0.243], [0.381, 0.011], [0.233, 0.058], [0.201, 0.079]]
    columns = [[0.393, 0.030], [0.099, 0.141], [0.196, 0.007], [0.294, 0.198]]
    # An axis has no sign of its own.
    assert np.abs(found.rows[:, :2]).round(3).tolist() == rows
    assert np.abs(found.columns[:, :2]).round(3).tolist() == columns
    # A row of the table, placed as if it were another, lands on itself.
    assert np.allclose(found.place(SMOKING), found.rows)


def known(shares: dict[str, tuple[float, ...]], rng: np.random.Generator, people: int = 60) -> pd.DataFrame:
    """People who name every company and mark each trait with its share."""
    traits = ("quality", "price", "agility", "promises", "closeness")
    return pd.DataFrame([
        {"answer_id": str(who), "file": "a", "line": str(place), "brand": brand,
         "fits": " ".join(trait for trait, share in zip(traits, of, strict=True) if rng.random() < share)}
        for who in range(people) for place, (brand, of) in enumerate(shares.items())
    ])  # fmt: skip


def test_companies_that_cannot_be_told_apart_have_no_map() -> None:
    rng = np.random.default_rng(4)
    alike = dict.fromkeys(("Aurora", "Beta", "Gama", "Delta"), (0.5, 0.3, 0.6, 0.4, 0.2))
    shown = sum(
        isinstance(positioning(known(alike, rng), POSITION, "Aurora"), Result) for _company in range(20)
    )
    # One in twenty; of twenty, five would be one in four hundred.
    assert shown <= 4
    gap = positioning(known(alike, np.random.default_rng(1)), POSITION, "Aurora")
    assert isinstance(gap, Missing)
    assert gap.reason is Reason.NO_VARIATION


def test_ellipses_hold_the_true_place() -> None:
    """Of 40 surveys of 60 people each, the ellipse of a company holds its true place (of 20,000 people) about 38 times."""
    shares = {
        "Aurora": (0.7, 0.2, 0.2, 0.4, 0.7),
        "Beta": (0.3, 0.7, 0.6, 0.5, 0.2),
        "Gama": (0.5, 0.3, 0.3, 0.7, 0.3),
    }
    truth = correspondence(np.array(list(shares.values())))
    inside = tries = 0
    for seed in range(12):
        result = positioning(known(shares, np.random.default_rng(seed)), POSITION, "Aurora")
        assert isinstance(result, Result)
        frame = result.frames["places"]
        brands, traits = (
            frame[frame["place_kind"] != "place_trait"],
            frame[frame["place_kind"] == "place_trait"],
        )
        # The true profiles on the map that this survey drew.
        counts = np.array(list(shares.values()))
        mine = correspondence(_counts(seed, shares))
        places = mine.place(counts)[:, :2]
        for row, place in zip(brands.to_dict("records"), places, strict=True):
            turn = np.radians(row["turned"])
            across, up = place[0] - row["axis_1"], place[1] - row["axis_2"]
            along = (across * np.cos(turn) + up * np.sin(turn)) / row["half_long"]
            aside = (-across * np.sin(turn) + up * np.cos(turn)) / row["half_short"]
            inside, tries = inside + (along**2 + aside**2 <= 1), tries + 1
        assert len(traits) == 5
    assert truth.inertias[0] > 0.05
    assert inside / tries > 0.83


def _counts(seed: int, shares: dict[str, tuple[float, ...]]) -> np.ndarray:
    frame = known(shares, np.random.default_rng(seed))
    traits = ("quality", "price", "agility", "promises", "closeness")
    return np.array([[frame.loc[frame["brand"] == brand, "fits"].str.split().map(lambda fits, one=trait: one in fits).sum()
                      for trait in traits] for brand in sorted(shares)], dtype=float)  # fmt: skip


def test_no_answers_and_too_few_companies() -> None:
    assert isinstance(positioning(None, None, "Aurora"), Missing)
    two = known(
        {"Aurora": (0.9, 0.1, 0.1, 0.1, 0.1), "Beta": (0.1, 0.9, 0.1, 0.1, 0.1)}, np.random.default_rng(1)
    )
    gap = positioning(two, POSITION, "Aurora")
    assert isinstance(gap, Missing)
    assert (gap.have, gap.need) == (2, 3)


def seen(rows: list[tuple[str, str, float, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["measured", "measured_of", "measured_value", "measured_on"])
    return frame.assign(measured_on=pd.to_datetime(frame["measured_on"]))


def test_places_by_hand() -> None:
    given = seen([
        ("días de entrega", "Aurora S.A.S.", 4, "2025-05-01"), ("días de entrega", "Beta", 3, "2025-05-01"),
        ("días de entrega", "Gama", 2, "2025-05-01"),
        ("días de entrega", "AURORA", 2, "2026-05-01"), ("días de entrega", "Beta", 3, "2026-05-01"), ("días de entrega", "Gama", 2, "2026-05-01"),
        ("precio libra", "Aurora", 30, "2026-05-01"), ("precio libra", "Beta", 40, "2026-05-01"),
        ("garantía", "Beta", 2, "2026-05-01"),
    ])  # fmt: skip
    result = benchmarks(given, "Aurora")
    assert isinstance(result, Result)
    frame = result.frames["benchmarks"].set_index("measured")
    # Beats Beta, ties with Gama: 1.5 of 2; the year before, last.
    assert frame.loc["días de entrega", ["percentile", "percentile_before", "best_value"]].tolist() == [
        0.75,
        0.0,
        2,
    ]
    assert frame.loc["precio libra", "stand"] == "stand_unjudged"
    # What is known of others alone has no place of ours.
    assert "garantía" not in frame.index
    assert "Gama" in benchmarks_advice(result)
    assert "días de entrega" in benchmarks_table(result).markdown("")


def test_nobody_measured_and_ourselves_not_measured() -> None:
    assert benchmarks(seen([]), "Aurora").reason is Reason.NO_TABLE  # type: ignore[union-attr]
    gap = benchmarks(seen([("garantía", "Beta", 2, "2026-05-01")]), "Aurora")
    assert gap.add == ("benchmarks.competitor",)  # type: ignore[union-attr]


def test_goals_of_position_stand_among_the_competitors() -> None:
    given = seen([(measure, who, value, "2026-05-01") for measure, values in (("entregas a tiempo (%)", (88, 96, 93)), ("días de entrega", (3, 2, 1)))
                  for who, value in zip(("Aurora", "Beta", "Gama"), values, strict=True)])  # fmt: skip
    aims = pd.DataFrame(
        [("Ser puntuales", "competition", "Entregas a tiempo", "up", 97.0), ("Llegar antes", "position", "Días de entrega", "down", 2.5),
         ("Ser puntuales otra vez", "competition", "Entregas a tiempo", "up", 85.0), ("Seguidores", "position", "Seguidores", "up", 10.0),
         ("Vender", "growth", "Días de entrega", "down", 1.0)],
        columns=["objective", "aim", "measure", "direction", "value"],
    )  # fmt: skip
    result = benchmarks(given, "Aurora", aims)
    assert isinstance(result, Result)
    assert result.frames["aims"].set_index("objective")["aim_check"].to_dict() == {
        "Ser puntuales": "aim_first", "Llegar antes": "aim_still_last", "Ser puntuales otra vez": "aim_reached", "Seguidores": "aim_unmeasured",
    }  # fmt: skip
    assert "Seguidores" in aims_table(result).markdown("")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("measure", "way"),
    [("On-time deliveries", "up"), ("Waiting time (min)", "down"), ("Quejas por mil pedidos", "down"), ("Satisfacción (1–5)", "up"),
     ("Price per pound", ""), ("técnico en (días)", "down"), ("Color de la fachada", "")],
)  # fmt: skip
def test_which_way_is_better(measure: str, way: str) -> None:
    assert direction(measure.replace("-", " ")) == way


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_planted_outside_is_found(tmp_path: Path, seed: int) -> None:
    filled.write(tmp_path / "forms", seed)
    returned = Returned(tmp_path)
    map_of, heard = returned.posicion, returned.expectativas
    assert map_of is not None
    assert heard is not None
    assert not map_of.reading.troubles
    result = positioning(map_of.company, map_of.form, "Café Aurora")
    assert isinstance(result, Result)
    ours = choice(POSITION, "company.fits", associations.PLANTED["ours"])
    ties = result.frames["ties"].set_index("trait_tied")
    assert ties.index[0] == ours
    assert ties.loc[ours, "tie_word"] == "tie_more"
    places = result.frames["places"].set_index("placed")
    # Written in capitals by some, a company is one company.
    assert (places["place_kind"] != "place_trait").sum() == 4
    for brand, trait in associations.PLANTED["against"].items():  # type: ignore[attr-defined]
        at = places.loc[choice(POSITION, "company.fits", trait), ["axis_1", "axis_2"]].astype(float)
        rivals = places[places["place_kind"] != "place_trait"][["axis_1", "axis_2"]].astype(float)
        assert ((rivals - at) ** 2).sum(axis=1).idxmin() == brand
    found = sources(heard.factor, heard.form)
    assert isinstance(found, Result)
    beliefs = found.frames["beliefs"].set_index(["rater", "factor"])
    for planted, word in (("unaware", "believed_word"), ("proud", "granted_word")):
        for who in told.PLANTED[planted]:
            rater, factor = who.split(": ")
            if rater == "adviser" or factor == "core":
                # Fourteen advisers, and 0.8 points among thirty people: seen in four of five stories.
                continue
            key = (choice(EXPECTED, "rater", rater), line(EXPECTED, "factor", factor))
            assert beliefs.loc[key, word] == ("belief_less" if planted == "unaware" else "belief_more"), who
    assert "Empleado" in sources_advice(found)
    # The two that are furthest from the customers are about as far.
    said = sources_findings(found, dt.date(2026, 6, 30))[0].message
    assert "Calidad profesional" in said or "Disponibilidad" in said
    if seed == 1:
        assert ours in plot_positioning(result).alt
        assert ours in positioning_advice(result)
        assert short("Entorno: gremio") in sources_table(found).markdown("")


def test_few_customers_or_nobody_else() -> None:
    rows = [
        {"answer_id": str(who), "rater": "customer", "line": "agility", "expected": 5.0, "received": 4.0}
        for who in range(25)
    ]
    assert sources(None, None).reason is Reason.NO_TABLE  # type: ignore[union-attr]
    few = sources(pd.DataFrame(rows[:10]), EXPECTED)
    assert (few.have, few.need) == (10, 20)  # type: ignore[union-attr]
    alone = sources(pd.DataFrame(rows), EXPECTED)
    assert isinstance(alone, Missing)
