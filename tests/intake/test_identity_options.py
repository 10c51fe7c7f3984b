"""What a company may say of its own ids: every option of identity is a key of company.yml, and moves the result."""

from __future__ import annotations

from dataclasses import fields

import duckdb
import pytest
from test_identity_resolve import company, who

from clientela.companies import config
from clientela.intake.identity import Options, resolve


def test_every_option_is_a_key_of_company_yml_with_the_same_default():
    given = config.Identity()
    options = {field.name: getattr(Options(), field.name) for field in fields(Options)}
    said = {name: getattr(given, name) for name in config.Identity.model_fields if name != "decisions"}
    assert options == {**said, "precedence": tuple(said["precedence"])}


ANA = ("1", "person", "Ana María Ruiz Paz", "52123456", None, "3001234567")
ANA_WEB = ("W1", None, "Ana Ruiz", None, None, "3001234567", None, None, None, "web")


@pytest.mark.parametrize("merge", [0.51, 1.0])
def test_how_sure_is_sure_enough(merge):
    connection = company(ANA, ANA_WEB)
    found = resolve(connection, country="CO", options=Options(merge=merge))
    assert (len(set(who(connection).values())), len(found.review)) == ((1, 0) if merge < 1 else (2, 1))


@pytest.mark.parametrize(("shared_by", "shared"), [(8, 0), (2, 1)])
def test_from_how_many_names_on_a_telephone_is_nobodys(shared_by, shared):
    people = [(str(n), "person", name, None, None, "3001234567") for n, name in enumerate(("Ana Ruiz", "Luis Paz", "Eva Gil"))]  # fmt: skip
    connection: duckdb.DuckDBPyConnection = company(*people)
    found = resolve(connection, country="CO", options=Options(shared_by=shared_by))
    assert len(found.shared) == shared
