"""company.yml: every problem at once, each with its remedy."""

import datetime as dt

import pytest

from clientela.companies import config


def write(home, text: str) -> None:
    folder = home / "data" / "x"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(text)


def test_one_source_may_stand_without_a_list(home):
    write(home, "name: X\nsources:\n  transactions: {path: v.csv}\n")
    company = config.load("x")
    assert [source.path for source in company.sources["transactions"]] == ["v.csv"]
    assert (company.country, company.language, company.currency) == ("CO", "es", "COP")


def test_all_problems_are_told_at_once_with_the_nearest_known_key(home):
    write(home, "name: X\ncurency: COP\ncountry: Colombia\nsources:\n  transacions: {path: v.csv}\n")
    with pytest.raises(config.ConfigError) as told:
        config.load("x")
    assert "curency: clave desconocida; ¿quiso decir «currency»?" in str(told.value)
    assert "«transactions»" in str(told.value)
    assert "country" in str(told.value)


def test_a_company_that_is_not_there_says_which_are(home):
    write(home, "name: X\nsources: {}\n")
    with pytest.raises(config.ConfigError, match="Empresas que hay: x"):
        config.load("y")


def test_tags_of_yaml_are_never_executed(home):
    write(home, "name: !!python/object/apply:os.system ['echo hola']\n")
    with pytest.raises(config.ConfigError, match="no se puede leer como YAML"):
        config.load("x")


def test_a_threshold_is_a_number_or_a_date(home):
    write(home, "name: X\nsources: {}\nthresholds: {calls: 3, grading_cut: '1997-09-30'}\n")
    company = config.load("x")
    assert company.thresholds == {"calls": 3.0, "grading_cut": dt.date(1997, 9, 30)}
    assert company.cuts == {"calls": 3.0}


def test_any_other_threshold_is_told_with_its_name(home):
    write(home, "name: X\nsources: {}\nthresholds: {a: 30/09/1997, b: true}\n")
    with pytest.raises(config.ConfigError) as told:
        config.load("x")
    assert "thresholds.a: debe ser un número o una fecha como 2026-06-30; dice '30/09/1997'" in str(
        told.value
    )
    assert "thresholds.b: debe ser un número" in str(told.value)
