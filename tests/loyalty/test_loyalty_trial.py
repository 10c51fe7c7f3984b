"""The size of an experiment: the textbook's numbers, and what can be seen with the customers there are."""

import pandas as pd
import pytest
from campaign_frames import customers, permissions

from clientela import loyalty
from clientela.loyalty.campaigns.trial import POWER, detectable, power, sizes
from clientela.present.show import markdown
from clientela.results import Missing, Reason


def half_active(n: int) -> pd.DataFrame:
    return customers(n).assign(days_since_last=[20 if place % 4 == 0 else 90 for place in range(n)])


@pytest.mark.parametrize(
    ("base", "effect", "each"), [(0.10, 0.05, 686), (0.50, 0.10, 388), (0.20, 0.10, 294)]
)
def test_sizes_of_the_textbook(base, effect, each):
    # R: power.prop.test(p1=, p2=, power=.8) gives 685.6, 387.3 and 293.2.
    assert sizes(base, effect) == (each, each)


def test_power_size_and_effect_agree():
    control, treated = sizes(0.25, 0.06, 3.0)
    assert treated == pytest.approx(3 * control, abs=3)
    assert power(0.25, 0.06, control, treated) == pytest.approx(POWER, abs=0.002)
    assert detectable(0.25, control, treated) == pytest.approx(0.06, abs=1e-3)
    assert detectable(0.99, 10, 10) != detectable(0.99, 10, 10)


def test_the_smallest_share_that_is_enough_is_left_out():
    who = half_active(4000)
    found = loyalty.trial(who, permissions(who), 0.05)
    designs = found.frames["designs"].set_index("control_share")
    chosen = found.values["control_share"].value
    assert found.values["base_rate"].value == 0.25
    assert designs.power[chosen] >= POWER
    assert (designs.power[designs.index < chosen] < POWER).all()
    assert f"{found.values['control'].value:,}".replace(",", ".") in loyalty.trial_advice(found)
    assert (designs.control + designs.treated == 4000).all()
    assert "20,0" in markdown(loyalty.trial_table(found))
    # A share left out that notices the wanted effect too seldom has a smallest effect that reads as larger than it.
    least = [
        float(words.replace("+", "").replace(",", "."))
        for words in loyalty.trial_table(found).frame["least_effect_words"]
    ]
    assert [size > 5.0 for size in least] == (designs.power < POWER).tolist()


def test_with_few_customers_the_page_says_so():
    who = half_active(200)
    found = loyalty.trial(who, permissions(who), 0.05)
    assert found.values["control_share"].value == 0.5
    assert "no alcanza" in loyalty.trial_advice(found)
    few = loyalty.trial(who.head(10), permissions(who.head(10)))
    assert isinstance(few, Missing)
    assert few.reason is Reason.TOO_FEW_CUSTOMERS
    nobody = loyalty.trial(who.assign(days_since_last=90), permissions(who))
    assert nobody.reason is Reason.NO_VARIATION


def test_who_gave_no_permission_is_not_counted():
    who = half_active(400)
    may = permissions(who).assign(may_email=[place < 100 for place in range(400)], may_phone=False)
    assert loyalty.trial(who, may).values["may_be_contacted"].value == 100


def test_without_a_table_of_permissions_nobody_is_said_to_have_given_one():
    found = loyalty.trial(half_active(4000), permissions(half_active(0)))
    told = loyalty.trial_advice(found) + markdown(loyalty.trial_table(found))
    assert "no consta" in told
    assert "dieron algún permiso" not in told
    assert "may_be_contacted" not in found.values
    # What is all but certain is not certain.
    sure = loyalty.trial(half_active(40_000), permissions(half_active(0)))
    assert "más de 99" in loyalty.trial_advice(sure)
