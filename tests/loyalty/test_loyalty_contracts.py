"""Contracts: chains of renewals by pencil, the published cohort from the company's own table, what was planted, and refusals."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from clientela.loyalty import contracts
from clientela.loyalty.contracts.chains import chains, decisions
from clientela.loyalty.contracts.grades import fitted
from clientela.loyalty.contracts.odds import Constant
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.results import Missing, Reason
from clientela.warehouse import Warehouse

AS_OF = dt.date(2026, 6, 30)


def mart(rows: list[tuple], as_of: dt.date = AS_OF) -> pd.DataFrame:
    """The mart of contracts given as (contract_id, customer_id, start, end, price, renewed)."""
    frame = pd.DataFrame(rows, columns=["contract_id", "customer_id", "start", "end", "price", "renewed"])
    with Warehouse() as warehouse:
        warehouse.connection.register("given", frame)
        warehouse.connection.execute(
            "CREATE TABLE main.contracts AS SELECT contract_id, customer_id, CAST(start AS DATE) AS start, "
            'CAST("end" AS DATE) AS "end", CAST(price AS DECIMAL(18, 2)) AS price, CAST(renewed AS BOOLEAN) AS renewed, '
            "'libro' AS source FROM given"
        )
        warehouse.connection.execute(
            "CREATE TABLE main.identity AS FROM (VALUES ('libro', 'a2', 'A')) AS t(source, source_id, customer_id)"
        )
        warehouse.build("contracts", {"as_of": as_of})
        return warehouse.frame("FROM contracts ORDER BY chain_id, place").astype({"price": "float64"})


def yearly(lives: list[int], first: int = 2015, price: float = 100.0) -> list[tuple]:
    """Contracts of a year from January 1 `first` on, one customer each; `lives` says after how many years each ended, 99 for never."""
    rows = []
    for who, life in enumerate(lives):
        for year in range(first, min(first + life, 2027)):
            rows.append(
                (f"k{who}-{year}", f"c{who}", dt.date(year, 1, 1), dt.date(year, 12, 31), price, None)
            )
    return rows


def test_chains_by_pencil():
    found = mart([
        ("k1", "a", "2023-01-01", "2023-12-31", 10, None), ("k2", "a", "2024-01-10", "2025-01-09", 11, None),
        # At the same time, a second machine.
        ("k3", "a", "2023-03-01", "2024-02-29", 20, None), ("k4", "a", "2024-03-01", "2025-02-28", 21, False),
        # Running; ended so lately that papers may still come; ended so lately, but told not to go on.
        ("k5", "b", "2026-01-01", "2026-12-31", 10, None), ("k6", "c", "2025-06-01", "2026-05-31", 10, None),
        ("k7", "d", "2025-06-01", "2026-05-31", 10, False),
        # Renewed, they say, though the next one is not in the file; not begun yet; one person under two ids.
        ("k8", "e", "2024-01-01", "2024-12-31", 10, True), ("k9", "f", "2026-07-15", None, 10, None),
        ("kA", "A", "2023-01-01", "2023-12-31", 10, None), ("kB", "a2", "2024-01-01", "2024-12-31", 10, None),
    ]).set_index("contract_id")  # fmt: skip
    assert found.outcome["k9"] == "not_begun"
    found = found.drop(index="k9")
    assert found.chain_id[["k2", "k4", "kB"]].tolist() == ["k1", "k3", "kA"]
    assert found.place[["k1", "k2", "k3", "k4", "kB"]].tolist() == [1, 2, 1, 2, 2]
    assert found.outcome.to_dict() == {
        "k1": "renewed", "k2": "lost", "k3": "renewed", "k4": "lost", "k5": "open", "k6": "open", "k7": "lost", "k8": "renewed",
        "kA": "renewed", "kB": "lost",
    }  # fmt: skip
    known = chains(found.reset_index(), AS_OF)
    table = known.table.set_index("chain_id")
    assert table.faced.to_dict() == {"k1": 2, "k3": 2, "k5": 0, "k6": 0, "k7": 1, "k8": 1, "kA": 2}
    assert table.lost.to_dict() == {
        "k1": True,
        "k3": True,
        "k5": False,
        "k6": False,
        "k7": True,
        "k8": False,
        "kA": True,
    }
    assert (known.running, known.days) == (False, 365.0)
    # As it stood in mid-2024: k1 and k3 had renewed once, kA too, and nobody knew of k2's end.
    then = chains(found.reset_index(), dt.date(2024, 6, 30))
    assert then.table.set_index("chain_id").faced.to_dict() == {"k1": 1, "k3": 1, "k8": 0, "kA": 1}
    steps = decisions(known, then).sort_values(["faced", "lost"]).values.tolist()
    assert steps == [[1, False], [1, True], [2, True], [2, True], [2, True]]


def test_subscriptions_without_a_term_are_counted_in_months():
    rows = [("s1", "a", "2026-01-01", None, 10, None), ("s2", "b", "2026-01-01", "2026-03-15", 10, None)]
    known = chains(mart(rows), AS_OF)
    assert known.running
    # Nearly six months so far; gone in the third month.
    assert known.table.set_index("chain_id").faced.to_dict() == {"s1": 5, "s2": 3}
    assert known.table.set_index("chain_id").lost.to_dict() == {"s1": False, "s2": True}


def test_the_published_cohort_from_a_table_of_contracts():
    """High End customers, 1,000 followed through seven renewals: Fader & Hardie (2007), alpha .668, beta 3.806, S(8) .460."""
    alive = [1000, 869, 743, 653, 593, 551, 517, 491]
    lives = [year + 1 for year in range(7) for _ in range(alive[year] - alive[year + 1])] + [99] * 491
    as_of = dt.date(2022, 6, 30)
    rows = [row for row in yearly(lives, first=2015) if row[2] <= as_of]
    known = chains(mart(rows, as_of), as_of)
    odds = fitted(known, chains(mart(rows, as_of), dt.date(2021, 6, 30)))["sbg"]
    numbers = odds.parameters()
    assert (numbers["sbg_alpha"].value, numbers["sbg_beta"].value) == (
        pytest.approx(0.668, abs=5e-4),
        pytest.approx(3.806, abs=5e-3),
    )
    share, low, high = odds.survival(np.array([0.0, 8.0, 12.0]))
    assert share.tolist() == pytest.approx([1.0, 0.460, 0.378], abs=1e-3)
    assert (low <= share).all()
    assert (share <= high).all()
    found = contracts.renewals(mart(rows, as_of), as_of)
    table = found.frames["survival"]
    assert table.seen.head(8).tolist() == pytest.approx([one / 1000 for one in alive])
    # One cohort alone is all of one age: last year's rate tells the next as well as the model.
    assert set(found.frames["grades"].forecast) == {"sbg", "one_rate", "recent_rate"}
    assert found.frames["grades"].surprise.is_monotonic_increasing
    assert isinstance(contracts.plot_renewals(found), Figure)
    assert "Hace un año" in contracts.renewals_advice(found, "COP")


def test_one_rate_for_all_is_kept_when_nobody_wavers_more_than_others():
    rng = np.random.default_rng(5)
    lives = np.minimum(rng.geometric(0.25, 400), 99).tolist()
    found = contracts.renewals(mart(yearly(lives, first=2019)), AS_OF)
    assert found.values["renewed_share"].value == pytest.approx(0.75, abs=0.03)
    expected = found.frames["survival"].set_index("renewals")
    assert expected.still_low[3] <= 0.75**3 <= expected.still_high[3]
    assert (expected.still_there.diff().dropna() < 0).all()


def test_money_by_pencil():
    """Two hundred monthly prices of 100, a year each, half a year to go: 600 sure, and 1,200 a year times the chance to come to it."""
    lives = [1] * 50 + [2] * 38 + [3] * 28 + [99] * 84
    rows = [
        (one[0], one[1], one[2] - dt.timedelta(days=184), one[3] - dt.timedelta(days=184), *one[4:])
        for one in yearly(lives, first=2023)
    ]
    rows = [row for row in rows if row[2] <= AS_OF]
    found = contracts.renewals(mart(rows), AS_OF, contracts.Price(months=1.0, discount=0.0))
    still = found.frames["open_contracts"]
    assert len(still) == 84
    assert still.sure_value.iloc[0] == pytest.approx(
        1200 * (dt.date(2026, 6, 30) - AS_OF).days / 365.25, abs=1e-6
    )
    odds = Constant(150, 200)
    count, variance = odds.periods(np.array([0.0]), 2, 0.0)
    assert (count[0], variance[0]) == (
        pytest.approx(0.75 + 0.75**2),
        pytest.approx(0.75 * 0.25 + 0.5625 * 0.4375 + 2 * 0.5625 * 0.25),
    )
    value = found.values["contracts_value"]
    assert value.low < value.value < value.high
    assert still.open_value.sum() == pytest.approx(value.value)
    half = contracts.renewals(mart(rows), AS_OF, contracts.Price(months=2.0, discount=0.0))
    assert half.values["contracts_value"].value == pytest.approx(value.value / 2)
    nearer = contracts.renewals(mart(rows), AS_OF, contracts.Price(months=1.0, discount=0.2))
    assert nearer.values["contracts_value"].value < value.value


def test_those_that_end_soon_come_first():
    rows = yearly([1] * 10 + [99] * 40, first=2021)
    rows += [
        ("soon", "z", "2025-08-01", "2026-07-31", 500, None),
        ("later", "y", "2025-11-01", "2026-10-31", 900, None),
    ]
    found = contracts.renewals(mart(rows), AS_OF, contracts.Price(1.0))
    soon = found.frames["soon"]
    assert soon.contract_id.tolist() == ["soon"]
    assert soon.to_lose.iloc[0] == pytest.approx(500 * 12 * (1 - soon.renew_chance.iloc[0]), rel=0.01)
    assert "soon" in markdown(contracts.soon_table(found))
    (finding,) = contracts.renewals_findings(found, AS_OF, "COP")
    assert (finding.kind, finding.amount) == ("action", pytest.approx(soon.to_lose.sum()))
    assert finding.low < finding.amount < finding.high
    assert finding.stake
    assert "1 que vencen" in contracts.renewals_advice(found, "COP")


def test_the_date_of_the_visit_lies_before_the_first_end():
    rows = yearly([1] * 10 + [99] * 40, first=2021)
    first = AS_OF + dt.timedelta(days=2)
    rows += [
        ("late", "z", "2025-08-01", str(AS_OF + dt.timedelta(days=60)), 500, None),
        ("first", "y", "2025-07-01", str(first), 900, None),
    ]
    found = contracts.renewals(mart(rows), AS_OF)
    assert found.frames["soon"].contract_id.tolist() == ["first", "late"]
    assert found.values["contracts_urgent"].value == 1
    (finding,) = contracts.renewals_findings(found, AS_OF, "COP")
    assert AS_OF < finding.due < first
    assert "1 que vencen en 30 días" in contracts.renewals_advice(found, "COP")


def businesses(n: int) -> pd.DataFrame:
    """Cafés that joined before the story begins."""
    joined = [dt.date(2022, 1, 1) + dt.timedelta(days=day % 500) for day in range(n)]
    return pd.DataFrame(
        {"person": range(n), "kind": "organisation", "type": "cafetería", "entry": -1, "joined": joined}
    )


@pytest.mark.parametrize("seed", [7717])
def test_what_was_planted_in_aurora_is_recovered(seed):
    """Six in ten drop out at 7 %, four in ten at 38 %: nobody can tell them apart, and the curve shows them.

    Eight thousand businesses, none of which closes or leaves: what leaves with them is no matter of contracts.
    """
    from clientela.demo import operations, plan

    signed = operations.contracts(seed, businesses(8_000), {})
    signed = signed[signed.start < plan.RENTAL_PUSH]
    rows = list(
        zip(
            signed.contract,
            signed.person.astype(str),
            signed.start,
            signed.end,
            signed.price,
            signed.renewed,
            strict=True,
        )
    )
    found = contracts.renewals(mart(rows, plan.END), plan.END)
    assert found.values["sbg_used"].value == 1
    assert found.frames["grades"].forecast.iloc[0] == "sbg"
    assert "primera y la segunda" in contracts.renewals_advice(found, "COP")
    table = found.frames["survival"].set_index("renewals").loc[:4]
    periods = table.index.to_numpy()
    settled, wavering = 1 - plan.SETTLED_CHURN, 1 - plan.WAVERING_CHURN
    planted = plan.SETTLED_SHARE * settled**periods + (1 - plan.SETTLED_SHARE) * wavering**periods
    assert np.abs(table.still_there - planted).max() < 0.03
    seen = table.seen.dropna()
    assert np.abs(seen - planted[: len(seen)]).max() < 0.03


def test_refusals():
    none = mart([])
    found = contracts.renewals(none, AS_OF)
    assert (found.reason, found.add) == (Reason.NO_TABLE, ("contracts.start", "contracts.end"))
    few = contracts.renewals(mart(yearly([2] * 5)), AS_OF)
    assert (few.reason, few.have) == (Reason.TOO_FEW_CUSTOMERS, 5)
    loyal = contracts.renewals(mart(yearly([99] * 40, first=2022)), AS_OF)
    assert isinstance(loyal, Missing)
    assert loyal.reason == Reason.NO_VARIATION
    assert contracts.renewals_findings(loyal, AS_OF, "COP") == []


def test_without_prices_nothing_is_said_of_money():
    rows = [(*row[:4], None, None) for row in yearly([1] * 10 + [2] * 10 + [99] * 40, first=2021)]
    found = contracts.renewals(mart(rows), AS_OF)
    assert "contracts_value" not in found.values
    assert "valen" not in contracts.renewals_advice(found, "COP")


def test_a_contract_without_an_end_and_the_odd_ones():
    """«9999» is no end: worth what a blank one is; ends before it starts, or not begun: counted, and no more."""
    rows = yearly([1] * 10 + [99] * 40, first=2021)
    blank = contracts.renewals(mart([*rows, ("z", "z", "2025-01-01", None, 100, None)]), AS_OF)
    far = [
        ("z", "z", "2025-01-01", "2099-12-31", 100, None),
        ("y", "y", "2025-05-01", "2025-01-31", 100, None),
        ("x", "x", "2026-08-01", "2027-07-31", 100, None),
    ]
    found = contracts.renewals(mart([*rows, *far]), AS_OF)
    assert found.values["contracts_value"].value == pytest.approx(blank.values["contracts_value"].value)
    assert found.values["contracts_reversed"].value == found.values["contracts_not_begun"].value == 1
    said = contracts.renewals_advice(found, "COP")
    assert "Un contrato termina antes de empezar" in said
    assert "Un contrato aún no empieza" in said
    long = contracts.renewals(mart([*rows, ("z", "z", "2025-01-01", "2045-12-31", 100, None)]), AS_OF)
    one = long.frames["open_contracts"].set_index("contract_id").loc["z"]
    assert one.open_value == pytest.approx(5 * 12 * 100)


def test_what_a_price_stands_for_is_asked():
    rows = yearly([1] * 10 + [99] * 40, first=2021)
    unknown, known = (contracts.renewals(mart(rows), AS_OF, contracts.Price(months)) for months in (0.0, 1.0))
    assert unknown.values["contracts_value"].value == known.values["contracts_value"].value
    assert "Falta saber de cuántos meses es el precio" in contracts.renewals_advice(unknown, "COP")
    assert "Falta saber" not in contracts.renewals_advice(known, "COP")


def test_renewed_without_a_new_paper_ends_when_the_next_period_does():
    """A year from January 2023, «renovado: Sí»; at the end of June 2024 it ends on December 31, 2024."""
    day = dt.date(2024, 6, 30)
    signed = mart(
        [("k", "a", "2023-01-01", "2023-12-31", 10, True), ("m", "b", "2024-03-01", "2024-03-31", 10, True)],
        day,
    )
    ends = chains(signed, day).table.set_index("contract_id").finish
    assert ends.astype(str).tolist() == ["2024-12-31", "2024-06-30"] or ends["k"].date() == dt.date(
        2024, 12, 31
    )
    assert ends["m"].date() >= day
