"""A small stage of three analyses: what each needs follows from the names of its parameters."""

from types import SimpleNamespace

import pytest

from clientela.engine import Answers, Broken, analysis, findings_of, step, unasked
from clientela.results import Finding, Missing, Number, Reason, Result

COUNTED = []


def result(key, value):
    return Result(key, 1, {"value": Number(value, "count", 1)})


@step()
def late(waits, limit):
    COUNTED.append("late")
    return SimpleNamespace(days=[days for days in waits if days > limit])


@analysis("shop.late", "late_customers", days="late.days")
def late_customers(days, seed=7):
    COUNTED.append("late_customers")
    return result("shop.late", len(days) + 0 * seed)


@analysis("shop.sold")
def sold(months, as_of):
    COUNTED.append("sold")
    return result("shop.sold", sum(months))


@analysis("shop.both")
def both(late_customers, sold):
    COUNTED.append("both")
    return Missing("shop.both", Reason.NO_FIT) if sold.values["value"].value == 0 else result("shop.both", 1)


@findings_of(late_customers)
def late_findings(found, currency, sold):
    return [
        Finding(
            "risk", f"{found.values['value'].value} of {sold.values['value'].value} {currency}", found.key, 1
        )
    ]


@findings_of(both)
def both_findings(found):
    return [Finding("action", "both", found.key, 1)]


@pytest.fixture
def answers():
    COUNTED.clear()
    marts = SimpleNamespace(waits=[10, 20, 30], months=[1, 2])
    return Answers(marts, {"currency": "COP", "as_of": "today", "country": "CO"}, {"limit": 15, "calls": 50})


def test_what_is_needed_is_computed_once_and_in_order(answers):
    assert answers.ask(both).values["value"].value == 1
    answers.ask(late_customers)
    assert COUNTED == ["late", "late_customers", "sold", "both"]
    assert list(answers.asked) == ["shop.both", "shop.late", "shop.sold"]


def test_a_record_holds_what_was_read_and_nothing_else(answers):
    answers.ask(both)
    behind = answers.behind("shop.late").plain()
    assert behind["marts"] == ["waits"]
    assert behind["thresholds"] == {"limit": 15}
    assert behind["settings"] == []
    assert answers.behind("shop.both").plain()["marts"] == ["months", "waits"]
    assert answers.behind("shop.both").plain()["settings"] == ["as_of"]


def test_findings_follow_from_what_was_asked(answers):
    answers.ask(late_customers)
    assert [finding.message for finding in answers.findings()] == ["2 of 3 COP"]
    answers.ask(both)
    assert [finding.kind for finding in answers.findings()] == ["risk", "action"]


def test_a_missing_answer_says_nothing(answers):
    answers.marts.months = [0]
    assert isinstance(answers.ask(both), Missing)
    assert [finding.source for finding in answers.findings()] == ["shop.late"]


def test_what_if_computes_only_what_depends_on_it_and_leaves_the_chapter_alone(answers):
    answers.ask(both)
    COUNTED.clear()
    assert answers.ask(late_customers, limit=25).values["value"].value == 1
    assert COUNTED == ["late", "late_customers"]
    assert answers.ask(late_customers).values["value"].value == 2
    assert answers.ask(both, calls=3) is answers.ask(both)
    with pytest.raises(TypeError, match="no threshold limits"):
        answers.ask(both, limits=1)


def test_a_failure_is_told_where_it_happened_and_costs_what_needs_it(answers):
    answers.marts.waits = [None]
    with pytest.raises(TypeError):
        answers.ask(late_customers)
    told = []

    def failed(what, error):
        told.append((what.name, type(error)))
        return Missing(what.key, Reason.NO_FIT)

    answers.failed = failed
    assert isinstance(answers.ask(late_customers), Missing)
    assert told == [("late", TypeError), ("late_customers", Broken)]
    assert answers.ask(sold).values["value"].value == 3


def test_what_nobody_asked_is_known():
    assert unasked(__name__, ["shop.late", "shop.sold"]) == ["shop.both"]


def test_two_of_one_name_and_a_parameter_that_is_not_there_are_mistakes():
    with pytest.raises(ValueError, match="two of stage"):
        analysis("shop.again", "sold")(lambda months: None)
    with pytest.raises(TypeError, match="no parameter weeks"):
        assert step("other", weeks="months")(lambda months: None).needs
