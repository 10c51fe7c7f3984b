"""Every table and column that the contract asks for is read by an analysis, through the marts that it names, or it has its reason here."""

from __future__ import annotations

import re
from functools import cache

from clientela.engine.declared import Analysis, declared
from clientela.engine.needs import needs
from clientela.intake.contract import contract
from clientela.marts import lineage
from clientela.stage import STAGES
from clientela.warehouse import queries

# What makes the rows that the marts begin with: amounts, duplicates, who is who. The analyses read what came of it.
BEFORE_THE_MARTS = {
    "transactions.unit_price", "transactions.unit_cost", "transactions.line_id", "customers.phone_2", "customers.postcode", "customers.country",
}  # fmt: skip
# Whose name is needed where a list or a workbook is private, and in no analysis.
NAMES = {"staff.name"}
# Asked for and not read yet. The list shrinks: what an analysis reads is taken off it, and nothing is put on it.
NOT_YET = {
    "customers.account_id", "products.nature", "products.price", "products.claimed_benefits", "products.stock_outs", "products.attribute_",
    "products.benefit_", "respondents.sex", "respondents.age_band", "respondents.trait_", "contacts.opened",
}  # fmt: skip


@cache
def behind_all() -> lineage.Sources:
    """The marts and tables behind everything that any stage is asked."""
    marts: set[str] = set()
    for stage in STAGES:
        for one in declared(stage).values():
            marts |= needs(one).marts if isinstance(one, Analysis) else set()
    return lineage.behind(sorted(marts))


def asked() -> set[str]:
    """Every column of the contract that is kept, and every family of columns that a company names itself ("skill_")."""
    return {
        f"{name}.{column}"
        for name, table in contract().tables.items()
        for column in (*table.kept, *table.open)
    }


def read() -> set[str]:
    """Those that a query behind an analysis names, in a table that it reads."""
    found = behind_all()
    columns = {f"{table}.{column}" for table, names in found.tables.items() for column in names}
    for mart in found.marts:
        query = queries()[mart].read_text(encoding="utf-8")
        columns |= {
            f"{name}.{prefix}"
            for name, table in contract().tables.items()
            for prefix in table.open
            if re.search(rf"main\.{name}\b", query) and re.search(rf"COLUMNS\('\^{prefix}", query)
        }
    return columns


def test_what_is_asked_for_is_read() -> None:
    unread = asked() - read() - BEFORE_THE_MARTS - NAMES
    assert not unread - NOT_YET, "read it in an analysis, or ask nobody for it"


def test_the_exceptions_are_columns_and_grow_no_longer() -> None:
    assert asked() >= NOT_YET | BEFORE_THE_MARTS | NAMES
    assert len(NOT_YET) <= 11


def test_a_column_that_no_analysis_reads_is_noticed() -> None:
    assert "transactions.due_on" in read()
    assert "staff.skill_" in read()
    assert "staff.left_on" in read()
    assert "staff.name" not in read()
