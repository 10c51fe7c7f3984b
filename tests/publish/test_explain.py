"""Where a number comes from: the function that gives it and, as recorded, everything it read."""

import pytest

from clientela.engine import Analysis, declared
from clientela.marts import ORDER, lineage
from clientela.publish.run.explain import source_of
from clientela.stage import STAGES


def test_the_function_is_the_one_that_answers_under_the_key():
    assert source_of("loyalty.value").__name__ == "worth"
    assert source_of("company.sales").__name__ == "sales"
    assert source_of("loyalty.campaigns").__name__ == "past_campaigns"
    assert source_of("company.nothing") is None


@pytest.mark.parametrize("stage", STAGES)
def test_every_analysis_says_in_its_first_line_what_it_answers(stage):
    for one in declared(stage).values():
        assert (one.function.__doc__ or "").strip(), one.key
        assert not isinstance(one, Analysis) or one.key.startswith(f"{stage}."), one.key


def test_a_mart_leads_back_to_tables_and_columns():
    found = lineage.behind(["customers"])
    assert {"customers", "customer_days", "lines", "people"} <= found.marts
    assert {"date", "amount"} <= found.tables["transactions"]
    assert "deal_text" not in found.tables["transactions"]


def test_every_mart_leads_to_a_table_of_the_company():
    for mart in ORDER:
        assert lineage.behind([mart]).tables, mart
