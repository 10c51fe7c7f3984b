"""What is said beside what is measured, promised, priced and in stock: small enough for a pencil."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from voice_frames import CLOCK, TODAY, back, voices

from clientela import product
from clientela.present.show import markdown
from clientela.present.terms import known
from clientela.product.prices.willingness import _asked, crossings, curves
from clientela.product.twins.analysis import _marks, _worse_marks
from clientela.product.twins.factors import FACTORS, factor
from clientela.product.twins.measures import of_deliveries
from clientela.results import Reason
from clientela.warehouse import Warehouse

NO_SHIFTS = pd.DataFrame({"unit": [], "start": pd.to_datetime([]), "arrivals": [], "abandoned": []})
NO_TERMS = pd.DataFrame(
    {"payment_method": [], "orders": [], "on_credit": [], "credit_days": [], "returned": []}
)
NO_ORDERS = pd.DataFrame({"promised_on": [], "delivered_on": [], "branch": []})
FIVE = ("Agilidad", "Empatía", "Cumplimiento de los compromisos", "Servicio posventa", "Información")


def questions(texts, battery="F"):
    return pd.DataFrame({
        "battery": battery, "item": [f"q{n}" for n in range(len(texts))], "factor": list(texts), "text_es": list(texts), "text_en": None,
        "scale_min": 1.0, "scale_max": 10.0,
    })  # fmt: skip


def marks(rng, worse: float):
    """Ninety people of three branches mark five factors; those of Cali mark the speed lower by so much."""
    rows = [
        ("F", f"q{item}", "performance", "customer", f"p{n}", ("Cali", "Norte", "Sur")[n % 3], 7 + rng.normal() - worse * (n % 3 == 0 and item == 0))
        for n in range(90)
        for item in range(5)
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["battery", "item", "side", "rater", "respondent_id", "branch", "score"]
    )


def messages(slow: str = ""):
    """Three hundred questions answered next day; in one branch, half of them after a month."""
    return voices([
        {"customer_id": f"c{n}", "kind": "question", "branch": (branch := ("Cali", "Norte", "Sur")[n % 3]), "day": back(100 + n % 200),
         "attended_on": back(100 + n % 200 - (30 if branch == slow and n % 2 else 1))}
        for n in range(300)
    ])  # fmt: skip


def twins(said: float, slow: str):
    answers = marks(np.random.default_rng(1), said)
    return product.twins(answers, questions(FIVE), messages(slow), NO_ORDERS, NO_SHIFTS, NO_TERMS, CLOCK)


@pytest.mark.parametrize(
    ("said", "slow", "verdict"),
    [(2, "Cali", "both_same"), (2, "Sur", "both_differ"), (2, "", "only_opinion"), (0, "Sur", "only_twin"), (0, "", "both_quiet")],
)  # fmt: skip
def test_opinion_and_operation_are_held_against_each_other(said, slow, verdict):
    result = twins(said, slow)
    table = result.frames["twins"].set_index("factor_key")
    assert table.twin_verdict["factor_agility"] == verdict
    # Nobody measures empathy here, and nobody asks about prestige.
    assert (table.twin_verdict["factor_empathy"], table.twin_verdict["factor_prestige"]) == (
        "no_twin",
        "nothing_known",
    )
    # So many are not measured that the table alone says what to write down of each: no row is empty.
    assert "qué anotar" in product.twins_advice(result)
    assert markdown(product.twins_table(result)).count("Por anotar: ") == int((table.twin == "").sum()) > 3
    assert all(known(name) for name in (*result.values, *table.columns))
    assert "nan" not in markdown(product.twins_table(result))


def test_marks_are_those_of_how_it_is_done_and_a_branch_is_held_against_the_others():
    told = marks(np.random.default_rng(1), 2)
    wanted = told.assign(side="expectation", score=10.0)
    found = _marks(pd.concat([wanted, told]), questions(FIVE))
    assert found.score.mean() == pytest.approx(told.score.mean())
    assert set(_worse_marks(found).values()) == {"Cali"}
    assert len(_worse_marks(found)) == 1
    # In what the others mark as low, nobody is worse, whatever else is marked high.
    speed = found.factor_key == next(iter(_worse_marks(found)))
    alike = found.assign(score=found.score.where(~speed, 5 + 0.1 * (np.arange(len(found)) % 7)))
    assert _worse_marks(alike) == {}


def test_promises_are_those_of_the_year_that_ended():
    days = [TODAY - dt.timedelta(days=gap) for gap in (-3, 0, 5, 200, 400)]
    orders = pd.DataFrame({"promised_on": pd.to_datetime(days), "branch": "Cali"})
    orders["delivered_on"] = orders.promised_on + pd.to_timedelta([0, 0, 0, 1, 0], unit="D")
    (cases,) = of_deliveries(orders, TODAY).values()
    assert cases.good.tolist() == [True, False]


@pytest.mark.parametrize(("scores", "read"), [((1, 3, 5), True), ((0, 3, 5), False), ((0, 1, 1), True)])
def test_would_buy_is_read_of_a_scale_from_one_to_five_or_of_yes_and_no(scores, read):
    items = pd.DataFrame({"battery": "P", "item": ["a", "b", "c"], "factor": ["a 10", "a 20", "a 30"]})
    answers = pd.DataFrame({
        "rater": "customer", "battery": "P", "item": ["a", "b", "c"], "respondent_id": "p1", "score": scores,
    })  # fmt: skip
    assert _asked(answers, items).empty is not read


def test_branches_alike_are_rarely_told_apart():
    loud = 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        answers = marks(rng, 0)
        result = product.twins(answers, questions(FIVE), messages(), NO_ORDERS, NO_SHIFTS, NO_TERMS, CLOCK)
        loud += bool(result.values["twins_disagree"].value)
    assert loud <= 1


def test_each_of_the_thirteen_is_known_by_its_name_in_both_languages():
    named = ["Agilidad y rapidez", "Factores propios del servicio", "Valor añadido", "Prestigio", "Calidad profesional", "Nivel de empatía",
             "Cumplimiento de los compromisos", "Disponibilidad", "La relación", "La información", "El seguimiento", "Servicio postventa",
             "Condiciones y medios de pago"]  # fmt: skip
    assert {factor(name) for name in named} == set(FACTORS)
    assert factor("After-sales service") == factor("Servicio posventa") == "factor_after_sales"


def prices(rows):
    """Answers and questions of the four prices, one row of them a person."""
    items = questions(("muy barato", "barato", "caro", "muy caro"), "P")
    told = [
        ("P", f"q{k}", "customer", f"p{n}", float(price))
        for n, row in enumerate(rows)
        for k, price in enumerate(row)
    ]
    return pd.DataFrame(told, columns=["battery", "item", "rater", "respondent_id", "score"]), items


def test_the_four_prices_cross_where_a_pencil_says():
    four = pd.DataFrame(
        [[10, 20, 30, 40], [20, 30, 40, 50]], columns=["too_cheap", "cheap", "expensive", "too_expensive"]
    )
    table = curves(four)
    assert table.asked_price.tolist() == [10, 20, 30, 40, 50]
    assert table.cheap.tolist() == [1, 1, 0.5, 0, 0]
    assert table.expensive.tolist() == [0, 0, 0.5, 1, 1]
    low, best, even, high = crossings(
        table[["too_cheap", "cheap", "expensive", "too_expensive"]].to_numpy().T, table.asked_price.to_numpy()
    )
    # Too cheap falls from a half at 20 to nothing at 30, where no longer cheap rises to a half: they meet at 25. Too dear begins at 40.
    assert (low, best, even, high) == (25, 30, 30, 35)


def test_what_people_would_pay_holds_the_truth_and_disorder_is_set_aside():
    rng = np.random.default_rng(5)
    level = rng.lognormal(np.log(100), 0.15, 220)
    rows = np.outer(level, (0.6, 0.8, 1.2, 1.5)).round()
    rows[:20] = rows[:20, ::-1]
    result = product.willingness(*prices(rows))
    assert result.values["prices_set_aside"].value == 20
    # Level by level the four answers are shifted copies: dear meets cheap where half are above 0.8 and half below 1.2 of it, near 98.
    even = result.values["price_even"]
    assert even.low < 98 < even.high
    assert (
        result.values["price_low"].value
        < result.values["price_best"].value
        < result.values["price_high"].value
    )
    assert "precio" in product.willingness_advice(result, "COP")
    assert product.plot_willingness(result, "COP").alt.startswith("Los precios")
    assert product.willingness(*prices(rows[:5])).reason is Reason.TOO_FEW_CUSTOMERS
    assert product.willingness(prices(rows)[0], questions(("sabor", "color"), "P")).reason is Reason.NO_COLUMN


def test_the_demand_of_a_published_example_brings_most_at_six():
    # Shares who would buy at 4, 6, 8, 10 and 12 euro in a published walk through the method: .32, .31, .21, .05, .04.
    shares = dict(zip((4, 6, 8, 10, 12), (32, 31, 21, 5, 4), strict=True))
    items = questions([f"a {price} euros" for price in shares], "G")
    told = [
        ("G", f"q{k}", "customer", f"p{n}", float(n < hits))
        for k, hits in enumerate(shares.values())
        for n in range(100)
    ]
    result = product.willingness(
        pd.DataFrame(told, columns=["battery", "item", "rater", "respondent_id", "score"]), items
    )
    table = result.frames["demand"].set_index("asked_price")
    assert table.paid_by_hundred.round(6).tolist() == [128, 186, 168, 50, 48]
    assert result.values["price_most"].value == 6
    assert table.brings_most.idxmax() == 6
    assert table.brings_most.sum() == pytest.approx(1)
    assert "nan" not in markdown(product.demand_table(result))


def offers(rows):
    usual = dict.fromkeys(("name", "claimed", "days_out")) | {"amount_year": 0.0, "orders_year": 0}
    return pd.DataFrame([{"product_id": f"P{n}", **usual, **row} for n, row in enumerate(rows)])


def test_lost_sales_are_a_range():
    shifts = pd.DataFrame(
        {
            "unit": "Línea",
            "start": pd.to_datetime([back(10), back(500)]),
            "arrivals": [100.0, 50.0],
            "abandoned": [8.0, 50.0],
        }
    )
    listed = offers(
        [
            {"name": "Nariño", "days_out": 73.0, "amount_year": 2920.0, "orders_year": 40},
            {"name": "Huila", "days_out": 0.0, "amount_year": 9.0},
        ]
    )
    result = product.supply(listed, shifts, TODAY)
    # Ten a day of stock, seventy-three days without: 730 at most, nothing at least.
    assert result.frames["lost"].unsold_most.tolist() == [730.0]
    most = result.values["lost_sales_most"]
    assert (most.value, most.low) == (730.0, 0.0)
    assert most.high > 730
    assert result.values["unattended_share"].value == 0.08
    assert "Nariño" in product.supply_advice(result, "COP")
    assert product.supply(offers([{}]), NO_SHIFTS, TODAY).reason is Reason.NO_COLUMN


def test_a_promise_nobody_perceives_and_a_benefit_nobody_claims():
    praise = [{"customer_id": f"c{n}", "kind": "praise", "words": "espectacular taller"} for n in range(40)]
    missed = [{"customer_id": f"d{n}", "words": "rancio sabor siempre"} for n in range(12)]
    listed = offers(
        [{"claimed": "sabor de siempre"}, {"claimed": "taza limpia"}, {"claimed": "llega temprano"}]
    )
    answers = pd.DataFrame(
        [("F", "q0", "performance", "customer", "p0", 9.0)],
        columns=["battery", "item", "side", "rater", "respondent_id", "score"],
    )
    result = product.benefits(listed, answers, questions(["llega temprano"]), voices(praise + missed))
    heard = result.frames["claims"].set_index("promised_benefit").heard
    assert heard.to_dict() == {
        "sabor de siempre": "missed",
        "taza limpia": "nobody_says",
        "llega temprano": "perceived",
    }
    assert [result.values[name].value for name in ("benefits_claimed", "claims_silent", "claims_missed")] == [
        3,
        1,
        1,
    ]
    assert set(result.frames["unclaimed"].praised_word) == {"espectacular", "taller"}
    told = product.benefits_advice(result)
    assert "«sabor de siempre»" in told
    assert "«taza limpia»" in told
    assert all(known(name) for frame in result.frames.values() for name in frame.columns)
    # Where hardly anybody praises, silence says nothing.
    quiet = product.benefits(listed, answers, questions(["llega temprano"]), voices(missed))
    assert quiet.frames["claims"].set_index("promised_benefit").heard["taza limpia"] == "claim_unknown"
    assert product.benefits(offers([{}]), answers, questions(["x"]), voices([])).reason is Reason.NO_COLUMN


def test_a_call_after_the_sale_is_told_from_a_call_that_sells():
    """Ana is called a week after she bought, Beto only by the campaign that sells; Caro twenty days later, Dora by no campaign at all."""
    bought = pd.DataFrame(
        {"customer_id": ["ana", "beto", "caro", "dora", "eva"], "day": ["2026-01-10"] * 4 + ["2026-06-25"]}
    )
    lines = bought.assign(
        day=pd.to_datetime(bought.day).dt.date, branch="Norte", fate="used", is_purchase=True
    )
    campaigns = pd.DataFrame(
        {
            "campaign_id": ["K1", "K2"],
            "name": ["Llamada de seguimiento", "Alquile"],
            "offer": None,
            "channel": "teléfono",
        }
    )
    contacts = pd.DataFrame(
        [("K1", "ana", "2026-01-17"), ("K2", "beto", "2026-01-12"), ("K1", "caro", "2026-01-30"), ("", "dora", "2026-01-11")],
        columns=["campaign_id", "customer_id", "sent_on"],
    )  # fmt: skip
    contacts = contacts.assign(
        sent_on=pd.to_datetime(contacts.sent_on), channel="teléfono", arm="treated", source="c"
    )
    identity = pd.DataFrame({"source": ["x"], "source_id": ["x"], "customer_id": ["x"]})
    with Warehouse() as warehouse:
        warehouse.connection.register("lines", lines)
        for name, frame in (("campaigns", campaigns), ("contacts", contacts), ("identity", identity)):
            warehouse.connection.register(f"{name}_frame", frame)
            warehouse.connection.execute(f"CREATE TABLE main.{name} AS SELECT * FROM {name}_frame")
        warehouse.build("follow_ups", {"as_of": dt.date(2026, 6, 30)})
        found = warehouse.connection.execute("SELECT customer_id, called FROM follow_ups").fetchall()
    # Eva bought five days ago: somebody may still call her.
    assert found == [("ana", True), ("beto", False), ("caro", False), ("dora", True)]


def test_the_call_after_the_sale_is_the_twin_of_being_followed_up():
    calls = pd.DataFrame(
        {"customer_id": "c", "day": "2026-01-10", "branch": "Norte", "called": [True] * 30 + [False] * 10}
    )
    answers = marks(np.random.default_rng(1), 0)
    found = product.twins(answers, questions(FIVE), messages(), NO_ORDERS, NO_SHIFTS, NO_TERMS, CLOCK, calls)
    row = found.frames["twins"].set_index("factor_key").loc["factor_follow_up"]
    assert (row.twin, row.twin_share, row.twin_n) == ("twin_called", 0.75, 40)
    assert "Compras con una llamada después, en catorce días: 75" in markdown(product.twins_table(found))
