"""A company of round numbers, beside the ordinary small one: prices in tens, tastes, two rises, ties, blanks, and every form filled in.

What an ordinary company has too little of for a question, this one has just enough of; where nothing ties there, here half of it does.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from matrix import companies, others
from matrix.shapes import Tables, whole
from matrix.world import LAST, World

FORMS = Path(__file__).resolve().parents[1] / "data" / "aurora" / "forms"


class Steady(World):
    """Half of the customers come every five weeks to the day, the others when they like; few leave."""

    @cached_property
    def visits(self) -> list[tuple[str, int]]:
        """Who bought on which day, counted from the first."""
        chance, found = self.chance("steady"), []
        for n, customer in enumerate(self.ids):
            day = 5 * int(chance.integers(0, self.days // 8)) if n % 4 else int(chance.integers(0, self.days))
            while day <= self.days:
                found.append((customer, day))
                if chance.random() < 0.03:
                    break
                day += 35 if n % 2 else 1 + int(chance.exponential(self.gap))
        return sorted(found, key=lambda pair: (pair[1], pair[0]))


WORLD = Steady(
    seed=8, customers=420, days=1500, gap=40.0, sellers=5, places=["Norvia", "Altun", "Berik", "Sarno"]
)
RISES = {dt.date(2023, 6, 1): 1.1, dt.date(2024, 9, 1): 1.2}
ROLES = ("muy barato", "barato", "caro", "muy caro")
OFFERED = (20, 30, 40)
SETTINGS: dict[str, Any] = {
    "goals": [
        {"measure": measure, "value": value, "start": start, "end": end}
        for measure, value, start, end in (
            ("amount", 200_000, dt.date(2024, 7, 1), dt.date(2025, 6, 30)),
            ("amount", 180_000, dt.date(2025, 7, 1), dt.date(2026, 6, 30)),
            ("orders", 1_900, dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
            ("customers", 300, dt.date(2025, 7, 1), dt.date(2026, 6, 30)),
            ("margin", 400_000, dt.date(2025, 7, 1), dt.date(2028, 6, 30)),
            ("amount", 1_000, dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
            ("orders", 100, dt.date(2025, 10, 1), None),
        )
    ],
    "thresholds": {"price_months": 1, "calls": 20, "seller_calls": 4, "room_per_week": 30, "rest_days": 14},
    "costs": {"order": 2, "interaction": 5, "contact": 1, "return": 10},
}


def tables() -> Tables:
    """All of its tables."""
    found = whole(WORLD, *companies.EVERY)
    found["transactions"] = _sales(found["transactions"])
    found["products"] = found["products"].assign(
        price=[10.0 * (n + 1) for n in range(len(WORLD.things))], stock_outs=[n % 3 for n in range(len(WORLD.things))]
    )  # fmt: skip
    # Nobody wrote anything: words are read by a model of their own, which the ordinary company has.
    found["interactions"] = found["interactions"].assign(text="")
    found["capacity"] = _capacity(found["capacity"])
    found["contacts"] = _by_lot(found["contacts"])
    found["contracts"], found["expenses"] = _contracts(), _spent()
    answers, items = _third_questions()
    found["surveys"] = pd.concat([found["surveys"], answers, _prices()], ignore_index=True)
    found["items"] = pd.concat([found["items"], items, _questions()], ignore_index=True)
    found["benchmarks"] = pd.concat([found["benchmarks"], _own()], ignore_index=True)
    return found


def save(folder: Path) -> None:
    """Its folder: files, customers in three registers that overlap, filled forms."""
    made = tables()
    companies.save(made, folder, SETTINGS)
    people = made["customers"]
    chance = WORLD.chance("registers")
    parts = {
        name: chance.random(len(people)) < part
        for name, part in (("shop", 0.7), ("web", 0.6), ("sales", 0.5))
    }
    about = yaml.safe_load((folder / "company.yml").read_text(encoding="utf-8"))
    known = about["sources"]["customers"][0]["columns"]
    about["sources"]["customers"] = []
    for name, inside in parts.items():
        people[inside].to_csv(folder / f"customers_{name}.csv", index=False)
        about["sources"]["customers"].append(
            {"path": f"customers_{name}.csv", "name": name, "columns": known}
        )
    (folder / "customers.csv").unlink()
    (folder / "company.yml").write_text(
        yaml.safe_dump(about, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    shutil.copytree(FORMS, folder / "forms")
    # The story's forms are of another year than this company's sales.
    for file in sorted((folder / "forms").rglob("*.csv")):
        text = file.read_text(encoding="utf-8-sig")
        file.write_text(re.sub(r"\b20(2\d)-(?=\d\d-\d\d)", _earlier, text), encoding="utf-8")


def _earlier(year: re.Match[str]) -> str:
    return f"20{int(year[1]) - 1}-"


def _sales(lines: pd.DataFrame) -> pd.DataFrame:
    """Each customer mostly buys one thing, by one way, at a round price; one line in thirty comes back three days later."""
    chance = WORLD.chance("round")
    who = lines["customer_id"].str[1:].astype(int)
    steady = chance.random(len(lines)) < 0.9
    product = np.where(steady, who % 3, lines["product_id"].str[1:].astype(int))
    price = 10.0 * (product + 1)
    for day, more in RISES.items():
        price = np.where(lines["date"] >= day, price * more, price)
    price = price.round(2)
    quantity = np.minimum(lines["quantity"], 3)
    late = np.where(who % 4 == 0, 2, 0)
    sold = lines.assign(
        product_id=[f"P{n:02d}" for n in product],
        unit_price=price,
        quantity=quantity,
        amount=(quantity * price).round(2),
        cost=(quantity * price / 2).round(2),
        discount=np.where(chance.random(len(lines)) < 0.2, (quantity * price / 10).round(2), 0.0),
        channel=np.where(steady, np.array(["web", "kiosk", "fone"])[who % 3], lines["channel"]),
        branch=lines["branch"].where(chance.random(len(lines)) < 0.95, ""),
        seller_id=lines["seller_id"].where(chance.random(len(lines)) < 0.95, ""),
        delivered_on=[day + dt.timedelta(days=int(more)) for day, more in zip(lines["promised_on"], late, strict=True)],
        paid_on=[due if n % 3 else "" for n, due in enumerate(lines["due_on"])],
    )  # fmt: skip
    tried = sold.drop_duplicates("customer_id").iloc[::5].copy()
    tried["date"] = [max(day - dt.timedelta(days=20), WORLD.first) for day in tried["date"]]
    tried["line_id"], tried["order_id"] = (
        [f"G{n}" for n in range(len(tried))],
        [f"G{n}" for n in range(len(tried))],
    )
    for name in ("amount", "unit_price", "discount"):
        tried[name] = 0.0
    sold = _without_the_last_seller(_called_back(sold))
    back = sold.iloc[::30].copy()
    for name in ("amount", "quantity", "discount", "cost"):
        back[name] = -back[name]
    back["date"] = [min(day + dt.timedelta(days=3), LAST) for day in back["date"]]
    back["line_id"] = [f"R{place}" for place in range(len(back))]
    return pd.concat([sold, tried, back], ignore_index=True)


def _without_the_last_seller(sold: pd.DataFrame) -> pd.DataFrame:
    """Ten months ago one left: half of its customers bought no more, the others of the first."""
    gone, since = WORLD.people[-1], LAST - dt.timedelta(days=300)
    own = sold.loc[sold["seller_id"] == gone, "customer_id"].value_counts()
    theirs = sorted(name for name, times in own.items() if times > 4)
    later = sold["date"] >= since
    sold = sold[~(later & sold["customer_id"].isin(theirs[::2]))]
    return sold.assign(
        seller_id=sold["seller_id"].mask(
            (sold["date"] >= since) & (sold["seller_id"] == gone), WORLD.people[0]
        )
    )


def _called_back(sold: pd.DataFrame) -> pd.DataFrame:
    """Of those to whom the campaigns wrote every second one bought a week later."""
    contacts = _by_lot(WORLD.table("contacts"))
    written = contacts[contacts["arm"] == "treated"].iloc[::2]
    line = sold.drop_duplicates("customer_id").set_index("customer_id")
    rows = []
    for place, (who, day) in enumerate(zip(written["customer_id"], written["sent_on"], strict=True)):
        if who in line.index and line.loc[who, "date"] < day:
            mark = {"line_id": f"A{place}", "order_id": f"A{place}", "date": day + dt.timedelta(days=7)}
            rows.append(line.loc[who].to_dict() | {"customer_id": who} | mark)
    return pd.concat([sold, pd.DataFrame(rows)], ignore_index=True)


def _contracts() -> pd.DataFrame:
    """Half a year each, one after the other; fewer leave the longer they stayed."""
    chance, rows = WORLD.chance("terms"), []
    for n, customer in enumerate(WORLD.ids[:200]):
        begins = WORLD.day(30 * (n % 20))
        for turn in range(12):
            goes = bool(chance.random() < 0.3 / (1 + turn))
            ends = begins + dt.timedelta(days=179)
            over = ends < LAST
            rows.append({
                "contract_id": f"T{n:03d}-{turn}", "customer_id": customer, "start": begins, "end": ends, "price": 100.0 * (n % 3 + 1),
                "renewed": ("no" if goes else "yes") if over else "", "written": ["yes", "no"][n % 2],
            })  # fmt: skip
            begins = ends + dt.timedelta(days=1)
            if goes or not over:
                break
    return pd.DataFrame(rows)


def _spent() -> pd.DataFrame:
    """What winning and keeping cost, a month with more of the one or of the other."""
    months = pd.date_range(WORLD.first, LAST, freq="MS").date
    return pd.DataFrame([
        {"period": month, "amount": 100.0 * (1 + (k + place * (k + 1)) % 4), "area": "Sel", "purpose": purpose, "channel": way, "campaign_id": ""}
        for place, month in enumerate(months) for k, (purpose, way) in enumerate((("acquire", "ferix"), ("retain", "web"), ("serve", "fone")))
    ])  # fmt: skip


def _third_questions() -> tuple[pd.DataFrame, pd.DataFrame]:
    """A third question on the firm and on the person who serves, so that each scale has as many as a factor takes."""
    asked = others.trust(WORLD)
    more = asked[asked["item"].isin(["t1", "t3"])].assign(
        item=lambda rows: rows["item"].map({"t1": "t5", "t3": "t6"}),
        answer=lambda rows: [str(min(5, int(one) + n % 2)) for n, one in enumerate(rows["answer"])],
    )
    items = WORLD.table("items").query("item in ['t1', 't3']")
    return more, items.assign(item=items["item"].map({"t1": "t5", "t3": "t6"}))


def _by_lot(contacts: pd.DataFrame) -> pd.DataFrame:
    """Who is written to is drawn."""
    sent = WORLD.chance("lot").random(len(contacts)) < 0.5
    days = contacts["campaign_id"].map(contacts.groupby("campaign_id")["sent_on"].first())
    return contacts.assign(
        arm=np.where(sent, "treated", "control"), sent_on=days.where(sent, ""), delivered=np.where(sent, "yes", "no"),
        opened=np.where(sent & (contacts.index % 2 == 0), "yes", "no"), bounced=np.where(sent & (contacts.index % 11 == 0), "yes", "no"),
    )  # fmt: skip


def _capacity(hours: pd.DataFrame) -> pd.DataFrame:
    """The desks for ten weeks, and two lists of work for a year and the weeks to come, of which one chokes."""
    chance = WORLD.chance("round capacity")
    desks = [
        hours.assign(period=[_moved(moment, back) for moment in hours["period"]], arrivals=chance.poisson(18, len(hours)))
        for back in (63, 42, 21, 0)
    ]  # fmt: skip
    rows = []
    for week in range(-60, 5):
        monday = LAST - dt.timedelta(days=LAST.weekday()) + dt.timedelta(weeks=week)
        for unit, staff, came in (("Repair", 2, 40), ("Parcels", 1, 24)):
            rows.append({
                "unit": unit, "period": monday.isoformat(), "staff": staff, "period_minutes": 10_080, "hours": 40 * staff,
                "handling_minutes": 60, "shrinkage": 0.2, "cost_per_hour": 20, "serves": "web" if unit == "Parcels" else "",
                "arrivals": int(chance.poisson(came if week < -25 or unit == "Repair" else 2 * came)) if week < 0 else "",
            })  # fmt: skip
    return pd.concat([*desks, pd.DataFrame(rows)], ignore_index=True)


def _moved(moment: str, back: int) -> str:
    return f"{dt.date.fromisoformat(moment[:10]) - dt.timedelta(days=back)}{moment[10:]}"


def _prices() -> pd.DataFrame:
    """At which price it is too cheap, cheap, dear, too dear; and would you buy at …, from 1 to 5."""
    chance, rows = WORLD.chance("prices"), []
    for n in range(40):
        usual = 30 + 5 * int(chance.integers(-2, 3))
        four = [usual - 20, usual - 10, usual, usual + 10]
        if n % 10 == 9:
            four[1], four[2] = four[2], four[1]
        who = {"respondent_id": f"R{n:04d}", "customer_id": WORLD.ids[n], "rater": "customer", "date": LAST}
        rows += [
            {**who, "instrument": "prices", "item": f"w{k}", "answer": str(price)}
            for k, price in enumerate(four)
        ]
        rows += [
            {**who, "instrument": "offers", "item": f"o{price}", "answer": str(max(1, min(5, 3 + (usual - price) // 5)))}
            for price in OFFERED
        ]  # fmt: skip
    return pd.DataFrame(rows)


def _questions() -> pd.DataFrame:
    asked = [("prices", f"w{k}", role, 0, 100) for k, role in enumerate(ROLES)]
    asked += [("offers", f"o{price}", str(price), 1, 5) for price in OFFERED]
    return pd.DataFrame([
        {"instrument": instrument, "item": item, "text_es": f"Pregunta {item}", "text_en": f"Question {item}", "dimension": "",
         "factor": factor, "scale_min": least, "scale_max": most, "reversed": "no"}
        for instrument, item, factor, least, most in asked
    ])  # fmt: skip


def _own() -> pd.DataFrame:
    """The company's own figures, a year before and now, and a neighbour that ties."""
    return pd.DataFrame([
        {"metric": metric, "competitor": whose, "value": value, "date": LAST - dt.timedelta(days=back)}
        for metric, whose, value, back in (
            ("nps", "Matrix", 30, 40), ("nps", "Matrix", 25, 400), ("nps", "Rivalix", 20, 400), ("nps", "Otrix", 35, 40),
            ("price", "Matrix", 50, 40), ("días de entrega", "Matrix", 2, 40), ("días de entrega", "Rivalix", 3, 40),
            ("días de entrega", "Otrix", 2, 400), ("recomendación (0–10)", "Matrix", 8, 40), ("recomendación (0–10)", "Rivalix", 7, 40),
            ("recomendación (0–10)", "Otrix", 9, 40),
        )
    ])  # fmt: skip
