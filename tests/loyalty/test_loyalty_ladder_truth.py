"""The ladder, departures and returns on a story company whose truth is known: what was planted is found again."""

import pandas as pd
import pytest

from clientela import demo, loyalty
from clientela.companies import config
from clientela.companies.preparation import prepare
from clientela.marts import Marts

# Not one of the seeds with which anything here was made or tried.
SEED, CUSTOMERS = 40_417, 900
ABOVE = ("consumer", "supporter", "advocate")


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Marts of a small Aurora, its status, and the truth by customer: rung, status, left_on."""
    home = tmp_path_factory.mktemp("aurora")
    folder = home / "data" / "aurora"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELA_HOME", str(home))
        demo.write(folder, SEED, CUSTOMERS)
        made = Marts(prepare(config.load("aurora")))
    identity = pd.read_parquet(made.folder / "identity.parquet")
    records = pd.read_csv(folder / "truth" / "duplicates.csv", dtype=str)
    person = (
        records.merge(identity, on=["source", "source_id"])
        .drop_duplicates("customer_id")
        .set_index("customer_id")
        .person
    )
    truth = pd.read_csv(folder / "truth" / "rungs.csv").merge(
        pd.read_csv(folder / "truth" / "status.csv", parse_dates=["left_on"]), on="person"
    )
    truth = person.to_frame().reset_index().merge(truth, on="person").set_index("customer_id")
    return made, loyalty.status(made.customers, made.people), truth


def test_true_rungs_are_found_where_there_is_evidence(story):
    made, status, truth = story
    found = loyalty.ladder(status, made.evidence, made.prospects, made.as_of)
    stands = found.frames["customers"].set_index("customer_id").join(truth.rung.rename("true"), how="inner")
    active = stands[stands.status == "active"]
    said, true = active.rung.isin(ABOVE), active.true.isin(ABOVE)
    assert (said & true).sum() / said.sum() > 0.85
    assert (said & true).sum() / stands.true.isin(ABOVE).sum() > 0.8
    only = stands[stands.rung == "customer"]
    assert (only.true == "customer").mean() > 0.8
    # Moods do not show unless somebody speaks: among those heard, the fond stand out.
    fond = ("supporter", "advocate")
    high = stands[stands.rung.isin(fond)]
    assert high.true.isin(fond).mean() > 2 * stands.true.isin(fond).mean()


def test_those_who_left_are_found(story):
    made, status, truth = story
    since = loyalty.Dates.of(made).before
    found = loyalty.departures.defections(status, made.customers, made.notices, since, made.as_of)
    gone = truth.reindex(found.frames["departures"].customer_id)
    assert (gone.status == "left").mean() > 0.65
    lately = truth[(truth.status == "left") & (truth.left_on > pd.Timestamp(since))]
    assert lately.index.isin(gone.index).mean() > 0.6


def test_absences_are_departures_and_returns_are_as_planted(story):
    """12 % of leavers come back after 110 to 400 days, but for those who never liked the coffee: about one in ten of the absent."""
    made, status, truth = story
    absent = loyalty.departures.absences(made.interpurchase_times, status, made.as_of)
    still = absent[absent.next_day.isna()]
    assert (truth.reindex(still.customer_id).status == "left").mean() > 0.94
    found = loyalty.departures.comebacks(absent, status, made.customer_days, made.as_of)
    back = found.values["absent_back_365"]
    assert back.low < 0.12
    assert back.high > 0.09
    assert 200 < found.values["away_median"].value < 500
