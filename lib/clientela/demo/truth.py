"""What was planted, written down: effects with their size, true persons behind the records, true rungs, true status."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from clientela.demo import catalogue, files, filled, plan
from clientela.demo.life import Life
from clientela.demo.lines import COFFEE_SHARE, COFFEES
from clientela.demo.office import CONVERTS, TWO_GROUP_EXPERT
from clientela.demo.seasons import date_of, day_of

SOURCES = {"T": "Registro de las tiendas", "W": "Cuentas de la web", "F": "Libro de la fuerza de ventas"}
"""The three customer sources as company.yml names them."""


def write(folder: Path, life: Life) -> None:
    """Write planted.json, duplicates.csv, rungs.csv and status.csv."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(planted(life), ensure_ascii=False, indent=1, default=str)
    (folder / "planted.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    table = pd.DataFrame(life.book.rows)
    records = pd.DataFrame(
        {
            "source": table.system.map(SOURCES),
            "source_id": table.source_id,
            "person": table.person.map(person),
        }
    )
    files.csv_new(folder / "duplicates.csv", records)
    rungs = pd.DataFrame({"person": life.rungs.index.map(person), "rung": life.rungs.to_numpy()})
    files.csv_new(folder / "rungs.csv", rungs)
    files.csv_new(folder / "status.csv", _status(life))


def person(number: int) -> str:
    """The code of a true person."""
    return f"P{number:05d}"


def _status(life: Life) -> pd.DataFrame:
    """person, status (alive, left, never_bought) and the day they left for good."""
    who = life.everyone.person
    never = (life.rungs == "prospect").to_numpy()
    alive = who.map(life.alive).fillna(False).astype(bool).to_numpy()
    status = ["never_bought" if n else "alive" if a else "left" for n, a in zip(never, alive, strict=True)]
    dates = [
        date_of(life.left[one]) if state == "left" and one in life.left else None
        for one, state in zip(who, status, strict=True)
    ]
    return pd.DataFrame({"person": who.map(person), "status": status, "left_on": dates})


def planted(life: Life) -> dict:
    """Every planted fact with its size: what was decided (`planted`) and what came of it in this run (`seen`)."""
    return {
        "seed": life.seed,
        "people": life.everyone.kind.value_counts().to_dict(),
        "sample_campaign": _sample(life),
        "free_samples": _first_paid(life),
        "fathers_day_campaign": {"randomised": False, "true_effect_on_buying": 0.0, "chosen": "highest spending in the 90 days before"},
        "rental_push": {"randomised": False, "start": plan.RENTAL_PUSH, "accepts": plan.RENTAL_ACCEPTS},
        "complaints": _complaints(life),
        "late_parcels": _late(life),
        "price_rises": [
            {"date": date, "factor": factor, "leave_if_new": new, "leave_if_a_year_or_more": loyal} for date, factor, new, loyal in plan.PRICE_RISES
        ],
        "maintenance": _maintenance(life),
        "key_person": _key_person(life),
        "seller_who_left": {
            "seller": plan.LEAVING_SELLER, "heir": plan.HEIR_SELLER, "left_on": plan.SELLER_LEFT, "accounts_that_follow": plan.FOLLOWS_SELLER
        },
        "discount_leak": {"seller": plan.DISCOUNT_SELLER, "share_of_orders": plan.DISCOUNT_LEAK, "others": plan.DISCOUNT_USUAL},
        "careless_collector": {"collector": plan.CARELESS_COLLECTOR, "junk_share": 0.45},
        "sources": {
            name: {"share": share, "never_again_after_the_first_purchase": dislikes, "cost_of_one": plan.SOURCE_COST[name]}
            for name, (share, dislikes) in plan.SOURCES.items()
        },
        "win_back": {"share_of_leavers_who_return": plan.COMES_BACK, "after_days": [110, 400]},
        "contracts": {"settled_share": plan.SETTLED_SHARE, "settled_churn": plan.SETTLED_CHURN, "wavering_churn": plan.WAVERING_CHURN},
        "prospects_convert": {"need_opportunity_money": CONVERTS[3], "two_of_them": CONVERTS[2], "one_of_them": CONVERTS[1]},
        "calendar": {"payday": round(1.7 / 0.9, 2), "holy_week": 0.45, "december": 1.45, "saturday_against_monday": round(1.6 / 0.75, 2)},
        "tastes": {"coffees": dict(zip(COFFEES, COFFEE_SHARE, strict=True)), "bags_of_the_own_coffee": 0.85},
        "forms": filled.planted(),
    }  # fmt: skip


def _sample(life: Life) -> dict:
    """The uplift that is true on average: who bought within the window, treated less control, by segment."""
    start = day_of(plan.SAMPLE_START)
    window = life.purchases[life.purchases.day.between(start + 1, start + plan.SAMPLE_WINDOW)]
    table = life.arms.assign(bought=life.arms.person.isin(window.person))
    who = life.everyone.set_index("person")
    tenure = table.person.map(lambda one: (plan.SAMPLE_START - who.joined[one]).days)
    group = pd.Series("household_a_year_or_more", index=table.index).mask(tenure < 365, "household_new")
    table["segment"] = group.mask(table.person.map(who.kind) == "organisation", "organisation")
    chance = {
        "household_new": plan.SAMPLE_NEW,
        "household_a_year_or_more": plan.SAMPLE_LOYAL,
        "organisation": plan.SAMPLE_ORGANISATION,
    }
    result: dict = {"randomised": True, "window_days": plan.SAMPLE_WINDOW, "segments": {}}
    for segment, part in table.groupby("segment"):
        rates, sizes = part.groupby("arm").bought.mean(), part.arm.value_counts()
        result["segments"][segment] = {
            "extra_purchase_planted": chance[str(segment)],
            "rate_control": round(float(rates.get("control", 0.0)), 4),
            "rate_treated": round(float(rates.get("treated", 0.0)), 4),
            "n_control": int(sizes.get("control", 0)),
            "n_treated": int(sizes.get("treated", 0)),
        }
    return result


def _first_paid(life: Life) -> dict:
    """Who was given a sample before ever buying, and who of them paid for something within 90 days."""
    free = life.lines[(life.lines["product"] == catalogue.SAMPLE) & (life.lines.amount == 0)]
    first = life.lines[life.lines.amount > 0].groupby("person").day.min()
    given = free.groupby("person").day.min()
    waited = (given.index.to_series().map(first).fillna(10 * plan.DAYS) - given).to_numpy()
    new = waited > 0
    return {
        "of_those_of_the_fair": plan.SAMPLE_AT_THE_FAIR,
        "days_before_they_buy": [plan.SAMPLE_DAYS_BEFORE[0], plan.SAMPLE_DAYS_BEFORE[1] - 1],
        "of_the_registered_who_never_buy": plan.SAMPLE_REGISTERED,
        "seen": {"had_never_bought": int(new.sum()), "paid_within_90_days": round(float((waited[new] <= 90).mean()), 4)},
    }  # fmt: skip


def _complaints(life: Life) -> dict:
    seen = life.complaints.groupby("resolved").leaves.agg(["mean", "size"])
    return {
        "leaves_if_answered_well": plan.LEAVES_ANSWERED_WELL,
        "leaves_if_answered_badly": plan.LEAVES_ANSWERED_BADLY,
        "well_means": "resolved within 15 days",
        "seen": {
            ("well" if well else "badly"): [round(float(row["mean"]), 3), int(row["size"])]
            for well, row in seen.iterrows()
        },
    }


def _late(life: Life) -> dict:
    sent = life.purchases[life.purchases.promised >= 0]
    late = sent.delivered > sent.promised
    seen = late.groupby(sent.branch).mean()
    since = day_of(plan.UNEVEN_SINCE)
    uneven = sent.branch == plan.UNEVEN_BRANCH
    return {
        "usual": plan.LATE,
        "branch": plan.BRANCHES[plan.UNEVEN_BRANCH],
        "branch_before": plan.LATE_UNEVEN_BEFORE,
        "branch_since": [plan.UNEVEN_SINCE, plan.LATE_UNEVEN_AFTER],
        "complains_if_late": plan.LATE_COMPLAINS,
        "leaves_if_late_and_silent": plan.LATE_LEAVES,
        "answered_well": {"others": plan.ANSWERED_WELL, "branch": plan.ANSWERED_WELL_UNEVEN},
        "seen": {plan.BRANCHES[int(str(branch))]: round(float(share), 3) for branch, share in seen.items()},
        "seen_branch_since": round(float(late[uneven & (sent.day >= since)].mean()), 3),
    }


def _maintenance(life: Life) -> dict:
    visits = life.visits[life.visits.made < plan.DAYS]
    late = visits.made - visits.day > 2
    since = visits.day >= day_of(plan.TECHNICIAN_LEFT)
    return {
        "unit": "Mantenimiento",
        "bottleneck_from": plan.TECHNICIAN_LEFT,
        "technicians_before": plan.TECHNICIANS,
        "technicians_after": plan.TECHNICIANS - 1,
        "the_one_who_left": TWO_GROUP_EXPERT,
        "fair_weeks": list(plan.FAIR_WEEKS),
        "away_at_the_fair": plan.FAIR_AWAY,
        "late_before": round(float(late[~since].mean()), 3),
        "late_since": round(float(late[since].mean()), 3),
        "open_on_the_last_day": int((life.visits.made >= plan.DAYS).sum()),
    }


def _key_person(life: Life) -> dict:
    top = life.everyone[life.everyone.top]
    year = life.lines[life.lines.day >= plan.DAYS - 365]
    margin = (year.amount - year.cost).groupby(year.person).sum()
    known = margin[margin.index >= 0]
    key = top.person[top.seller == plan.KEY_SELLER]
    # Chance makes others grow and some of those chosen leave: the ten that are largest on the last day, of accounts with a seller that still buy.
    seller = life.everyone.set_index("person").seller
    buying = set(life.lines.person[(life.lines.day >= plan.DAYS - 120) & (life.lines.amount > 0)])
    amount = year.groupby(year.person).amount.sum().sort_values(ascending=False, kind="stable")
    largest = [
        one for one in amount.index if one in buying and isinstance(seller.get(one), str) and seller[one]
    ][:10]
    hers = [one for one in largest if seller[one] == plan.KEY_SELLER]
    return {
        "seller": plan.KEY_SELLER,
        "of_the_top_ten": len(key),
        "top_ten": [life.main[one] for one in top.person],
        "share_of_margin_of_the_ten": round(float(known[top.person].sum() / known.sum()), 3),
        "share_of_margin_of_the_six": round(float(known[key].sum() / known.sum()), 3),
        "of_the_ten_largest": len(hers),
        "share_of_margin_of_the_ten_largest": round(float(known[largest].sum() / known.sum()), 3),
        "share_of_margin_of_hers_among_them": round(float(known[hers].sum() / known.sum()), 3),
    }
