"""RFM: a partition, whatever the data."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela import segments
from clientela.customers.bands import bands
from clientela.customers.rfm import SEGMENTS
from clientela.present.show import markdown
from clientela.present.terms import value
from clientela.results import Missing, Number, Reason, Result
from clientela.segments.concentration.page import concentration_findings
from clientela.segments.rfm.analysis import beside
from clientela.segments.rfm.page import rfm_findings
from clientela.segments.windows import Windows


def customers(rows: list[tuple[int, int, float]], gap: float = 30.0) -> pd.DataFrame:
    """The mart's columns that RFM reads, from (days since last, days of purchase, amount)."""
    frame = pd.DataFrame(rows, columns=["days_since_last", "purchase_days", "amount"])
    return frame.assign(
        customer_id=[f"c{i}" for i in range(len(frame))], repeat_days=frame.purchase_days - 1, T_days=frame.days_since_last + 100,
        last_purchase=pd.Timestamp("2026-06-30"), orders=frame.purchase_days,
        gap_q90=[gap if bought > 1 else None for bought in frame.purchase_days], gap_mean=gap, gap_sd=1.0,
    )  # fmt: skip


CUTS = {f"rfm_{name}_{place}": cut for name, cuts in {
    "days": (10, 30, 60, 90), "purchases": (1, 2, 3, 4), "amount": (10, 20, 30, 40),
}.items() for place, cut in enumerate(cuts, 1)} | {"rfm_quiet_days": 90}  # fmt: skip


def test_four_customers_by_the_companys_own_thresholds():
    result = segments.rfm(customers([(5, 9, 500.0), (120, 9, 500.0), (5, 1, 5.0), (500, 9, 500.0)]), CUTS)
    rows = result.frames["customers"]
    assert rows.segment.tolist() == ["champions", "valuable_cooling", "newcomers", "valuable_lost"]
    assert rows[["days_band", "purchases_band", "amount_band"]].iloc[0].tolist() == [5, 5, 5]
    assert rows[["days_band", "purchases_band", "amount_band"]].iloc[2].tolist() == [5, 1, 1]
    assert result.frames["segments"].set_index("segment").loc["champions", "amount"] == 500.0


purchase = st.tuples(
    st.integers(0, 900), st.integers(1, 60), st.floats(-50, 10_000).map(lambda x: round(x, 2))
)


@given(st.lists(purchase, min_size=20, max_size=80))
@settings(deadline=None)
def test_every_customer_stands_in_exactly_one_segment(rows):
    mart = customers(rows)
    result = segments.rfm(mart)
    assert isinstance(result, Result)
    placed, table = result.frames["customers"], result.frames["segments"]
    assert placed.customer_id.tolist() == mart.customer_id.tolist()
    assert set(placed.segment) <= set(SEGMENTS)
    assert table.segment.tolist() == list(SEGMENTS)
    assert table.customers.sum() == len(rows)
    assert table.amount.sum() == pytest.approx(mart.amount.sum())
    assert placed[["days_band", "purchases_band", "amount_band"]].isin(range(1, 6)).all().all()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60))
@settings(deadline=None)
def test_bands_follow_the_values_and_never_part_equals(values):
    frame = pd.DataFrame({"value": values, "band": bands(values)}).sort_values("value")
    assert frame.groupby("value").band.nunique().max() == 1
    assert frame.band.is_monotonic_increasing


def test_half_the_customers_bought_once_and_share_a_band():
    assert bands([1, 1, 1, 1, 1, 2, 3, 4, 5, 6]).tolist() == [1, 1, 1, 1, 1, 3, 4, 4, 5, 5]


def test_households_are_measured_against_households():
    rows = [(day % 60, 2 + day % 5, 10.0 + day) for day in range(500)]
    mart = customers(rows).assign(kind=["person", "organisation"] * 250)
    mart = mart.assign(amount=mart.amount.where(mart.kind == "person", 1_000 * mart.amount))
    placed = segments.rfm(mart).frames["customers"].assign(kind=mart.kind)
    assert placed.groupby("kind").amount_band.value_counts().unique().tolist() == [50]


def test_two_customers_with_the_same_habits_stand_in_the_same_segment():
    rows = [(day, 3, 10.0 * day) for day in range(25)]
    placed = segments.rfm(customers([*rows, rows[7]])).frames["customers"].segment
    assert placed.iloc[7] == placed.iloc[-1]


def test_who_is_quiet_is_judged_by_the_rhythm_that_loyalty_uses():
    mart = customers([(day, 9, 100.0) for day in range(30)] + [(45, 9, 100.0)])
    rows = segments.rfm(mart).frames["customers"]
    assert rows.quiet.tolist() == [False] * 30 + [True]
    assert rows.quiet_after.iloc[0] == pytest.approx(30.0)


