"""What was planted in prices, operations, the calendar, records and surveys: where it is told, and when that is right."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from honesty.planted import Seen, Story, fact, inside, judged, span

from clientela.demo.surveys import SERVQUAL


@fact("Sales grow by the prices, about 8 % of the basket")
def growth(story: Story) -> Seen:
    rise, _low, _high = story.number("company.price.price_rise")
    return judged(
        story.says("company.sales", "precio"),
        abs(rise - 0.083) < 0.01,
        f"{rise:.3f}; sales {span(story.number('company.sales.growth'))}",
    )


@fact("Parcels of Cali are late four times as often since July 2025")
def late_cali(story: Story) -> Seen:
    late = [
        one["message"]
        for one in story.findings
        if one["source"] == "product.consistency" and "tarde" in one["message"]
    ]
    branches = [message for message in late if "Cali" in message]
    right = any("jul 2025" in message or "ago 2025" in message for message in branches)
    return judged(bool(branches), right, " ".join(branches))


@fact("December × 1.45, Saturday twice Monday (households)")
def seasons(story: Story) -> Seen:
    months = story.table("company.seasonality_month_of_year").set_index("month_of_year")
    if months.empty:
        return judged(False, False, "")
    row = months.loc["month_12"]
    told = row.pace_low > 1
    return judged(told, months.pace.idxmax() == "month_12", span((row.pace, row.pace_low, row.pace_high)))


@fact("5,000 customers in about 5,700 records (duplicates.csv)")
def duplicates(story: Story) -> Seen:
    people = story.people
    pairs = people.groupby("customer_id").person.nunique()
    split = people.groupby("person").customer_id.nunique()
    seen, true = people.customer_id.nunique(), people.person.nunique()
    right = abs(seen / true - 1) < 0.02 and (pairs > 1).mean() < 0.01
    text = f"{seen} of {true}; {(pairs > 1).sum()} of two persons, {(split > 1).sum()} persons split"
    return judged(story.says("database.identity", "repetid"), right, text)


@fact("Roasting date and delivery on time: basic; tasting and the grower's note delight; calls annoy")
def kano(story: Story) -> Seen:
    table = story.table("product.hierarchy")
    if table.empty:
        return judged(False, False, "")
    kinds = table.set_index("item").top_kind
    planted = {"K01": "basic", "K02": "basic", "K06": "attractive", "K07": "attractive", "K10": "reverse"}
    seen = {item: str(kinds.get(item)) for item in planted}
    return judged(story.says("product.hierarchy"), seen == planted, ", ".join(seen.values()))


@fact("Employees think 0.9 too little of reliability, 0.9 too much of tangibles")
def beliefs(story: Story) -> Seen:
    table = story.table("product.raters")
    if table.empty:
        return judged(False, False, "")
    rows = table[table.rater == "employee"].set_index("area")
    seen = [
        (rows.belief_gap[a], rows.belief_low[a], rows.belief_high[a]) for a in ("fiabilidad", "tangibles")
    ]
    true = [_on_the_scale("F", -0.9), _on_the_scale("T", 0.9)]
    right = all(inside(one, number) for one, number in zip(true, seen, strict=True))
    text = "; ".join(f"{span(number)} of {one:.2f}" for one, number in zip(true, seen, strict=True))
    return judged(story.says("product.raters", "Fiabilidad|Tangibles"), right, text)


def _on_the_scale(dimension: str, wrong: float) -> float:
    """How far employees are from customers in answers of 1 to 7, whose ends cut off what was planted."""
    chance = np.random.default_rng(0)

    def mean(expected: float, spread: float) -> float:
        return float(np.clip(np.round(expected + chance.normal(0, spread, 100_000)), 1, 7).mean())

    # As the story's answers are made: a customer leans 0.4 and swings 0.7, an employee swings 0.8.
    return float(np.mean([
        mean(expected + wrong, 0.8) - mean(expected, np.hypot(0.4, 0.7))
        for item, (expected, *_rest) in SERVQUAL.items()
        if item[0] == dimension
    ]))  # fmt: skip


@fact("Promises fall short: reliability and response")
def gaps(story: Story) -> Seen:
    table = story.table("product.gaps_dimensions")
    if table.empty:
        return judged(False, False, "")
    worst = table.sort_values("gap").dimension.tolist()[:2]
    return judged(story.says("product.gaps"), set(worst) == {"fiabilidad", "respuesta"}, ", ".join(worst))


@fact("Homes and businesses buy otherwise: groups that hold")
def groups(story: Story) -> Seen:
    steady, *_rest = story.number("segments.clusters.stability")
    count, *_rest = story.number("segments.clusters.clusters")
    return judged(count >= 2, steady > 0.75, f"{count:.0f} groups, stability {steady:.2f}")


@fact("V05 discounts 38 % of the orders, the others 12 %")
def discounts(story: Story) -> Seen:
    named = [
        one["message"]
        for one in story.findings
        if one["source"] == "product.prices" and re.search(r"V\d\d", one["message"])
    ]
    only = all(set(re.findall(r"V\d\d", message)) == {"V05"} for message in named)
    return judged(bool(named), only, " ".join(named))


@fact(
    "Free sample → first paid purchase: who tastes at the fair buys within three weeks, who only registers never does"
)
def first_paid(story: Story) -> Seen:
    planted = story.planted["free_samples"]["seen"]
    share = story.number("product.samples.sample_paid")
    people, *_rest = story.number("product.samples.sample_new")
    right = (
        inside(planted["paid_within_90_days"], share) and abs(people / planted["had_never_bought"] - 1) < 0.03
    )
    text = f"{span(share)} of {planted['paid_within_90_days']:.3f}; {people:.0f} of {planted['had_never_bought']}"
    return judged(people == people, right, text)


@fact("C09 writes down junk in 45 % of telephones and addresses")
def collector(story: Story) -> Seen:
    """C09 is named for what it writes in the stores' register, and nobody else is for anything."""
    who = story.table("database.rules_collectors")
    named = sorted(set(who.collector[who.stands_apart])) if len(who) else []
    return judged(story.says("database.rules", "C09"), named == ["C09"], " ".join(named))


