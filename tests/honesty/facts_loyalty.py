"""What was planted among customers, sellers, campaigns and complaints: where it is told, and when that is right."""

from __future__ import annotations

import numpy as np
import pandas as pd
from honesty.planted import Seen, Story, fact, inside, judged, span

from clientela.demo import office, plan
from clientela.loyalty.claims.rise_losses import NEWER, OLDER, Buying

LARGE_RISE = pd.Timestamp(plan.PRICE_RISES[1][0])


@fact("Three price rises: 6 %, 12 %, 5 %")
def price_rises(story: Story) -> Seen:
    rises = story.table("loyalty.bearing_rises")
    if rises.empty:
        return judged(False, False, "")
    seen = [(day.date(), round(float(rise), 3)) for day, rise in zip(rises.rise_day, rises.rise, strict=True)]
    planted = [(day, factor - 1) for day, factor, *_rest in plan.PRICE_RISES]
    right = len(seen) == len(planted) and all(
        day == true_day and abs(rise - true) < 0.005
        for (day, rise), (true_day, true) in zip(seen, planted, strict=True)
    )
    return judged(True, right, ", ".join(f"{day} {rise:.1%}" for day, rise in seen))


@fact("The rise of 12 % drives away 12 points more of the new than of the old")
def bearing(story: Story) -> Seen:
    table = story.table("loyalty.bearing")
    if table.empty:
        return judged(False, False, "")
    row = table.set_index("rise_day").loc[LARGE_RISE]
    watch = Buying(story.mart("customer_days"), story.mart("new_customers")).around(
        int(np.datetime64(LARGE_RISE, "D").astype(int))
    )
    # Only who would have bought again can be driven away.
    _day, _factor, leaves_new, leaves_older = plan.PRICE_RISES[1]
    stay_new = watch.stayed[watch.group == NEWER].mean() + row.lost_new
    stay_older = watch.stayed[watch.group == OLDER].mean() + row.lost_older
    true = leaves_new * stay_new - leaves_older * stay_older
    apart = (row.apart, row.apart_low, row.apart_high)
    return judged(story.says("loyalty.bearing"), inside(true, apart), f"{span(apart)} of {true:.3f}")


@fact("While sales grow, customers are lost")
def fewer(story: Story) -> Seen:
    people = story.people.drop_duplicates("person")
    left = pd.to_datetime(people.left_on)
    year = pd.Timestamp(plan.END) - pd.Timedelta(days=365)
    gone = int((left > year).sum())
    now, *_rest = story.number("loyalty.status.active")
    before, *_rest = story.number("loyalty.status.active_before")
    said = story.says("loyalty.status", "hace un año había") or story.says("company.sales", "menos clientes")
    return judged(said, now < before, f"{now:.0f} active, {before:.0f} before; {gone} left in the year")


@fact("How many customers are still there (status.csv)")
def alive(story: Story) -> Seen:
    true = int((story.people.drop_duplicates("person").status == "alive").sum())
    seen = story.number("loyalty.value.alive")
    return judged(seen[0] == seen[0], abs(seen[0] / true - 1) < 0.05, f"{span(seen, 0)} of {true}")


@fact("Who left in the last year")
def departures(story: Story) -> Seen:
    table = story.table("loyalty.departures")
    if table.empty:
        return judged(False, False, "")
    truth = story.people.drop_duplicates("customer_id").set_index("customer_id")
    share = float((truth.reindex(table.customer_id).status == "left").mean())
    lately = truth.index[pd.to_datetime(truth.left_on) > pd.Timestamp(plan.END) - pd.Timedelta(days=365)]
    found = float(lately.isin(table.customer_id).mean())
    return judged(
        story.says("loyalty.departures"), share > 0.65, f"{share:.0%} of those named left; {found:.0%} named"
    )


@fact("Half of those who name a competitor name Tostadores del Valle")
def competitor(story: Story) -> Seen:
    table = story.table("loyalty.departures_competitors")
    said = story.says("loyalty.departures", "dijeron que se iban a")
    right = story.says("loyalty.departures", "se iban a Tostadores del Valle")
    return judged(said, right, "" if table.empty else ", ".join(
        f"{row.competitor} {row.customers}" for row in table.itertuples()
    ))  # fmt: skip


