"""By what somebody is no table and no report speaks of fewer than five: decided in one place, and tried on every side of it."""

import datetime as dt

import pandas as pd
import pytest

from clientela.companies import preparation, scope
from clientela.companies.config import ConfigError, load
from clientela.customers.smallest import SMALLEST, kept, together
from clientela.database.follow_up.silence import asked, compared
from clientela.engine import Answers, analysis
from clientela.results import Result


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ("FFFFFMMMMM", {"F": 5, "M": 5}),
        ("FFFFFFMMMMMx", {"F": 6, "other": 6}),  # One alone would stand out as what is left.
        ("FFFFFFMMMMMxxy", {"F": 6, "other": 8}),
        ("FFFFFFxxxyyy", {"F": 6, "other": 6}),
        ("FFFFFF", {"F": 6}),
        ("FFx", {"other": 3}),
        ("", {}),
    ],
)
def test_groups_too_small_go_together_until_they_are_large_enough(groups, shown):
    found = together(pd.Series(list(groups), dtype=object), "other")
    assert {name: int(n) for name, n in found.value_counts().items()} == shown


def test_a_rest_that_was_made_already_is_not_left_too_small():
    found = together(pd.Series(["a"] * 40 + ["b"] * 30 + ["other"] * 2), "other")
    assert found.value_counts().to_dict() == {"a": 40, "other": 32}


def test_a_table_by_traits_loses_rows_of_few_and_the_one_that_would_give_them_away():
    rows = [("trait_sex", "F", 90), ("trait_sex", "M", 80), ("trait_sex", "x", 1), ("tenure", "new", 2)]
    frame = pd.DataFrame(rows, columns=["silence_trait", "silence_group", "customers"])
    shown = kept(Result("x.y", 3, frames={"t": frame})).frames["t"]
    assert shown.silence_group.tolist() == ["F", "new"]
    by_city = pd.DataFrame({"city": ["Cali", "Leticia", "Mitú"], "n": [50, 3, 2]})
    assert kept(Result("x.y", 3, frames={"t": by_city})).frames["t"].city.tolist() == ["Cali"]


def test_what_a_whole_branch_has_less_what_is_told_of_it_is_nobody_or_five():
    # In Cali one man: told are neither he nor the 30 of Bogotá (the next), nor the women of Cali, as 51 less 50 is he.
    rows = [
        ("Cali", "F", 50),
        ("Cali", "M", 1),
        ("Bogotá", "F", 40),
        ("Bogotá", "M", 30),
        ("Pasto", "F", 60),
        ("Pasto", "M", 70),
    ]
    frame = pd.DataFrame(rows, columns=["branch", "sex", "customers"])
    shown = kept(Result("x.y", 3, frames={"t": frame})).frames["t"]
    assert shown.customers.tolist() == [40, 60, 70]
    for line in ("branch", "sex"):
        untold = frame.groupby(line).customers.sum() - shown.groupby(line).customers.sum().reindex(
            frame[line].unique(), fill_value=0
        )
        assert all(n == 0 or n >= SMALLEST for n in untold)


def test_no_trait_stands_beside_the_code_of_a_customer():
    frame = pd.DataFrame({"customer_id": ["C-1", "C-2"], "stratum": ["6", "5"], "amount": [1, 2]})
    shown = kept(Result("x.y", 2, frames={"t": frame})).frames["t"]
    assert shown.stratum.isna().all()
    assert shown.amount.tolist() == [1, 2]


def test_what_tells_of_no_traits_is_the_same_object():
    answer = Result("x.y", 1, frames={"t": pd.DataFrame({"branch": ["Cali"], "customers": [1]})})
    assert kept(answer) is answer
    assert kept(None) is None


def test_every_answer_of_a_stage_goes_through_it():
    @analysis("database.only_for_this_test")
    def careless(people: pd.DataFrame) -> Result:
        """Careless."""
        counts = people.groupby("sex", as_index=False).agg(customers=("customer_id", "size"))
        return Result("database.only_for_this_test", len(people), frames={"sexes": counts})

    people = pd.DataFrame({"customer_id": range(13), "sex": ["F"] * 8 + ["M"] * 5})
    found = Answers(None, {"people": people}, {}).ask(careless).frames["sexes"]
    assert found.customers.tolist() == [8, 5]
    few = people.assign(sex=["F"] * 12 + ["M"])
    assert Answers(None, {"people": few}, {}).ask(careless).frames["sexes"].empty


def test_who_answers_a_survey_is_never_told_of_fewer_than_five():
    n = 203
    ids = [f"c{i}" for i in range(n)]
    strata = ["3"] * 100 + ["4"] * 100 + ["6", "6", "5"]
    customers = pd.DataFrame({"customer_id": ids, "first_purchase": pd.Timestamp(2024, 1, 1),
                              "last_purchase": pd.Timestamp(2026, 6, 1)})  # fmt: skip
    traits = pd.DataFrame({"customer_id": ids, "stratum": strata, "sex": ["F", "M"] * 100 + [None] * 3})
    answered = pd.DataFrame({"customer_id": ids[::2], "day": pd.Timestamp(2026, 6, 2)})
    base = asked(traits, customers, answered, dt.date(2026, 6, 30))
    table = compared(base)
    assert set(table.silence_trait) == {"trait_stratum", "trait_sex"}
    assert table.customers.min() >= SMALLEST
    assert table.groupby("silence_trait").customers.sum().eq(n).all()


def test_a_report_on_a_trait_of_few_is_refused_and_on_that_of_many_made(company):
    settings = "name: Prueba\nas_of: 2026-03-31\nsources:\n  transactions: {path: ventas.csv}\n  customers: {path: clientes.csv}\n"
    firm = company(
        "cliente,fecha,importe\n" + "".join(f"C{i},2026-01-{i + 1:02d},10\n" for i in range(9)),
        settings=settings,
    )
    people = "".join(f"C{i},{'M' if i < 5 else 'F'},{6 if i < 2 else 3}\n" for i in range(9))
    (firm.folder / "clientes.csv").write_text(f"cliente,sexo,estrato\n{people}")
    firm = load("prueba")
    for conditions in (["stratum = 6"], ["sex = F"], ["sex = M", "stratum = 6"]):
        with pytest.raises(ConfigError, match="menos de 5 clientes"):
            preparation.prepare(scope.of(firm, conditions))
    # On the five men alone one would have, by subtraction, a report on the four women; with a fifth woman none.
    with pytest.raises(ConfigError, match="deja fuera a menos de 5"):
        preparation.prepare(scope.of(firm, ["sex = M"]))
    (firm.folder / "clientes.csv").write_text(f"cliente,sexo,estrato\n{people}C9,F,3\n")
    made = preparation.prepare(scope.of(load("prueba"), ["sex = M"]))
    assert len(pd.read_parquet(made / "customers.parquet")) == 5