@fact("On capture sheets C09 writes what no list has, C04 copies an old notebook")
def sheets(story: Story) -> Seen:
    who = story.table("database.capture_collectors")
    apart = (
        who[who.sheet_apart != "apart_none"].set_index("collector").sheet_apart.to_dict() if len(who) else {}
    )
    return judged(
        story.says("database.capture"), apart == {"C09": "apart_wrong", "C04": "apart_old"}, str(apart)
    )


@fact("Of the plan of March five of seven actions were done, and they moved nobody")
def plan(story: Story) -> Seen:
    done, *_rest = story.number("segments.actions.actions_done")
    beyond, *_rest = story.number("segments.actions.actions_beyond")
    return judged(
        story.says("segments.actions", "Del plan del"),
        done == 5 and beyond == 0,
        f"{done:.0f} done, {beyond:.0f} beyond chance",
    )


@fact("Maintenance: three technicians to two since 2026-05-04, one in the fair's weeks of July")
def squeeze(story: Story) -> Seen:
    """The unit, the week it began, what is open on the last day within a fifth, and the weeks in which nothing fits.

    Within two weeks: machines of the April push ask for visits from the middle of the month on, before anybody leaves.
    """
    planted = story.planted["maintenance"]
    told = story.says("company.capacity", planted["unit"]) and story.says(
        "company.room", "No en estas semanas"
    )
    days, *_rest = story.number("company.capacity.choking_days")
    waiting, *_rest = story.number("company.capacity.bottleneck_backlog")
    lights = story.table("company.room_lights")
    fair = lights[
        (lights.unit == planted["unit"])
        & lights.week_start.dt.strftime("%Y-%m-%d").isin(planted["fair_weeks"])
    ]
    began = pd.Timestamp("2026-06-28") - pd.Timedelta(days=days - 1)
    near = abs((began - pd.Timestamp(planted["bottleneck_from"])).days) <= 14
    right = (
        near
        and abs(waiting / planted["open_on_the_last_day"] - 1) < 0.2
        and len(fair) == 2
        and (fair.room == 0).all()
    )
    text = f"since {began:%Y-%m-%d}, {waiting:.0f} waiting of {planted['open_on_the_last_day']}, no room in {len(fair)} weeks of the fair"
    return judged(told, bool(right), text)


@fact("T02, who left on 4 May 2026, alone knew machines of two groups")
def knowledge_gone(story: Story) -> Seen:
    table = story.table("company.team_skills").set_index("skill")
    if table.empty:
        return judged(False, False, "")
    row = table.loc["skill_equipment"]
    right = (row.people_know, row.last_person) == (0, story.planted["maintenance"]["the_one_who_left"])
    return judged(
        story.says("company.team", "Nadie de los que siguen"),
        right,
        f"{row.people_know} know; {row.last_person} left",
    )