@fact("12 % of leavers come back")
def comebacks(story: Story) -> Seen:
    back = story.number("loyalty.comebacks.absent_back_365")
    # But for those who never liked the coffee: about one in ten of the absent.
    return judged(back[0] == back[0], back[1] < 0.12 and back[2] > 0.09, span(back))


@fact("A complaint answered badly drives away 42 %, answered well 8 %")
def complaints(story: Story) -> Seen:
    price = story.number("product.recovery.price_of_bad")
    alike, *_rest = story.number("product.recovery.alike_badly")
    true = (plan.LEAVES_ANSWERED_BADLY - plan.LEAVES_ANSWERED_WELL) * (1 - alike)
    return judged(story.says("product.recovery"), inside(true, price), f"{span(price)} of {true:.3f}")


@fact("Cali answers complaints late")
def cali(story: Story) -> Seen:
    groups = story.table("product.answering_groups")
    if groups.empty:
        return judged(False, False, "")
    slow = groups[
        groups.differs & (groups.answered_side == "by_branch") & (groups.in_time < groups.rest_in_time)
    ]
    named = slow.answered_group.tolist()
    said = any(one["source"] in ("product.answering", "product.recovery") and "Cali" in one["message"] + one["detail"]
               for one in story.findings)  # fmt: skip
    return judged(said, named == ["Cali"], ", ".join(named))


@fact("Late parcels make customers discontented")
def late(story: Story) -> Seen:
    traits = story.table("loyalty.discontent_traits")
    if traits.empty:
        return judged(False, False, "")
    row = traits[traits.lived == "late_promise"].iloc[0]
    return judged(bool(row.proven), row.more > 0, span((row.more, row.more_low, row.more_high)))


@fact("Since May two technicians do the work of three: visits are late")
def technicians(story: Story) -> Seen:
    said = story.says("loyalty.topics", "Crece una queja.*(técnico|visita|máquina)")
    text = next((one["message"] for one in story.findings if one["source"] == "loyalty.topics"), "")
    return judged(said, True, text)


@fact("The sample works with new households, in nobody else surely")
def sample(story: Story) -> Seen:
    planted = story.planted["sample_campaign"]["segments"]
    text, right = [], True
    for name, part in (("person_new", "household_new"), ("person_older", "household_a_year_or_more"),
                       ("organisations", "organisation")):  # fmt: skip
        seen = story.number(f"loyalty.campaigns.uplift_{name}")
        true = planted[part]["rate_treated"] - planted[part]["rate_control"]
        right = right and inside(true, seen)
        text.append(f"{name} {span(seen)} of {true:.3f}")
    groups = story.table("loyalty.campaigns_groups")
    proven = set(groups.group[groups.proven]) if len(groups) else set()
    return judged("person_new" in proven, right and "organisations" not in proven, "; ".join(text))


@fact("What was not by lot proves nothing: Father's Day, machines for rent")
def by_choice(story: Story) -> Seen:
    table = story.table("loyalty.campaigns").set_index("campaign_id")
    grades = table.evidence.reindex(["C2026-05", "C2026-04"]).tolist()
    proof = story.says("loyalty.campaigns", "(Día del padre|Alquile su máquina).*funcionó")
    return judged(True, grades == ["associated"] * 2 and not proof, ", ".join(grades))


@fact("V03 keeps six of the ten largest accounts")
def key_person(story: Story) -> Seen:
    six, *_rest = story.number("loyalty.dependence.top_of_ten")
    said = story.says("loyalty.dependence", "de las diez cuentas mayores")
    share = story.planted["key_person"]["share_of_margin_of_the_six"]
    right = story.says("loyalty.dependence", r"\(V03\)") and abs(six - 6) <= 1
    return judged(said, right, f"{six:.0f} of ten; {share:.1%} of the margin")


