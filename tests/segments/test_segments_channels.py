"""By channel: each customer in one, the web told by its name and compared with its like; campaigns that meet."""

import re

import numpy as np
import pandas as pd
import pytest

from clientela import segments
from clientela.present.language import speaking
from clientela.results import Missing, Number, Reason
from clientela.segments.channels.analysis import WEB
from clientela.segments.channels.page import channels_findings
from clientela.segments.windows import Windows


def company(n: int, web: float, shop: float, seed: int = 1) -> tuple[pd.DataFrame, Windows]:
    """Half of the customers on the web, half in the shop; these shares of them come back."""
    random = np.random.default_rng(seed)
    on_web = np.arange(n) % 2 == 0
    back = random.random(n) < np.where(on_web, web, shop)
    ids = [f"c{i}" for i in range(n)]
    sold = pd.DataFrame({
        "customer_id": ids, "channel": np.where(on_web, "Tienda en línea", "mostrador"), "orders_now": back.astype(int), "orders_before": 1,
        "amount_now": 10.0 * back, "margin_now": 4.0 * back,
    })  # fmt: skip
    then = pd.DataFrame(
        {"customer_id": ids, "kind": "person", "days_since_last": 30, "purchase_days": 1, "repeat_days": 0}
    )
    return sold, Windows(365, then, then, then.iloc[:0])


@pytest.mark.parametrize(
    "name", ["web", "Tienda web", "ONLINE", "en línea", "e-commerce", "Ecommerce", "App", "internet"]
)
def test_the_web_by_its_names(name):
    assert WEB.search(name)


@pytest.mark.parametrize("name", ["Webster", "mostrador", "aplicación", "teléfono", "tienda", "whatsapp"])
def test_what_is_not_the_web(name):
    assert not WEB.search(name)


def test_each_channel_and_the_web_apart():
    sold, past = company(800, web=0.4, shop=0.6)
    found = segments.channels(sold, past.now, past)
    table = found.frames["channels"].set_index("channel")
    assert table.customers.sum() == (sold.orders_now > 0).sum()
    assert table.were_before.tolist() == [400, 400]
    assert table.back_share["Tienda en línea"] == pytest.approx(0.4, abs=0.07)
    more = found.values["web_kept_more"]
    assert more.low < -0.2 < more.high < 0
    (risk,) = channels_findings(found, pd.Timestamp(2026, 6, 30).date())
    assert (risk.kind, "vuelven menos" in risk.message) == ("risk", True)
    assert "mostrador" in segments.channels_table(found).markdown("COP")
    assert "Cuide primero" in segments.channels_advice(found)


def test_where_channels_are_alike_the_web_is_named_in_one_of_twenty():
    said = 0
    for seed in range(15):
        sold, past = company(300, 0.5, 0.5, seed)
        said += bool(
            channels_findings(segments.channels(sold, past.now, past), pd.Timestamp(2026, 6, 30).date())
        )
    assert said <= 3


def test_one_channel_compares_nothing():
    sold, past = company(100, 0.5, 0.5)
    missing = segments.channels(sold.assign(channel="caja"), past.now, past)
    assert isinstance(missing, Missing)
    assert missing.reason is Reason.NO_VARIATION
    assert isinstance(segments.channels(sold.iloc[:0], past.now, past), Missing)


def test_a_lot_tells_the_effect_on_frequency_and_volume():
    random = np.random.default_rng(2)
    n = 400
    treated = np.arange(n) % 2 == 0
    sent = pd.DataFrame({
        "campaign_id": "C1", "customer_id": [f"c{i}" for i in range(n)], "name": "Muestra", "channel": "web", "start": pd.Timestamp(2026, 1, 1),
        "window_days": 60, "complete": True, "arm": np.where(treated, "treated", "control"), "kind": "person", "tenure_days": 400,
        "days_since_last": random.integers(1, 90, n), "purchases_before": 2, "amount_before": random.normal(50, 5, n),
        "purchases_within": random.poisson(np.where(treated, 2.0, 1.0)), "amount_within": random.normal(np.where(treated, 30, 20), 5),
    })  # fmt: skip
    found = segments.campaign_days(sent)
    row = found.frames["calendar"].iloc[0]
    assert row.often_more_low < 1.0 < row.often_more_high
    assert row.sold_more == pytest.approx(10, abs=1.5)
    assert "Sí se compró más veces con «Muestra»" in segments.calendar_advice(found)
    with speaking("en"):
        assert "with “Muestra”" in segments.calendar_advice(found)
        assert "| home delivery |" in segments.calendar_table(
            segments.campaign_days(sent.assign(channel="domicilio"))
        ).markdown("COP")
    alone = segments.campaign_days(sent[treated])
    assert alone.frames["calendar"].often_more.isna().all()
    assert "ninguna dejó a nadie fuera" in segments.calendar_advice(alone)
    assert "Muestra" in segments.calendar_table(alone).markdown("COP")
    # Without its limits a difference of chance looks like a loss.
    limits = segments.calendar_table(found, "COP").frame.sold_between[0]
    assert re.fullmatch(r"\$\d+ a \$\d+", limits), limits


def test_a_sure_difference_of_less_than_a_point_changes_nothing():
    """Of millions, 70.4 % beside 70.0 % is certain; nobody is to be sent to the web for it."""
    sold, past = company(300, 0.7, 0.7)
    found = segments.channels(sold, past.now, past)
    found.values["web_kept_more"] = Number(0.004, "share", 4_000_000, 0.003, 0.005)
    assert channels_findings(found, pd.Timestamp(2026, 6, 30).date()) == []
    assert "la diferencia no llega a un punto" in segments.channels_advice(found)
