"""The odd shapes: each makes the tables of a company that an ordinary one is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from matrix import others
from matrix.world import LAST, SAID, World

Tables = dict[str, pd.DataFrame]
PLAIN = ["customer_id", "date", "amount"]
SHAPES: dict[str, Callable[[World], Tables]] = {}
# What a shape says in its company.yml besides its files.
SETTINGS: dict[str, Mapping[str, object]] = {
    "pesos_of_chile": {"currency": "CLP", "country": "CL"},
    "yen": {"currency": "JPY", "country": "CO"},
    "guaranies": {"currency": "PYG", "country": "PY"},
    "euros": {"currency": "EUR", "country": "ES"},
    "dollars": {"currency": "USD", "country": "US"},
    "goals_far_away": {"goals": [{"value": 10**9, "start": dt.date(2025, 1, 1), "end": dt.date(2027, 12, 31)}]},
    "english_company": {"language": "en", "country": "US", "currency": "USD"},
}  # fmt: skip


def shape(function: Callable[[World], Tables]) -> Callable[[World], Tables]:
    """The function is the shape of its name."""
    SHAPES[function.__name__] = function
    return function


def whole(world: World, *names: str) -> Tables:
    """Some tables of an ordinary company."""
    return {name: world.table(name) for name in names}


def plain(world: World, sales: pd.DataFrame | None = None) -> Tables:
    """Sales alone: customer, day and amount."""
    frame = world.table("transactions") if sales is None else sales
    return {"transactions": frame[PLAIN]}


def _sales(rows: list[tuple[str, dt.date, float]]) -> Tables:
    return {"transactions": pd.DataFrame(rows, columns=PLAIN)}


def _days(world: World, every: int) -> list[dt.date]:
    return [LAST - dt.timedelta(days=back) for back in range(0, world.days, every)][::-1]


@shape
def three_columns(world: World) -> Tables:
    return plain(world)


@shape
def one_customer(world: World) -> Tables:
    return _sales([("K1", day, 50.0 + n % 7) for n, day in enumerate(_days(world, 20))])


@shape
def one_sale(world: World) -> Tables:
    return _sales([("K1", LAST, 50.0)])


@shape
def two_customers(world: World) -> Tables:
    return _sales([(f"K{n % 2}", day, 50.0 + n % 5) for n, day in enumerate(_days(world, 12))])


@shape
def one_day(world: World) -> Tables:
    return _sales([(customer, LAST, 20.0 + n) for n, customer in enumerate(world.ids)])


@shape
def two_days(world: World) -> Tables:
    return _sales([(customer, LAST - dt.timedelta(days=n % 2), 20.0) for n, customer in enumerate(world.ids)])


@shape
def all_alike(world: World) -> Tables:
    return _sales([(customer, day, 10.0) for day in _days(world, 30) for customer in world.ids[:12]])


@shape
def nobody_twice(world: World) -> Tables:
    chance = world.chance("nobody twice")
    return _sales([
        (customer, day, round(world.scale * chance.lognormal(), 2))
        for customer, day in zip(world.ids, world.days_at_random(chance, len(world.ids)), strict=True)
    ])  # fmt: skip


@shape
def every_thirty_days(world: World) -> Tables:
    return _sales([
        (customer, day + dt.timedelta(days=-n % 28), 10.0 + n) for day in _days(world, 30) for n, customer in enumerate(world.ids[:20])
    ])  # fmt: skip


@shape
def empty_months(world: World) -> Tables:
    sales = world.table("transactions")
    return plain(world, sales[[day.month not in (2, 3, 8) for day in sales["date"]]])


@shape
def negative_months(world: World) -> Tables:
    sales = world.table("transactions")
    back = pd.Series([day.month in (4, 5) for day in sales["date"]], sales.index)
    return plain(world, sales.assign(amount=sales["amount"].where(~back, -3 * sales["amount"])))


@shape
def all_returned(world: World) -> Tables:
    sales = world.table("transactions")
    return plain(world, pd.concat([sales, sales.assign(amount=-sales["amount"])]))


@shape
def only_returns(world: World) -> Tables:
    sales = world.table("transactions")
    return plain(world, sales.assign(amount=-sales["amount"]))


@shape
def all_for_nothing(world: World) -> Tables:
    return plain(world, world.table("transactions").assign(amount=0))


@shape
def one_order_of_a_milliard(world: World) -> Tables:
    sales = world.table("transactions")[PLAIN]
    return {
        "transactions": pd.concat(
            [sales, pd.DataFrame([("K0001", LAST - dt.timedelta(days=40), 10**9)], columns=PLAIN)]
        )
    }


@shape
def fractions_of_a_cent(world: World) -> Tables:
    sales = world.table("transactions")
    return plain(world, sales.assign(amount=(sales["amount"] / 10_000).round(4)))


@shape
def ten_years(world: World) -> Tables:
    return plain(replace(world, days=3650, gap=120.0))


@shape
def three_weeks(world: World) -> Tables:
    return whole(replace(world, days=21, gap=6.0), "transactions", "customers")


@shape
def four_months(world: World) -> Tables:
    return whole(replace(world, days=120, gap=15.0), "transactions", "customers", "products")


@shape
def long_asleep(world: World) -> Tables:
    """Nobody has bought for a year: the last sale is of one customer."""
    sales = world.table("transactions")[PLAIN]
    old = sales.assign(date=[day - dt.timedelta(days=370) for day in sales["date"]])
    return {"transactions": pd.concat([old, pd.DataFrame([("K0001", LAST, 10.0)], columns=PLAIN)])}


@shape
def only_new_ones(world: World) -> Tables:
    sales = world.table("transactions")
    since = LAST - dt.timedelta(days=45)
    return plain(world, pd.concat([sales[sales["date"] >= since], sales.head(1)]))


@shape
def nobody_named(world: World) -> Tables:
    return plain(world, world.table("transactions").assign(customer_id=""))


@shape
def contracts_only(world: World) -> Tables:
    return whole(world, "contracts")


@shape
def contracts_without_end(world: World) -> Tables:
    return {"contracts": world.table("contracts").assign(end="").drop(columns=["renewed"])}


@shape
def nps_only(world: World) -> Tables:
    return {"surveys": others.nps(world)}


@shape
def kano_only(world: World) -> Tables:
    return {"surveys": others.kano(world)}


@shape
def gaps_only(world: World) -> Tables:
    return {"surveys": others.gaps(world)}


@shape
def importance_only(world: World) -> Tables:
    return {"surveys": others.importance(world)}


@shape
def nps_and_sales(world: World) -> Tables:
    return {**plain(world), "surveys": others.nps(world)}


@shape
def one_answer(world: World) -> Tables:
    return {"surveys": others.nps(world).head(1)}


@shape
def everybody_answers_ten(world: World) -> Tables:
    return {"surveys": others.nps(world).assign(answer="10")}


@shape
def respondents_only(world: World) -> Tables:
    return whole(world, "respondents")


@shape
def campaigns_without_sales(world: World) -> Tables:
    return whole(world, "campaigns", "contacts")


@shape
def campaigns_with_customers(world: World) -> Tables:
    return whole(world, "campaigns", "contacts", "customers")


@shape
def prospects_only(world: World) -> Tables:
    return whole(world, "prospects")


@shape
def customers_only(world: World) -> Tables:
    return whole(world, "customers")


@shape
def one_name_in_the_list(world: World) -> Tables:
    return {"customers": world.table("customers").head(1)}


@shape
def no_sellers(world: World) -> Tables:
    return {
        "transactions": world.table("transactions").drop(columns=["seller_id"]),
        "customers": world.table("customers").drop(columns=["seller_id"]),
    }


@shape
def one_seller(world: World) -> Tables:
    return whole(replace(world, sellers=1), "transactions", "customers", "staff")


@shape
def forty_branches(world: World) -> Tables:
    return whole(replace(world, places=[f"Pol {n}" for n in range(1, 41)]), "transactions", "interactions")


@shape
def one_branch(world: World) -> Tables:
    return whole(replace(world, places=["Norvia"]), "transactions", "interactions", "surveys")


@shape
def one_product(world: World) -> Tables:
    return whole(replace(world, things=["Zarvo"]), "transactions", "products")


@shape
def two_kinds(world: World) -> Tables:
    return whole(replace(world, customers=2 * world.customers), "transactions", "customers")


@shape
def long_names(world: World) -> Tables:
    things = [
        f"{thing} grandissimus extraordinarius maximus {n} {'longus ' * 6}"
        for n, thing in enumerate(world.things)
    ]
    return whole(replace(world, things=things, places=[f"{p} septentrionalis magnus" for p in world.places]), "transactions", "products",
    "interactions")  # fmt: skip


@shape
def texts_of_one_word(world: World) -> Tables:
    said = world.table("interactions")
    return {"interactions": said.assign(text=[("tarde", "mal", "ok")[n % 3] for n in range(len(said))])}


@shape
def one_complaint(world: World) -> Tables:
    return {**plain(world), "interactions": world.table("interactions").head(1)}


@shape
def only_praise(world: World) -> Tables:
    return {"interactions": world.table("interactions").assign(kind="praise", text=SAID[3])}


@shape
def nothing_closed(world: World) -> Tables:
    return {
        "interactions": world.table("interactions").drop(columns=["closed_at", "attended_at", "resolved"])
    }


@shape
def ids_that_never_meet(world: World) -> Tables:
    sales, people = world.table("transactions"), world.table("customers")
    return {"transactions": sales, "customers": people.assign(customer_id="X" + people["customer_id"])}


@shape
def everything_with_a_few(world: World) -> Tables:
    small = replace(world, customers=6)
    return whole(small, *(name for name in _all()))


@shape
def pesos_of_chile(world: World) -> Tables:
    return whole(replace(world, scale=15_000), "transactions", "customers", "products", "expenses")


@shape
def yen(world: World) -> Tables:
    return whole(replace(world, scale=900), "transactions", "products", "contracts")


@shape
def guaranies(world: World) -> Tables:
    return whole(replace(world, scale=70_000), "transactions", "campaigns", "contacts")


@shape
def euros(world: World) -> Tables:
    return whole(replace(world, scale=8), "transactions", "customers", "interactions")


@shape
def dollars(world: World) -> Tables:
    return whole(world, "transactions", "customers", "surveys")


@shape
def english_company(world: World) -> Tables:
    return whole(world, "transactions", "customers", "products")


@shape
def goals_far_away(world: World) -> Tables:
    return whole(world, "transactions")


def _all() -> tuple[str, ...]:
    from matrix.world import MAKERS

    return tuple(sorted(MAKERS))
