"""Micro-segments: each basis is a partition; the rhythm is chance unless it is not."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_segments_rfm import customers

from clientela import segments
from clientela.results import Missing
from clientela.segments.profile.analysis import place, volume_class
from clientela.segments.profile.page import profile_advice, profile_findings
from clientela.segments.profile.regularity import CLUMPED, EVEN, LEVEL, REPEATS, rhythm


def habits(n: int, **columns) -> pd.DataFrame:
    blank = {"clumpiness": 0.2, "moment": None, "channel": None, "branch": None}
    return pd.DataFrame({"customer_id": [f"c{i}" for i in range(n)], **blank, **columns})


def people(n: int, **columns) -> pd.DataFrame:
    rows = [(day % 50, 1 + day % 6, 10.0 * (1 + day % 9)) for day in range(n)]
    return customers(rows).assign(kind=None, **columns)


def test_eighty_fifteen_five():
    assert volume_class(pd.Series([80.0, 15.0, 5.0])).tolist() == ["volume_a", "volume_b", "volume_c"]
    assert volume_class(pd.Series([0.0, 0.0])).tolist() == ["volume_c", "volume_c"]


@given(
    st.lists(
        st.tuples(st.floats(-10, 1000), st.integers(1, 9), st.integers(0, 900)), min_size=20, max_size=60
    )
)
@example([(2e-313, 1, day) for day in range(20)])
@example([(2e-313 if day else 1.0, 1, day) for day in range(20)])
@settings(deadline=None)
def test_each_basis_counts_every_customer_once(rows):
    mart = customers([(days, bought, amount) for amount, bought, days in rows]).assign(kind="person")
    result = segments.profile(mart, habits(len(rows), channel=[f"k{i % 9}" for i in range(len(rows))]))
    sums = result.frames["groups"].groupby("criterion").customers.sum()
    assert set(sums) == {len(rows)}
    assert {"kind", "tenure", "volume", "cadence", "rhythm", "basket", "channel"} <= set(sums.index)
    assert result.frames["cells"].customers.sum() == len(rows)


def test_what_chance_alone_makes_of_the_spaces_between_purchases():
    random = np.random.default_rng(1)
    for repeats, even, clumped in zip(REPEATS, EVEN, CLUMPED, strict=True):
        pieces = random.dirichlet(np.ones(repeats + 1), 4_000)
        entropy = 1 + (pieces * np.log(np.maximum(pieces, 1e-300))).sum(axis=1) / np.log(repeats + 1)
        found = np.quantile(entropy, [LEVEL, 1 - LEVEL])
        assert found == pytest.approx([even, clumped], abs=1e-8)


def test_a_basis_without_data_is_left_out_and_blanks_are_named():
    columns = place(people(20), habits(20), people(20)).columns
    assert not {"kind", "moment", "channel", "branch"} & set(columns)
    known = place(people(20), habits(20, channel=["web"] + [None] * 19), people(20))
    assert known.channel.value_counts().to_dict() == {"unknown": 19, "web": 1}


def test_even_random_and_clumped_purchases():
    gaps = {"steady": [30] * 11, "bursts": [1] * 10 + [320]}
    entropy = [1 + sum(g / sum(p) * np.log(g / sum(p)) for g in p) / np.log(len(p)) for p in gaps.values()]
    assert rhythm(entropy, [10, 10]).tolist() == list(gaps)


def test_chance_is_called_chance_nine_times_in_ten():
    pieces = np.random.default_rng(5).dirichlet(np.ones(13), 4_000)
    entropy = 1 + (pieces * np.log(pieces)).sum(axis=1) / np.log(13)
    assert (rhythm(entropy, np.full(4_000, 12)) == "random").mean() == pytest.approx(0.9, abs=0.02)


def test_table_and_figure():
    result = segments.profile(people(60), habits(60, moment=["morning", "evening"] * 30))
    assert "De 22 a 45 días" in segments.profile_table(result).markdown("COP")
    assert segments.plot_profile(result).png()[:4] == b"\x89PNG"


def test_where_all_are_alike_there_is_no_picture_and_the_table_stands():
    alike = segments.profile(customers([(10, 1, 9.0)] * 30).assign(kind=None), habits(30))
    assert segments.plot_profile(alike) is None
    assert segments.profile_table(alike).markdown("COP")


def test_too_few_customers():
    assert isinstance(segments.profile(people(3), habits(3)), Missing)


def test_a_rhythm_of_few_customers_is_no_share_of_a_hundred():
    """Twelve of sixty bought often enough to be measured."""
    mart = people(60).assign(repeat_days=[9] * 12 + [1] * 48)
    said = profile_advice(segments.profile(mart, habits(60)))
    assert "Solo 12 clientes han repetido" in said
    assert "cada cien" not in said


def test_who_came_last_week_has_not_stayed_away():
    """Sixty bought once: half of them a week ago, half a year ago; only of the latter can it be said, and of too few nothing."""
    mart = people(60).assign(T_days=[7] * 30 + [400] * 30, repeat_days=[0] * 45 + [3] * 15)
    found = segments.profile(mart, habits(60))
    told = found.values["once_settled"]
    assert (told.value, told.n) == (0.5, 30)
    (finding,) = profile_findings(found, "COP", dt.date(2026, 6, 30))
    assert "hace medio año o más, 50" in finding.message
    young = segments.profile(mart.assign(T_days=30), habits(60))
    assert profile_findings(young, "COP", dt.date(2026, 6, 30)) == []