def test_who_buys_every_week_is_not_gone_after_two_weeks():
    """Silent 16, 80 and 100 days at a pace of seven: late, a long pause, and gone."""
    mart = customers([(day % 6, 9, 100.0) for day in range(27)] + [(days, 9, 900.0) for days in (16, 80, 100)], gap=7.0)  # fmt: skip
    assert segments.rfm(mart).frames["customers"].segment.tolist()[27:] == ["valuable_cooling", "valuable_cooling", "valuable_lost"]  # fmt: skip


def test_where_nobody_has_come_back_a_first_purchase_is_recent_for_a_quarter():
    lately = segments.rfm(customers([(day, 1, 10.0) for day in range(30)]))
    assert lately.values["quiet_share"].value == 0
    assert set(lately.frames["customers"].segment) == {"newcomers"}
    long_ago = segments.rfm(customers([(80 + day, 1, 10.0 * day) for day in range(30)])).frames["customers"]
    assert long_ago.segment.value_counts().to_dict() == {"once_only": 19, "newcomers": 11}


@pytest.mark.parametrize("rows", [[], [(3, 2, 10.0)]])
def test_too_few_customers(rows):
    missing = segments.rfm(customers(rows))
    assert isinstance(missing, Missing)
    assert missing.reason == Reason.TOO_FEW_CUSTOMERS
    assert "todavía no" in markdown(missing)


def test_the_valuable_who_cool_are_a_risk_beyond_the_usual():
    as_of = pd.Timestamp("2026-06-30").date()
    now = segments.rfm(customers([(120, 9, 500.0)] * 20 + [(5, 9, 500.0)] * 20), CUTS)
    assert not [finding for finding in rfm_findings(now, "COP", as_of) if finding.kind == "risk"]
    rows = now.frames["customers"]
    year = {"period_days": Number(365, "days", 40)}
    values = beside(rows, rows.assign(segment="champions", quiet=False)) | year
    assert (values["valuable_cooling_usual"].value, values["valuable_cooling_more"].value) == (0.0, 0.5)
    first = rfm_findings(replace(now, values={**now.values, **values}), "COP", as_of)[0]
    assert (first.kind, first.n, first.amount) == ("risk", 20, pytest.approx(20 * 500.0))
    assert first.low < first.amount
    # Half a year before it was another season.
    half = values | {"period_days": Number(183, "days", 40)}
    assert not rfm_findings(replace(now, values={**now.values, **half}), "COP", as_of)
    # Whom to call is told once, in the chapter on loyalty.
    assert "Llame" not in first.message
    same = beside(rows, rows)
    assert same["valuable_cooling_more"].low < 0
    silent = segments.rfm(customers([(5, 9, 500.0)]), CUTS)
    assert "Ningún cliente valioso" in segments.rfm_advice(silent)


def test_table_and_figure_name_every_segment_in_words():
    result = segments.rfm(customers([(day * 9 % 200, 1 + day % 7, 10.0 * day) for day in range(60)]))
    text = segments.rfm_table(result).markdown("COP")
    assert "Valiosos que se enfrían" in text
    assert segments.plot_rfm(result).png()[:4] == b"\x89PNG"
    book = segments.playbook(result, pd.DataFrame({"customer_id": ["c1"], "channel": ["web"]}))
    pages = segments.playbook_table(book).markdown("COP") + segments.promises_table(book).markdown("COP")
    assert "playbook\\_" not in pages


def test_the_playbook_names_the_channel_the_segment_uses():
    result = segments.rfm(customers([(50, 9, 5.0), (120, 9, 500.0)]), CUTS)
    habits = pd.DataFrame({"customer_id": ["c0", "c1"], "channel": ["web", "web"]})
    frame = segments.playbook(result, habits).frames["playbook"].set_index("segment")
    assert frame.play_channel["regulars"] == "web"
    assert frame.play_channel["valuable_cooling"] == "playbook_valuable_cooling_play_channel"


def test_only_the_champions_who_buy_half_are_visited():
    rows = [(5, 9, 9_000.0), (6, 9, 8_000.0), *[(7, 9, 100.0)] * 30]
    book = segments.playbook(
        segments.rfm(customers(rows), CUTS), pd.DataFrame({"customer_id": ["c3"], "channel": ["web"]})
    )
    first = book.frames["playbook"].set_index("segment").loc["champions"]
    # 9.000 of 20.000 are not half, 17.000 are.
    assert (first.customers, first.in_person, first.play_channel) == (
        32,
        2,
        "playbook_champions_play_channel",
    )
    assert "Hablar uno a uno con los 2 que más compran; mensaje al resto" in segments.playbook_table(
        book
    ).markdown("COP")


