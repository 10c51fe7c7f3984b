"""Clusters: found where they are, refused where they are not."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from clientela import segments
from clientela.results import Missing, Reason, Result
from clientela.segments.clusters.analysis import FEATURES, continua, sample, scaled


def mart(days, bought, ticket) -> pd.DataFrame:
    n = len(days)
    return pd.DataFrame({
        "customer_id": [f"c{i}" for i in range(n)], "days_since_last": days, "purchase_days": bought, "orders": bought,
        "amount": np.asarray(bought) * np.asarray(ticket),
    })  # fmt: skip


def three_kinds(each: int = 150) -> pd.DataFrame:
    random = np.random.default_rng(1)
    middles = [(5, 60, 10), (60, 12, 200), (400, 1, 30)]
    parts = [np.exp(random.normal(np.log(middle), 0.12, (each, 3))) for middle in middles]
    days, bought, ticket = np.concatenate(parts).T
    return mart(days, np.maximum(bought.round(), 1), ticket)


def test_three_planted_kinds_are_found_and_told_apart():
    result = segments.clusters(three_kinds())
    assert isinstance(result, Result)
    found = result.frames["customers"].cluster.to_numpy().reshape(3, -1)
    assert [len(set(kind)) for kind in found] == [1, 1, 1]
    assert len({kind[0] for kind in found}) == 3
    assert result.values["fidelity"].value > 0.98
    assert len(segments.clusters_rules(result, "COP")) == 3


def test_no_groups_in_one_cloud():
    days, bought, ticket = np.exp(np.random.default_rng(2).normal(4, 0.8, (3, 900)))
    missing = segments.clusters(mart(days, bought, ticket))
    assert isinstance(missing, Missing)
    assert missing.reason == Reason.NO_FIT


def test_one_mass_whose_traits_go_together_has_no_groups():
    # Whoever buys often has bought lately and buys more: cut along that line it falls into the same parts each time.
    found = 0
    for seed in range(3):
        line, *own = np.random.default_rng(seed).normal(size=(4, 1200))
        days, bought, ticket = (
            np.exp(4 + 0.8 * (sign * line + 0.8 * one)) for sign, one in zip((-1, 1, 1), own, strict=True)
        )
        found += isinstance(segments.clusters(mart(days, bought, ticket)), Result)
    assert found <= 1


def test_a_continuum_keeps_every_trait_and_how_far_they_go_together():
    random = np.random.default_rng(3)
    line = random.normal(size=2_000)
    points = np.column_stack([np.exp(line), line + random.normal(size=2_000)])
    (made,) = continua(points, random, 1)
    assert (np.sort(made, axis=0) == np.sort(points, axis=0)).all()
    ties = [spearmanr(*side.T).statistic for side in (points, made)]
    assert ties[0] == pytest.approx(ties[1], abs=0.05)


def test_the_same_customers_in_another_order_give_the_same_groups():
    frame = three_kinds()
    turned = frame.sample(frac=1, random_state=7).reset_index(drop=True)
    one, other = (
        segments.clusters(part).frames["customers"].set_index("customer_id").cluster
        for part in (frame, turned)
    )
    assert one.sort_index().equals(other.sort_index())


def test_the_sample_is_the_same_whatever_the_order():
    ids = pd.Series([f"c{i}" for i in range(100)])
    chosen = set(ids.iloc[sample(ids, 10)])
    turned = ids.iloc[::-1].reset_index(drop=True)
    assert set(turned.iloc[sample(turned, 10)]) == chosen
    assert len(chosen) == 10


def test_a_trait_in_which_all_are_alike_is_left_out():
    assert scaled(pd.DataFrame({"a": [1.0, 1.0, 1.0], "b": [1.0, 5.0, 9.0]})).shape == (3, 1)


@pytest.mark.parametrize(("frame", "reason"), [
    (three_kinds(10), Reason.TOO_FEW_CUSTOMERS),
    (mart([1.0] * 400, [2.0] * 400, [3.0] * 400), Reason.NO_VARIATION),
])  # fmt: skip
def test_missing(frame, reason):
    assert segments.clusters(frame).reason == reason


def test_organisations_are_grouped_apart_from_households():
    homes, firms = three_kinds(100).assign(kind="person"), three_kinds(100).assign(kind="organisation")
    firms = firms.assign(amount=1_000 * firms.amount, customer_id="f" + firms.customer_id)
    result = segments.clusters(pd.concat([homes, firms], ignore_index=True))
    groups = result.frames["groups"]
    assert groups.kind.value_counts().to_dict() == {"person": 3, "organisation": 3}
    assert groups.share_customers.sum() == pytest.approx(1)
    assert len(result.frames["customers"]) == 600
    assert "Empresa" in segments.clusters_table(result).markdown("COP")
    assert "(empresa)" in segments.clusters_rules(result, "COP")[0]


def test_rules_are_said_in_whole_days_and_money_and_small_groups_in_one_line():
    rule = {"cluster": "group_1", "precision": 0.9, "customers": 9}
    limits = {name: float("nan") for feature in FEATURES for name in (f"{feature}_low", f"{feature}_high")}
    limits |= {
        "purchase_days_low": 3.5,
        "ticket_high": 37_286.0,
        "days_since_last_low": 19.5,
        "days_since_last_high": 120.5,
    }
    groups = pd.DataFrame(
        {"cluster": ["group_1"], "kind": ["all"], "share_amount": [0.9], "share_customers": [1.0]}
    )
    frames = {"groups": groups, "rules": pd.DataFrame([rule | limits])}
    text = segments.clusters_rules(Result("segments.clusters", 9, {}, frames), "COP")[0]
    assert "días desde la última compra entre 20 y 120" in text
    assert "días de compra desde 4" in text
    assert "compra media hasta $37.300" in text
    frames["groups"] = groups.assign(share_amount=0.1)
    small = Result("segments.clusters", 9, {}, frames)
    assert "no cambian el plan" in segments.clusters_rules(small, "COP")
    assert segments.clusters_table(small) is None