@fact("The margin that the ten largest businesses that still buy leave, and V03's of them")
def key_margin(story: Story) -> Seen:
    planted = story.planted["key_person"]
    ten, six = (story.number(f"company.key_people.{name}")[0] for name in ("ten_margin", "key_margin"))
    right = all(
        abs(seen - planted[f"share_of_margin_of_{name}"]) < 0.01
        for seen, name in ((ten, "the_ten_largest"), (six, "hers_among_them"))
    )
    return judged(ten == ten, right, f"{ten:.3f}, {six:.3f}")


@fact(
    "Customers pay: more complaints an order in the last year, most since a technician left; where sales grow beyond chance, growth at their expense"
)
def growth_cost(story: Story) -> Seen:
    _growth, least, _most = story.number("company.sales.growth")
    said = story.says("company.growth_cost", "a costa del cliente" if least > 0 else "lo siente peor")
    more, low, high = story.number("company.growth_cost.complaint_rate_difference")
    orders = story.mart("windows").set_index("period").orders
    voices = story.mart("voices")
    cross = voices[voices.kind.isin(["complaint", "claim"])]
    end = pd.Timestamp(cross.day.max())
    ago = (end - pd.to_datetime(cross.day)).dt.days // 365
    true = (ago == 0).sum() / orders["now"] - (ago == 1).sum() / orders["before"]
    return judged(said, abs(more - true) < 0.003, span((more, low, high)))


@fact(
    "Nobody does the two-group repair that two technicians should know; logistics is weak inside and outside"
)
def weak_inside(story: Story) -> Seen:
    planted, needs = story.planted["forms"]["registers"], story.table("company.team_needs")
    tasks, areas = story.table("company.team_tasks"), story.table("company.inside_out_areas")
    if needs.empty or tasks.empty or areas.empty:
        return judged(False, False, "")
    role, skill, lacking = planted["role_without"]
    row = needs[(needs.role == role) & (needs.skill == f"skill_{skill}")].iloc[0]
    weak = areas[
        (areas.beside_word == "beside_below") & (areas.outside_word == "outside_below")
    ].area.tolist()
    right = (
        (row.role, row.skill, row.people_lacking) == (role, f"skill_{skill}", lacking)
        and (tasks.task.iloc[0], tasks.people_know.iloc[0]) == (planted["task_nobody_does"], 0)
        and weak == ["Logística y despachos"]
    )
    said = story.says("company.team", planted["task_nobody_does"]) and story.says(
        "company.inside_out", "Logística"
    )
    return judged(
        said, right, f"{row.role} lacks {row.people_lacking}; weak on both sides: {', '.join(weak)}"
    )


@fact(
    "What the service shows: two promises unproved, the first failure, what no contract says, a proved difference not told"
)
def visible(story: Story) -> Seen:
    planted = story.planted["forms"]["visible"]
    proofs, steps = story.table("product.evidence_promises"), story.table("product.blueprint_steps")
    lacking, terms = story.table("product.service_contract_lacking"), story.table("product.included_terms")
    cases = story.table("product.evidence_cases")
    if min(len(one) for one in (proofs, steps, lacking, terms, cases)) == 0:
        return judged(False, False, "")
    unproved = set(proofs.promise[proofs.proof_state.isin(["proof_none", "proof_expired"])])
    worst = steps.sort_values("fails_weight", ascending=False).fails.iloc[0]
    right = (
        unproved == set(planted["promises_without_proof"])
        and worst == planted["first_point_of_failure"]
        and "no cumple" in lacking.clause.iloc[0]
        and terms.included_what.iloc[0] == planted["not_included_and_not_said"]
        and set(cases.case_title[cases.case_state == "case_tellable"])
        == set(planted["cases_that_may_be_told"])
    )
    said = story.says("product.differences", "Empatía") and story.says("product.blueprint", worst)
    return judged(said, right, f"{len(unproved)} unproved; {worst}")


@fact("Each household has its coffee: six tastes, of the sizes planted")
def tastes(story: Story) -> Seen:
    table = story.table("segments.tastes_groups")
    planted = story.planted["tastes"]["coffees"]
    if table.empty:
        return judged(False, False, "")
    homes = table[table.kind == "person"]
    names = {
        "TRA": "Tradición",
        "HUI": "Huila",
        "NAR": "Nariño",
        "ESP": "Espresso",
        "DES": "Descafeinado",
        "ORG": "Orgánico",
    }
    sizes = {
        code: int(homes.customers[[any(name in thing for thing in taste) for taste in homes.taste]].sum())
        for code, name in names.items()
    }
    parts = {code: size / max(1, int(homes.customers.sum())) for code, size in sizes.items()}
    right = all(abs(parts[code] - share) < 0.04 for code, share in planted.items())
    return judged(len(homes) > 1, right, ", ".join(f"{code} {part:.2f}" for code, part in parts.items()))