def test_a_reminder_goes_out_to_them_whatever_shop_they_buy_in():
    result = segments.rfm(customers([(50, 2, 5.0), (120, 9, 500.0)]), CUTS)
    book = segments.playbook(result, pd.DataFrame({"customer_id": ["c0"], "channel": ["tienda"]}))
    frame = book.frames["playbook"].set_index("segment")
    assert frame.play_channel["growing"] == "playbook_growing_play_channel"


def test_no_cell_of_the_playbook_is_cut():
    result = segments.rfm(customers([(day * 9 % 200, 1 + day % 7, 10.0 * day) for day in range(60)]))
    book = segments.playbook(result, pd.DataFrame({"customer_id": [], "channel": []}))
    frame = book.frames["playbook"].assign(in_person=12_345.0)
    pages = (segments.playbook_table, segments.promises_table)
    texts = [page(replace(book, frames={"playbook": frame})).markdown("COP") for page in pages]
    assert "con los 12.345 que" in texts[0]
    assert "…" not in texts[0] + texts[1]


def test_where_customers_have_no_seller_of_their_own_nobody_is_asked_to_act_as_one():
    result = segments.rfm(customers([(20 - day // 3, 2 + day // 5, 100.0 + day) for day in range(60)]))
    nobody = pd.DataFrame({"customer_id": ["c0"], "channel": [None]})
    owners = {
        n: segments.playbook(result, nobody, served=pd.DataFrame({"seller_id": ["V1"] * n})).frames["playbook"].set_index("segment").play_owner
        for n in (0, 1)
    }  # fmt: skip
    assert value(owners[0]["champions"]) == "Gerencia"
    assert value(owners[1]["champions"]) == "Gerente comercial"
    assert not {value(one) for one in owners[0]} & {"Gerente comercial", "Quien los atiende"}


def test_without_segments_there_is_no_playbook():
    missing = segments.playbook(segments.rfm(customers([])), pd.DataFrame({"customer_id": [], "channel": []}))
    assert isinstance(missing, Missing)
    assert missing.key == "segments.playbook"


def test_the_sales_shown_are_those_of_the_last_period():
    # c0 bought 100 up to two years ago, 250 up to a year ago, 300 up to today.
    now, before, earlier = (customers([(5, 9, amount), (5, 9, 500.0)]) for amount in (300.0, 250.0, 100.0))
    past = Windows(365, now, before, earlier)
    rows = segments.rfm(now, CUTS, past).frames["segments"].set_index("segment")
    assert rows.loc["champions", ["amount", "amount_before"]].tolist() == [50.0, 150.0]
    assert past.year.amount.tolist() == [50.0, 0.0]
    table = segments.rfm_table(segments.rfm(now, CUTS, past))
    assert "Este período" in table.markdown("COP")
    assert "últimos 365 días" in table.caption


def test_who_had_not_come_yet_has_bought_it_all_in_the_last_period():
    now = customers([(5, 9, 300.0), (5, 2, 40.0)])
    past = Windows(365, now, now.head(1).assign(amount=100.0, orders=7), now.head(0))
    assert past.year[["amount", "orders", "amount_before"]].values.tolist() == [
        [200.0, 2.0, 100.0],
        [40.0, 2.0, 0.0],
    ]
    assert past.buyers.customer_id.tolist() == ["c0", "c1"]


def test_each_action_of_the_playbook_has_its_day():
    result = segments.rfm(customers([(5, 9, 500.0), (120, 9, 500.0)]), CUTS)
    habits = pd.DataFrame({"customer_id": ["c0"], "channel": ["web"]})
    book = segments.playbook(result, habits, dt.date(2026, 6, 30))
    assert "7\xa0jul\xa02026" in segments.playbook_table(book).markdown("COP")
    assert "haga primero la de «Valiosos que se enfrían»" in segments.playbook_advice(book)


def test_the_chapter_says_who_carries_the_sales():
    rows = [(5, 9, 9_000.0)] * 3 + [(120, 9, 500.0)] + [(7, 9, 10.0)] * 40
    mart = customers(rows)
    found = concentration_findings(segments.concentration(mart), "COP", dt.date(2026, 6, 30))
    assert found[0].message.startswith(
        "2 de los 44 clientes que compraron en los últimos 365 días hacen la mitad de las ventas"
    )


def test_one_newcomer_of_hundreds_is_no_work():
    def told(newcomers: int) -> list[str]:
        rows = [(30 * place % 300 + 1, 6, 100.0) for place in range(300)] + [(5, 1, 10.0)] * newcomers
        found = segments.rfm(customers(rows))
        return [told.message for told in rfm_findings(found, "COP", dt.date(2026, 6, 30))]

    assert not any("segunda compra" in said for said in told(1))
    assert any("a los 30 clientes que han comprado una sola vez" in said for said in told(30))
