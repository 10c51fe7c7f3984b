"""Complaints: the points of a case, waits, and who still buys after an answer, all small enough for a pencil."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from voice_frames import CLOCK, LATE, TODAY, back, company, complaints, paths, some_voices, voices

from clientela import product
from clientela.calendar.answer_clock import Clock
from clientela.customers.alike import Match
from clientela.customers.severity import KIND, score
from clientela.present import Figure, Table
from clientela.present.show import markdown
from clientela.present.terms import known
from clientela.product.recovery import answering_page
from clientela.product.recovery.answering import well_answered
from clientela.results import Evidence, Reason
from clientela.stats.hazards import Watched, ratios
from clientela.stats.intervals import Z
from clientela.warehouse import Warehouse


def test_the_points_of_a_case_can_be_added_up_by_hand():
    rows = [
        {
            "customer_id": "ana",
            "kind": "complaint",
            "day": back(100),
            "closed_on": back(90),
            "resolved": True,
        },
        {
            "customer_id": "ana",
            "kind": "claim",
            "day": back(60),
            "words": "abogado caja",
            "amount_before": 900.0,
        },
        {"customer_id": "eva", "kind": "question", "day": back(2), "amount_before": 1.0},
        {"customer_id": "eva", "kind": "praise", "day": back(2), "words": "grosero"},
    ]
    points = score(voices(rows), CLOCK)
    # A claim 30, a strong word 15, one complaint before it 5, among the largest customers 20, open beyond the time allowed 20.
    assert points.iloc[1].to_dict() == {
        "kind": 30,
        "words": 15,
        "repetition": 5,
        "money": 20,
        "age": 20,
        "severity": 90,
    }
    assert points.severity.tolist() == [25, 90, 10, 0]
    listed = product.severity(voices(rows), CLOCK)
    assert listed.frames["open"].interaction_id.tolist() == ["m1", "m2"]
    assert (
        listed.values["open_cases"].value,
        listed.values["open_late"].value,
        listed.values["open_grave"].value,
    ) == (2, 1, 1)


@given(
    st.lists(
        st.tuples(st.sampled_from(list(KIND)), st.integers(0, 400), st.integers(0, 3), st.floats(0, 1e6)),
        min_size=1,
        max_size=30,
    )
)
@example([("complaint", 3, 1, 2e-313), ("complaint", 3, 2, 4e-313)])
def test_severity_is_the_sum_of_its_parts_and_at_most_a_hundred(rows):
    points = score(
        voices(
            [
                {"kind": kind, "day": back(days), "customer_id": f"c{who}", "amount_before": amount}
                for kind, days, who, amount in rows
            ]
        ),
        CLOCK,
    )
    parts = points.drop(columns="severity").sum(axis=1)
    assert (parts == points.severity).all()
    assert points.severity.between(0, 100).all()


def test_open_cases_count_for_the_days_they_have_waited():
    # Friday to Monday is one working day; the third is still open after one.
    rows = [
        {"day": dt.date(2026, 6, 12), "closed_on": dt.date(2026, 6, 16), "resolved": True},
        {"day": dt.date(2026, 6, 17), "closed_on": dt.date(2026, 6, 19), "resolved": False},
        {"day": dt.date(2026, 6, 26)},
    ]
    result = product.answering(voices(rows), Clock(TODAY, answer_days=1))
    curve = result.frames["curve"]
    # Monday the 15th is a holiday in Colombia and so is the 29th: closed after one day and after two; open for one.
    assert curve[["days", "at_risk"]].values.tolist() == [[1.0, 3.0], [2.0, 1.0]]
    assert result.values["closed_in_time"].value == pytest.approx(1 / 3)
    assert result.values["well_answered"].n == 2
    assert result.values["well_answered"].value == 0.5
    assert (result.values["open_now"].value, result.values["open_beyond"].value) == (1, 0)


def test_well_answered_waits_for_its_time():
    rows = [
        {"day": back(60), "closed_on": back(55), "resolved": True},
        {"day": back(60), "closed_on": back(55), "resolved": False},
        {"day": back(60), "closed_on": back(5), "resolved": True},
        {"day": back(60)},
        {"day": back(3)},
    ]
    well = well_answered(voices(rows), CLOCK)
    assert well.tolist()[:4] == [True, False, False, False]
    assert well.isna().tolist() == [False] * 4 + [True]


def test_a_complaint_that_comes_back_within_thirty_days_is_reopened():
    rows = [
        {"customer_id": "ana", "day": back(100), "closed_on": back(95)},
        {"customer_id": "ana", "day": back(80), "closed_on": back(75)},
        {"customer_id": "ana", "day": back(20), "closed_on": back(15)},
        {"customer_id": "eva", "day": back(50), "closed_on": back(45)},
    ]
    assert product.answering(voices(rows), CLOCK).values["reopened"].value == 0.25
    # Another reason is another complaint.
    apart = [
        {**row, "reason": reason}
        for row, reason in zip(rows, ("tarde", "rancio", "trato", "tarde"), strict=True)
    ]
    assert product.answering(voices(apart), CLOCK).values["reopened"].value == 0.0


def test_a_branch_that_closes_late_stands_out_and_one_like_the_others_does_not():
    rng = np.random.default_rng(3)
    rows = [
        {"branch": branch, "day": back(90), "closed_on": back(90 - int(days))}
        for branch, middle in (("Norte", 10), ("Sur", 10), ("Cali", 30))
        for days in rng.gamma(4, middle / 4, 150)
    ]
    result = product.answering(voices(rows), CLOCK)
    groups = result.frames["groups"].set_index("answered_group")
    assert bool(groups.differs["Cali"])
    assert "Cali" in product.answering_advice(result)
    alike = product.answering(voices([row for row in rows if row["branch"] != "Cali"]), CLOCK)
    assert not alike.frames["groups"].differs.any()
    assert answering_page.answering_findings(alike, TODAY) == []


def test_each_complaint_is_compared_with_those_alike():
    rows = [("ana", "complaint", True, 1, 5, 0), ("eva", "complaint", True, 9, 5, 1)]
    # Of those who bought once half are gone, of those who bought nine times one in four.
    rows += [(f"n{n}", "none", False, 1, 5, after) for n, after in enumerate((0, 1))]
    rows += [(f"o{n}", "none", False, 9, 5, after) for n, after in enumerate((0, 1, 1, 1))]
    frame = paths(rows)
    gone = (frame.purchases_after == 0).to_numpy(dtype=float)
    found_gap = Match(frame).against((frame.arm == "complaint").to_numpy(), gone)
    assert (found_gap["n"], found_gap["mean"], found_gap["expected"]) == (2, 0.5, 0.375)
    assert found_gap["gap"] == 0.125
    # Moves of all customers balance.
    assert found_gap["influence"].sum() == pytest.approx(0)


def test_an_answer_that_costs_customers_is_told_as_associated():
    result = product.recovery(company(np.random.default_rng(1), (0.0, 0.5)), some_voices(), CLOCK)
    assert result.evidence is Evidence.ASSOCIATED
    assert result.values["bad_year"].value == 1
    assert product.recovery_sentence(result).startswith("De cada cien")
    (told,) = complaints(result)
    # Of the one badly answered this year, chance alone may be more than the answer: no money is named.
    each, year = result.values["lost_each"], result.values["lost_year"]
    assert 0 < each.low < each.value == year.value
    assert year.low < 0
    assert (told.kind, told.amount, told.stake, told.due) == (
        "action",
        None,
        "",
        TODAY + dt.timedelta(days=7),
    )
    eighty = pd.concat(
        [some_voices(), *[some_voices().iloc[[1]].assign(customer_id=f"x{n}") for n in range(80)]]
    )
    many = product.recovery(company(np.random.default_rng(1), (0.0, 0.5)), eighty, CLOCK)
    (told,) = complaints(many)
    assert 0 < told.low < told.amount == many.values["lost_year"].value
    assert told.stake == "lo que compraron de menos que los bien atendidos"
    few = product.recovery(paths([("ana", "complaint", True, 1, 5, 0)]), some_voices(), CLOCK)
    assert few.reason is Reason.TOO_SHORT_HISTORY
    assert product.recovery(paths([]), voices([]), CLOCK).reason is Reason.NO_TABLE


def test_the_mart_watches_complaints_and_others_over_the_same_days():
    bought = {"ana": [200, 390, 460], "eva": [210], "leo": [205, 395, 700]}
    rows = ", ".join(
        f"('{who}', DATE '2024-01-01' + {day}, true, 10.0)" for who, days in bought.items() for day in days
    )
    with Warehouse() as warehouse:
        for statement in (
            f"CREATE TABLE marts.customer_days AS FROM (VALUES ('old', DATE '2024-01-01', true, 10.0), {rows}) "
            "AS t(customer_id, day, is_purchase, amount)",
            "CREATE TABLE marts.people AS FROM (VALUES ('ana', 'person')) AS t(customer_id, kind)",
            "CREATE TABLE marts.voices AS FROM (VALUES ('m1', 'ana', DATE '2024-01-01' + 392, 'complaint', DATE '2024-01-01' + 400, true, 'Cali'), "
            "('m2', 'ana', DATE '2024-01-01' + 410, 'claim', NULL, NULL, 'Cali')) "
            "AS t(interaction_id, customer_id, day, kind, closed_on, resolved, branch)",
        ):
            warehouse.connection.execute(statement)
        warehouse.build(
            "complaint_paths", {"as_of": dt.date(2024, 1, 1) + dt.timedelta(days=730), "entry_days": 180}
        )
        table = warehouse.frame("FROM complaint_paths")
    own = table[table.arm == "complaint"]
    # The second complaint, eighteen days later, belongs to the first; day 460 is more than sixty days after it.
    assert own[
        ["customer_id", "interaction_id", "purchases_before", "days_since_last", "purchases_after"]
    ].values.tolist() == [["ana", "m1", 1, 2, 1]]
    others = table[table.arm == "none"]
    assert not (
        (others.customer_id == "ana")
        & (others.day > own.day.iloc[0])
        & (others.day <= own.day.iloc[0] + pd.Timedelta(days=180))
    ).any()
    assert (others.purchases_before > 0).all()


def test_the_action_on_complaints_names_what_waits_most():
    after = product.recovery(company(np.random.default_rng(1), (0.0, 0.5)), some_voices(), CLOCK)
    open_cases = voices([
        {"interaction_id": "small", "customer_id": "ana", "amount_before": 10.0, "day": back(20)},
        {"interaction_id": "large", "customer_id": "eva", "amount_before": 9_000_000.0, "day": back(7)},
        {"interaction_id": "asked", "customer_id": "leo", "amount_before": 99_000_000.0, "kind": "question"},
        {"interaction_id": "done", "customer_id": "ivo", "closed_on": back(1), "resolved": True},
    ])  # fmt: skip
    (told,) = complaints(after, product.severity(open_cases, CLOCK))
    # Two complaints are open; a question is none.
    assert "De quien más compra es large: eva" in told.detail
    # Nothing certain, nothing said.
    alike = product.recovery(company(np.random.default_rng(1), (0.0, 0.0)), some_voices(), CLOCK)
    assert complaints(alike) == []


# How it looks


@pytest.fixture(scope="module")
def everything():
    rows = [
        {"customer_id": f"c{n}", "branch": ("Norte", "Sur")[n % 2], "day": back(80 - n % 30), "attended_on": back(79 - n % 30),
         "closed_on": back(60 - n % 30), "resolved": n % 3 > 0, "words": LATE}
        for n in range(80)
    ] + [{"customer_id": "z", "day": back(40), "words": LATE}]  # fmt: skip
    told = voices(rows)
    return {
        "answering": product.answering(told, CLOCK),
        "severity": product.severity(told, CLOCK),
        "recovery": product.recovery(company(np.random.default_rng(1), (0.0, 0.5)), some_voices(), CLOCK),
    }


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("answering", "plot_answering"), ("answering", "answering_table"), ("answering", "answering_advice"), ("severity", "severity_table"),
        ("recovery", "plot_recovery"), ("recovery", "recovery_table"),
    ],
)  # fmt: skip
def test_every_part_of_the_page_can_be_shown(everything, name, function):
    shown = getattr(product, function)(everything[name])
    if isinstance(shown, Figure):
        assert shown.alt
        assert shown.png()[:4] == b"\x89PNG"
    elif isinstance(shown, Table):
        assert len(shown.frame) <= 12
        assert "nan" not in markdown(shown)
    else:
        assert shown.startswith("**Qué hacer.**")


def test_where_there_is_nothing_to_list_no_empty_table_is_shown():
    closed = voices([{"closed_on": back(0), "resolved": True} for _ in range(5)])
    assert product.severity_table(product.severity(closed, CLOCK)) is None
    assert product.answering_table(product.answering(closed, CLOCK)) is None


def test_every_number_and_column_has_words(everything):
    for result in everything.values():
        assert all(known(name) for name in result.numbers())
        assert all(known(name) for frame in result.tables().values() for name in frame.columns)


# Who buys again, and when


def returns(rng: np.random.Generator, leave: tuple[float, float], n: int = 400) -> pd.DataFrame:
    """The mart complaint_returns: a part leaves for good (well, badly answered), the others buy every sixty days on average."""
    good = rng.random(n) < 0.6
    gone = rng.random(n) < np.where(good, *leave)
    day = pd.to_datetime([back(int(days)) for days in rng.integers(200, 900, n)])
    bought = day + pd.Timedelta(days=60) + pd.to_timedelta(1 + rng.exponential(60, n).astype(int), "D")
    seen = ~gone & (bought <= pd.Timestamp(TODAY))
    return pd.DataFrame({
        "interaction_id": [f"m{k}" for k in range(n)], "customer_id": [f"c{k}" for k in range(n)], "kind": "person", "branch": "Norte", "day": day,
        "attended_on": day + pd.to_timedelta(rng.integers(1, 45, n), "D"), "closed_on": day + pd.to_timedelta(np.where(good, 5, 50), "D"),
        "resolved": True, "purchases_before": rng.integers(1, 6, n), "days_since_last": rng.integers(0, 90, n),
        "next_purchase": pd.Series(bought).where(seen), "settle_days": 60, "watch_days": 180,
    })  # fmt: skip


def test_who_is_answered_badly_comes_back_less_and_how_much_is_within_the_interval():
    # Of those who stay nineteen in twenty have bought after 180 days.
    truth, inside, announced = (0.42 - 0.08) * (1 - np.exp(-3)), 0, 0
    for seed in range(5):
        rng = np.random.default_rng(seed)
        gap = product.repurchase(returns(rng, (0.08, 0.42), 250), CLOCK).values["back_gap"]
        inside += gap.low <= truth <= gap.high
        nothing = product.repurchase(returns(rng, (0.2, 0.2), 250), CLOCK)
        announced += "no se ve" not in product.repurchase_sentence(nothing)
    assert inside >= 4
    assert announced <= 1


def test_waiting_for_an_answer_is_no_credit():
    # Nobody is answered better or worse; those answered late had to be still around on the day of the answer.
    rng = np.random.default_rng(4)
    told = returns(rng, (0.2, 0.2), 1500)
    gap = product.repurchase(told, CLOCK).values["back_gap"]
    assert gap.low < 0 < gap.high


def test_a_pace_that_changes_is_told_in_two_halves():
    result = product.repurchase(returns(np.random.default_rng(2), (0.0, 0.7), 1500), CLOCK)
    assert result.values["hazard_drift"].value < 0.05
    assert result.values["hazard_late"].value < result.values["hazard_early"].value
    assert "un solo número engañaría" in product.repurchase_sentence(result)
    assert product.plot_repurchase(result).alt.count("%") == 2
    assert set(result.frames["returned"].answered_how) >= {"answered_well", "answered_badly", "speed_late"}
    assert all(known(name) for frame in result.frames.values() for name in frame.columns)


def test_too_few_on_a_side_are_missing():
    few = product.repurchase(returns(np.random.default_rng(1), (0.0, 0.0), 40), CLOCK)
    assert (few.reason, few.need) == (Reason.NOT_ENOUGH, 30)
    assert product.repurchase(returns(np.random.default_rng(1), (0, 0), 0), CLOCK).reason is Reason.NO_TABLE


def test_the_law_stands_beside_the_company_s_own_days():
    rows = [
        {"day": back(60), "attended_on": back(50)},
        {"day": back(60), "attended_on": back(20)},
        {"day": back(60)},
    ]
    told = product.answering(voices(rows), CLOCK)
    assert (told.values["legal_days"].value, told.values["legal_beyond"].value) == (15, 1)
    assert told.values["legal_in_time"].value == pytest.approx(1 / 3)
    assert "Ley 1480" in product.legal_sentence(told)
    # Seven days in a row in Brazil; what Mexico gives is not known, and said so.
    assert product.answering(voices(rows), Clock(TODAY, country="BR")).values["legal_days"].value == 7
    unknown = product.answering(voices(rows), Clock(TODAY, country="MX"))
    assert "legal_days" not in unknown.values
    assert "No se conoce" in product.legal_sentence(unknown)


def test_cox_s_model_agrees_with_statsmodels_and_says_nothing_where_there_is_nothing_to_tell_apart():
    from statsmodels.duration.hazard_regression import PHReg

    chance = np.random.default_rng(5)
    traits = pd.DataFrame({"badly": np.tile([0.0, 1.0, 1.0], 20), "often": chance.normal(size=60)})
    # Few days, so that many come on the same one.
    days, came = np.ceil(chance.exponential(8, 60)), chance.random(60) < 0.7
    fit = PHReg(days, traits.to_numpy(), status=came.astype(int), ties="efron").fit(disp=0)
    found = ratios(Watched(days, came, traits, np.arange(60)))
    assert np.log(found.hazard).tolist() == pytest.approx(fit.params.tolist(), rel=1e-9)
    half = np.log(found.hazard_high / found.hazard).to_numpy() / Z
    assert (half >= np.sqrt(np.diag(fit.cov_params())) * (1 - 1e-9)).all()
    # A trait told twice, and one that parts those who came from all the others.
    assert ratios(Watched(days, came, traits.assign(again=traits.badly), np.arange(60))).empty
    apart = pd.DataFrame({"quick": np.r_[np.ones(20), np.zeros(20)]})
    assert ratios(Watched(np.arange(1.0, 41.0), np.ones(40, bool), apart, np.arange(40))).empty