@fact("V06 left on 28 February 2025 with 35 % of the accounts; V07 has the rest")
def seller_left(story: Story) -> Seen:
    table = story.table("loyalty.dependence_departures")
    text = [
        f"{row.seller_id} {pd.Timestamp(row.left_on).date()} → {row.heir}, lost more {span((row.lost_extra, row.lost_low, row.lost_high))}"
        for row in table.itertuples()
    ]
    right = len(table) == 1 and all(
        row.seller_id == "V06" and row.heir == "V07" and row.lost_low <= 0.35 <= row.lost_high
        for row in table.itertuples()
    )
    return judged(not table.empty, right, "; ".join(text))


@fact("Of the networks 42 % never return, of those referred 12 %")
def flight(story: Story) -> Seen:
    table = _people_by_source(story)
    if table.empty:
        return judged(False, False, "")
    worse = table.index[table.back_compared == "worse"].tolist()
    better = table.index[table.back_compared == "better"].tolist()
    said = story.says("loyalty.sources", "«redes».*se van")
    return judged(said, worse == ["redes"], f"worse: {', '.join(worse)}; better: {', '.join(better)}")


@fact("A household of the fair (74,000 pesos) does not pay in its first year")
def fair(story: Story) -> Seen:
    table = _people_by_source(story)
    if table.empty:
        return judged(False, False, "")
    row = table.loc["feria"]
    left = (row.left_over, row.left_low, row.left_high)
    return judged(
        left[2] < 0 or left[1] > 0, left[2] < 0, f"costs {row.cost_new:.0f}, leaves {span(left, 0)}"
    )


@fact("Prospects buy by what they have: 42 %, 15 %, 3 %")
def prospects(story: Story) -> Seen:
    table = story.table("loyalty.funnel_signals")
    if table.empty:
        return judged(False, False, "")
    rows = table.set_index("in_place")
    seen = {
        signals: (rows.converted[signals], rows.converted_low[signals], rows.converted_high[signals])
        for signals in office.CONVERTS
        if signals in rows.index
    }
    right = all(inside(office.CONVERTS[signals], number) for signals, number in seen.items())
    text = "; ".join(f"{signals}: {span(number)}" for signals, number in seen.items())
    return judged(story.says("loyalty.funnel"), right, text)


@fact("Supporters and advocates (rungs.csv)")
def supporters(story: Story) -> Seen:
    rungs = story.table("loyalty.ladder_customers")
    if rungs.empty:
        return judged(False, False, "")
    true = story.people.drop_duplicates("customer_id").set_index("customer_id").rung
    fond = ("supporter", "advocate")
    joined = rungs.set_index("customer_id").join(true.rename("true"), how="inner")
    high = joined.true[joined.rung.isin(fond)].isin(fond).mean()
    base = joined.true.isin(fond).mean()
    return judged(
        story.says("loyalty.ladder", "partidarios"),
        high > 2 * base,
        f"{high:.0%} of those named, {base:.0%} of all",
    )


@fact("Contracts that end: 60 % leave at 7 %, 40 % at 38 %, 19 % in all")
def contracts(story: Story) -> Seen:
    kept = story.number("loyalty.contracts.renewed_share")
    kinds, *_rest = story.number("loyalty.contracts.sbg_used")
    # Who leaves for another reason does not renew either.
    text = f"renewed {span(kept)}; {'a model by customer' if kinds else 'one rate: so few renewals do not show two kinds'}"
    return judged(story.says("loyalty.contracts"), kept[1] < 0.81, text)


def _people_by_source(story: Story) -> pd.DataFrame:
    table = story.table("loyalty.sources")
    if table.empty:
        return table
    return table[(table.way == "acquired_by") & (table.kind == "person")].set_index("came_from")


@fact("Nothing was planted in what the segments leave of each hundred: of none is it said")
def segments_leave_alike(story: Story) -> Seen:
    table = story.table("loyalty.segment_profit_profits")
    if table.empty:
        return judged(False, False, "")
    apart = table[table.earned_verdict != "leaves_alike"]
    return judged(True, apart.empty, ", ".join(apart.segment) or "none")
