"""What people associate the company with, beside its competitors, on a map that says how sure its places are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.competition.correspondence import Map, correspondence, inertia
from clientela.company.competition.names import mine, same
from clientela.engine import analysis
from clientela.forms import wording
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.groups import off_zero
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from clientela.forms.model import Form

KEY = "company.positioning"
FORM = "forms/posicion"
TABLE = "company"
# Fewer people than these tell a taste, and no place on a map; fewer brands or traits make none.
FEWEST, FEWEST_BRANDS, FEWEST_TRAITS = 20, 3, 3
DRAWS, SEED = 400, 7
CHANCE = 0.05
# The radius, in standard deviations, that holds 95 % of a cloud in the plane.
RADIUS = 2.4477


@analysis(KEY, rows="forms.posicion.company", form="forms.posicion.form", name="company.name")
def positioning(rows: pd.DataFrame | None, form: Form | None, name: str) -> Result | Missing:
    """The companies and what they are associated with on one map (correspondence analysis), each company with its ellipse of 95 %.

    `rows` has a row a person and company, `fits` the traits that were marked. Companies of 20 people or more count; a trait that nobody
    marked does not. The ellipses come from drawing the people again with replacement, each table placed on the same map (partial
    bootstrap). That there is anything to map is tested first: companies are exchanged within each person. What the company is tied to
    more or less than the others is judged person by person, all traits together under a false discovery rate of 5 %.

    Returns Missing without answers, with fewer than three companies or traits that count, and where the companies cannot be told apart.

    >>> positioning(None, None, "Aurora").add
    ('forms/posicion',)
    """
    if rows is None or form is None or rows.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    cube, brands, traits = _cube(wording.whole(rows, form, TABLE), form)
    if len(brands) < FEWEST_BRANDS or len(traits) < FEWEST_TRAITS:
        return Missing(KEY, Reason.NOT_ENOUGH, (FORM,), len(brands), FEWEST_BRANDS)
    rng = np.random.default_rng(SEED)
    chance = _by_chance(cube, rng)
    if chance > CHANCE:
        return Missing(KEY, Reason.NO_VARIATION)
    counts = np.nansum(cube, axis=0)
    found = correspondence(counts)
    own = next((place for place, brand in enumerate(brands) if mine(brand, name)), None)
    labels = [wording.choice(form, f"{TABLE}.fits", trait) for trait in traits]
    shown = found.inertias / found.inertias.sum()
    values = {
        "people_asked": Number(len(cube), "count", len(cube)),
        "brands_placed": Number(len(brands), "count", len(cube)),
        "map_share": Number(float(shown[:2].sum()), "share", int(counts.sum())),
        "map_inertia": Number(float(found.inertias.sum()), "ratio", int(counts.sum())),
    }
    frames = {"places": _places(found, cube, brands, labels, own, rng)}
    if own is not None:
        frames["ties"] = _ties(cube, own, labels)
    return Result(KEY, len(cube), values, frames)


def _cube(rows: pd.DataFrame, form: Form) -> tuple[NDArray[np.float64], list[str], list[str]]:
    """People × companies × traits: 1 where marked, 0 where not, blank where a person did not name the company."""
    import pandas as pd

    named = rows["brand"] if "brand" in rows and rows["brand"].notna().any() else rows["line"]
    asked = wording.question(form, f"{TABLE}.fits")
    traits = list(asked.choices) if asked else []
    told = pd.DataFrame({"who": rows["answer_id"], "brand": named, "fits": rows["fits"].fillna("")}).dropna(
        subset="brand"
    )
    told = told.assign(brand=same(told["brand"])).drop_duplicates(["who", "brand"])
    many = told["brand"].value_counts()
    brands = sorted(many[many >= FEWEST].index)
    told = told[told["brand"].isin(brands)]
    people = list(dict.fromkeys(told["who"]))
    cube = np.full((len(people), len(brands), len(traits)), np.nan)
    marks = [[float(trait in fits.split()) for trait in traits] for fits in told["fits"]]
    if len(told) and traits:
        cube[told["who"].map(people.index).to_numpy(), told["brand"].map(brands.index).to_numpy()] = marks
    counts = np.nansum(cube, axis=0)
    rowed, columned = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    return (
        cube[:, rowed][:, :, columned],
        [one for one, kept in zip(brands, rowed, strict=True) if kept],
        [one for one, kept in zip(traits, columned, strict=True) if kept],
    )


def _by_chance(cube: NDArray[np.float64], rng: np.random.Generator) -> float:
    """How often companies exchanged within each person (among those that he or she named) differ as much."""
    known = ~np.isnan(cube[:, :, 0])
    seen = float(inertia(np.nansum(cube, axis=0)))
    who, home = np.arange(len(cube))[:, None], np.where(known, 0, 1).argsort(axis=1, kind="stable")
    many = 0
    for _draw in range(DRAWS):
        # Those named keep their places, in another order; those not named stay at the end of the lot.
        order = np.where(known, rng.random(known.shape), 2.0).argsort(axis=1, kind="stable")
        mixed = np.empty_like(cube)
        mixed[who, home] = cube[who, order]
        many += float(inertia(np.nansum(mixed, axis=0))) >= seen
    return (many + 1) / (DRAWS + 1)


def _places(
    found: Map, cube: NDArray[np.float64], brands: list[str], traits: list[str], own: int | None, rng: np.random.Generator
) -> pd.DataFrame:  # fmt: skip
    """Companies and traits with their places on the first two axes; of companies the half axes of their ellipse and its turn."""
    import pandas as pd

    drawn = rng.integers(len(cube), size=(DRAWS, len(cube)))
    clouds = np.stack([found.place(np.nansum(cube[lot], axis=0))[:, :2] for lot in drawn])
    rows: list[dict[str, Any]] = []
    for place, brand in enumerate(brands):
        x, y = _two(found.rows[place])
        kind = "place_own" if place == own else "place_rival"
        n = int((~np.isnan(cube[:, place, 0])).sum())
        rows.append(
            {
                "placed": brand,
                "place_kind": kind,
                "axis_1": x,
                "axis_2": y,
                "n": n,
                **_ellipse(clouds[:, place]),
            }
        )
    for place, trait in enumerate(traits):
        x, y = _two(found.columns[place])
        rows.append(
            {
                "placed": trait,
                "place_kind": "place_trait",
                "axis_1": x,
                "axis_2": y,
                "n": int(np.nansum(cube[:, :, place])),
            }
        )
    return pd.DataFrame(rows)


def _two(point: NDArray[np.float64]) -> tuple[float, float]:
    return float(point[0]), float(point[1]) if len(point) > 1 else 0.0


def _ellipse(cloud: NDArray[np.float64]) -> dict[str, float]:
    """The half axes and the turn, in degrees, of the ellipse that holds 95 % of a cloud."""
    kept = cloud[~np.isnan(cloud).any(axis=1)]
    if kept.shape[1] < 2:
        kept = np.column_stack([kept, np.zeros(len(kept))])
    sizes, axes = np.linalg.eigh(np.cov(kept.T))
    long, short = RADIUS * np.sqrt(np.clip(sizes[::-1], 0, None))
    return {
        "half_long": float(long),
        "half_short": float(short),
        "turned": float(np.degrees(np.arctan2(axes[1, -1], axes[0, -1]))),
    }


def _ties(cube: NDArray[np.float64], own: int, traits: list[str]) -> pd.DataFrame:
    """How much more often each trait is tied to the company than to the others that the same people named."""
    import pandas as pd

    others = np.delete(cube, own, axis=1)
    some = (~np.isnan(cube[:, own, 0])) & (~np.isnan(others[:, :, 0])).any(axis=1)
    rest = np.nanmean(others[some], axis=1)
    rows = []
    for place, trait in enumerate(traits):
        ours = cube[some, own, place]
        moved = off_zero(ours - rest[:, place])
        rows.append({"trait_tied": trait, "tied_own": float(ours.mean()), "tied_others": float(rest[:, place].mean()), "tie": moved.by,
                     "tie_low": moved.low, "tie_high": moved.high, "n": int(some.sum()), "p": moved.p_value})  # fmt: skip
    frame = pd.DataFrame(rows)
    sure = discoveries(frame["p"])
    words = np.where(~sure, "tie_chance", np.where(frame["tie"] > 0, "tie_more", "tie_less"))
    return (
        frame.assign(tie_word=words)
        .drop(columns="p")
        .sort_values("tie", ascending=False)
        .reset_index(drop=True)
    )
