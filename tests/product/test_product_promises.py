"""Promised and delivered, by pencil: what is due, what is late, what goes with it; and the register of commitments."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from clientela.product.promises.analysis import _change, promises, state
from clientela.product.promises.broken import broken_promises
from clientela.product.promises.page import (
    broken_findings,
    broken_sentence,
    commitments_findings,
    commitments_table,
    overdue_table,
    plot_promises,
    promises_advice,
    promises_findings,
    promises_table,
)
from clientela.product.promises.register import commitments
from clientela.results import Missing, Reason, Result

AS_OF = dt.date(2026, 6, 30)


def orders(days: list[str], came: list[str | None], branch: str = "Centro") -> pd.DataFrame:
    """Orders promised for some days, and when they came."""
    n = len(days)
    return pd.DataFrame({
        "customer_id": [f"C{place % 40:02d}" for place in range(n)], "order_id": [f"P{place:05d}" for place in range(n)],
        "day": pd.to_datetime(days) - pd.Timedelta(days=3), "promised_on": pd.to_datetime(days), "delivered_on": pd.to_datetime(pd.Series(came)),
        "branch": branch, "channel": None, "seller_id": None, "category": None, "amount": 100.0, "kind": "person", "purchases_before": 1,
        "days_since_last": 3, "amount_before": 100.0, "purchases_after": 1, "amount_after": 100.0, "watch_days": 180, "is_watched": True,
    })  # fmt: skip


def test_each_promise_has_its_state() -> None:
    frame = orders(
        ["2026-06-01", "2026-06-01", "2026-06-20", "2026-07-03", "2026-07-03", "2026-01-05"],
        ["2026-06-01", "2026-06-04", None, None, "2026-06-29", None],
    )
    assert state(frame, AS_OF).tolist() == ["kept", "late", "overdue", "not_due", "not_due", "unrecorded"]


def test_rates_leave_out_what_is_not_due_and_count_what_never_came() -> None:
    frame = orders(
        ["2026-05-04"] * 30 + ["2026-06-08"] * 10 + ["2026-07-06"] * 20,
        ["2026-05-03"] * 27 + ["2026-05-09"] * 3 + [None] * 10 + ["2026-06-30"] * 20,
    )
    result = promises(frame, AS_OF)
    assert isinstance(result, Result)
    assert result.values["kept_rate"].value == 27 / 40
    assert result.values["promises_not_due"].value == 20
    assert result.values["late_days"].value == 5
    assert result.frames["months"]["kept_rate"].tolist() == [0.9, 0.0]
    table = overdue_table(result)
    assert table is not None
    assert "10" in table.caption
    assert "10" in promises_findings(result, "COP", AS_OF)[0].message
    # What was promised for June never came: the rate of all history beside it would hide that.
    assert "10 pedidos" in promises_advice(result)
    assert "llegó a tiempo 0\xa0%; en toda la historia, 68\xa0%" in promises_advice(result)
    assert plot_promises(result).label == "fig-product-promises"
    assert promises_table(result) is None


def test_the_kept_rate_of_a_year_is_no_more_than_all() -> None:
    """One late of a hundred and twenty: the interval would end beyond one."""
    months = pd.date_range("2024-07-01", periods=24, freq="MS")
    due = pd.DataFrame({"month": months.repeat(10), "kept": [True] * 230 + [False] + [True] * 9})
    now, before, change = (_change(due, AS_OF)[name] for name in ("kept_now", "kept_before", "kept_change"))
    assert (now.value, now.high, now.n) == (119 / 120, 1.0, 120)
    assert (before.value, before.low) == (1.0, 1.0)
    assert change.value == pytest.approx(-1 / 120)


def test_a_side_is_compared_where_it_is_known() -> None:
    """Of 120 orders 40 have no channel; all came but those of the telephone."""
    frame = orders(["2026-05-04"] * 120, ["2026-05-03"] * 80 + ["2026-05-09"] * 40)
    frame["channel"] = [None] * 40 + ["web"] * 40 + ["phone"] * 40
    result = promises(frame, AS_OF)
    assert isinstance(result, Result)
    sides = result.frames["sides"].set_index("promised_by")
    assert sides["promised"].to_dict() == {"web": 40, "phone": 40}
    assert sides["promises_kept"].to_dict() == {"web": 40, "phone": 0}


def test_early_orders_do_not_make_the_rest_look_late() -> None:
    """Two thousand orders, one in ten late, most of them days before the promise: nine in ten are kept, whatever came early."""
    days = list(pd.date_range("2025-06-01", periods=400).strftime("%Y-%m-%d")) * 5
    came = [
        (pd.Timestamp(day) + pd.Timedelta(days=4 if place % 10 == 0 else -9)).strftime("%Y-%m-%d")
        for place, day in enumerate(days)
    ]
    result = promises(orders(days, list(came)), AS_OF)
    assert isinstance(result, Result)
    value = result.values["kept_rate"].value
    assert value is not None
    assert abs(value - 0.9) < 0.005
    assert promises_findings(result, "COP", AS_OF) == []


def watched(rng: np.random.Generator, more: float) -> pd.DataFrame:
    """Three thousand orders, a tenth of them late; after a late one so many more of the customers buy no more."""
    n = 3000
    late, stay = rng.random(n) < 0.1, rng.random(n)
    gone = stay < 0.2 + more * late
    days = pd.Series(["2025-09-01"] * n)
    frame = orders(list(days), [("2025-09-05" if one else "2025-08-31") for one in late])
    after = np.where(gone, 0, 1 + rng.poisson(2, n))
    return frame.assign(
        customer_id=[f"C{place}" for place in range(n)], purchases_before=1 + rng.poisson(2, n),
        days_since_last=rng.integers(3, 60, n), purchases_after=after, amount_after=50.0 * after,
    )  # fmt: skip


def test_where_everybody_buys_once_nobody_was_driven_away() -> None:
    once = watched(np.random.default_rng(1), 0.0).assign(purchases_after=0, amount_after=0.0)
    assert broken_promises(once, AS_OF).reason is Reason.NO_VARIATION  # type: ignore[union-attr]


def test_what_goes_with_a_broken_promise_is_found_and_not_invented() -> None:
    rng = np.random.default_rng(5)
    told, held = 0, 0
    for more in (0.12,) * 20:
        result = broken_promises(watched(rng, more), AS_OF)
        assert isinstance(result, Result)
        gap = result.values["gone_late_more"]
        assert gap.low is not None
        assert gap.high is not None
        held += gap.low <= 0.12 <= gap.high
        told += bool(broken_findings(result, AS_OF))
        assert "asociado" in broken_sentence(result, "COP")
    assert held >= 17
    assert told >= 18
    quiet = [broken_promises(watched(rng, 0.0), AS_OF) for _ in range(40)]
    assert sum(bool(broken_findings(result, AS_OF)) for result in quiet if isinstance(result, Result)) <= 3


def test_commitments_overdue_have_an_owner() -> None:
    frame = pd.DataFrame({
        "customer_id": ["C1", "C2", "C3"], "made_on": pd.to_datetime(["2026-06-01"] * 3),
        "due_on": pd.to_datetime(["2026-06-10", "2026-06-12", "2026-07-10"]), "kept_on": pd.to_datetime(["2026-06-09", None, None]),
        "pledge_owner": ["Ana", "Luis", "Ana"], "pledge_what": ["enviar la ficha", "cambiar el molino", "visitar"],
    })  # fmt: skip
    result = commitments(frame, AS_OF)
    assert isinstance(result, Result)
    assert result.values["pledges_kept"].value == 0.5
    assert result.values["pledges_overdue"].value == 1
    table = commitments_table(result)
    assert table is not None
    assert "cambiar el molino" in table.markdown()
    assert "pledge_owner" in table.columns
    nobody = commitments_table(commitments(frame.assign(pledge_owner=None), AS_OF))
    assert nobody is not None
    assert "pledge_owner" not in nobody.columns
    assert "Nadie responde por uno de ellos: póngale un nombre" in nobody.caption
    finding = commitments_findings(result, AS_OF)[0]
    assert finding.owner == "Luis"


def test_without_promises_it_says_what_to_add() -> None:
    missing = promises(orders([], []), AS_OF)
    assert isinstance(missing, Missing)
    assert missing.add == ("transactions.promised_on", "transactions.delivered_on")
    register = commitments(pd.DataFrame(), AS_OF)
    assert isinstance(register, Missing)
