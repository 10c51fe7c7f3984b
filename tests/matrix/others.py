"""The tables of an ordinary small company that are not its sales or its customers: surveys, team, money out, campaigns, contracts."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from matrix.world import LAST, World, maker

# Questions, by what they ask about.
TRUSTED = {"t1": "empresa", "t2": "empresa", "t3": "persona", "t4": "persona"}
TEAM = {"e1": "clientes antiguos", "e2": "clientes nuevos"}
AREAS = ["Promptness", "Warmth", "Clarity"]


@maker
def surveys(world: World) -> pd.DataFrame:
    """All the instruments that the report knows, answered by most of the customers."""
    parts = [nps(world), gaps(world), kano(world), importance(world), trust(world), team(world)]
    return pd.concat(parts, ignore_index=True)


def _asked(world: World, instrument: str) -> list[dict]:
    """Who answers, when, as whom."""
    chance = world.chance(instrument)
    return [
        {
            "instrument": instrument, "respondent_id": f"R{n:04d}", "customer_id": customer, "rater": "customer",
            "date": world.day(int(chance.integers(0, max(1, world.days)))), "branch": world.places[n % len(world.places)],
        }
        for n, customer in enumerate(world.ids)
    ]  # fmt: skip


def nps(world: World) -> pd.DataFrame:
    """Would you recommend us, from 0 to 10?"""
    chance = world.chance("nps answers")
    return pd.DataFrame([
        {**who, "item": "nps", "answer": str(chance.choice([3, 6, 7, 8, 9, 10]))} for who in _asked(world, "nps")
    ])  # fmt: skip


def gaps(world: World) -> pd.DataFrame:
    """Expected against received, and the minimum, of three questions from 1 to 7."""
    chance, rows = world.chance("gap answers"), []
    for who in _asked(world, "servqual"):
        for item in ("1", "2", "3"):
            for side, level in (("expected", 6), ("received", 5), ("minimum", 4)):
                answer = min(7, max(1, level + int(chance.integers(-1, 2))))
                rows.append({**who, "item": item, "side": side, "answer": str(answer)})
    return pd.DataFrame(rows)


def kano(world: World) -> pd.DataFrame:
    """How would it please you if there were, and if there were not, from 1 to 5."""
    chance, rows = world.chance("kano answers"), []
    for who in _asked(world, "kano"):
        for n, item in enumerate(("a", "b", "c")):
            for side, usual in (("functional", 1 + n), ("dysfunctional", 5 - n)):
                answer = usual if chance.random() < 0.7 else int(chance.integers(1, 6))
                rows.append({**who, "item": item, "side": side, "answer": str(answer)})
    return pd.DataFrame(rows)


def importance(world: World) -> pd.DataFrame:
    """How much it matters and how well we do it, from 1 to 5."""
    chance, rows = world.chance("importance answers"), []
    for who in _asked(world, "importance"):
        for item in ("x", "y", "z"):
            for side, level in (("importance", 4), ("performance", 3)):
                answer = min(5, max(1, level + int(chance.integers(-1, 2))))
                rows.append({**who, "item": item, "side": side, "answer": str(answer)})
    return pd.DataFrame(rows)


def trust(world: World) -> pd.DataFrame:
    """Two questions on the firm and two on the person who serves, from 1 to 5."""
    chance = world.chance("trust answers")
    return pd.DataFrame([
        {**who, "item": item, "answer": str(min(5, max(1, level + int(chance.integers(-1, 2)))))}
        for who in _asked(world, "trust") for level in (int(chance.integers(2, 6)),) for item in TRUSTED
    ])  # fmt: skip


def team(world: World) -> pd.DataFrame:
    """What the staff think that customers expect, and how they like to serve old customers and new ones."""
    chance, rows = world.chance("team answers"), []
    for n in range(8):
        who = {"respondent_id": f"E{n}", "rater": "employee", "date": world.day(world.days // 2)}
        for item in ("1", "2", "3"):
            rows.append(
                {
                    **who,
                    "instrument": "servqual",
                    "item": item,
                    "side": "expected",
                    "answer": str(chance.integers(4, 7)),
                }
            )
        for item in TEAM:
            rows.append({**who, "instrument": "team", "item": item, "answer": str(chance.integers(2, 6))})
    return pd.DataFrame(rows)


@maker
def items(world: World) -> pd.DataFrame:
    """The questions of the instruments."""
    asked = {
        "nps": ("nps",),
        "servqual": "123",
        "kano": "abc",
        "importance": "xyz",
        "trust": TRUSTED,
        "team": TEAM,
    }
    ends = {"nps": (0, 10), "servqual": (1, 7)}
    return pd.DataFrame([
        {
            "instrument": instrument, "item": item, "text_es": f"Pregunta {item}", "text_en": f"Question {item}",
            "dimension": {**TRUSTED, **TEAM}.get(item, AREAS[n % 3]), "factor": AREAS[n % 3],
            "scale_min": ends.get(instrument, (1, 5))[0], "scale_max": ends.get(instrument, (1, 5))[1],
            "reversed": "no",
        }
        for instrument, listed in asked.items() for n, item in enumerate(listed)
    ])  # fmt: skip


@maker
def respondents(world: World) -> pd.DataFrame:
    """Who answered, and what they mean to do."""
    chance = world.chance("respondents")
    return pd.DataFrame([
        {
            "respondent_id": f"R{n:04d}", "customer_id": customer, "sex": "FM"[n % 2], "age_band": ["18-30", "31-50"][n % 2],
            "satisfied": int(chance.integers(1, 6)), "continue": int(chance.integers(1, 6)), "recommend": int(chance.integers(0, 11)),
        }
        for n, customer in enumerate(world.ids)
    ])  # fmt: skip


@maker
def staff(world: World) -> pd.DataFrame:
    """Who sells."""
    return pd.DataFrame([
        {
            "person_id": person, "name": f"Nom{n}", "branch": world.places[n % len(world.places)], "role": ["Vendix", "Serv"][n % 2],
            "skill_listen": n % 5 + 1, "skill_close": (n + 2) % 5 + 1, "training_hours": 4 * n, "hired_on": dt.date(2019 + n % 5, 3, 1),
        }
        for n, person in enumerate(world.people)
    ])  # fmt: skip


@maker
def capacity(world: World) -> pd.DataFrame:
    """Three weeks of a desk and a counter, hour by hour in the morning."""
    chance, rows = world.chance("capacity"), []
    for back in range(20, -1, -1):
        for hour in (9, 10, 11):
            for unit in ("Desk", "Counter"):
                rows.append({
                    "unit": unit, "period": f"{LAST - dt.timedelta(days=back)} {hour:02d}:00", "staff": 3, "period_minutes": 60, "hours": 3,
                    "handling_minutes": 5, "shrinkage": 0.1, "arrivals": int(chance.poisson(18)), "abandoned": int(chance.poisson(1)),
                    "service_level": 0.8, "within_seconds": 60, "cost_per_hour": round(world.scale / 4, 2),
                    "serves": "fone" if unit == "Desk" else "kiosk",
                })  # fmt: skip
    return pd.DataFrame(rows)


@maker
def expenses(world: World) -> pd.DataFrame:
    """What each month cost, by purpose."""
    months = pd.date_range(world.first, LAST, freq="MS").date
    return pd.DataFrame([
        {"period": month, "amount": round(world.scale * k, 2), "area": "Sel", "purpose": purpose, "channel": way, "campaign_id": ""}
        for month in months for k, (purpose, way) in enumerate((("acquire", "ferix"), ("retain", "web"), ("serve", "fone")), 3)
    ], columns=["period", "amount", "area", "purpose", "channel", "campaign_id"])  # fmt: skip


@maker
def campaigns(world: World) -> pd.DataFrame:
    """Two campaigns, an old one and a late one."""
    return pd.DataFrame([
        {"campaign_id": f"C{n}", "start": world.day(at * world.days), "end": world.day(at * world.days + 20), "name": f"Promix {n}", "channel": "web",
         "offer": "Bonix", "cost_per_contact": round(world.scale / 100, 4)}
        for n, at in ((1, 0.4), (2, 0.75))
    ])  # fmt: skip


@maker
def contacts(world: World) -> pd.DataFrame:
    """Two of three customers are written to, the third is the control."""
    chance, rows = world.chance("contacts"), []
    for campaign, at in (("C1", 0.4), ("C2", 0.75)):
        for n, customer in enumerate(world.ids):
            sent, answers = n % 3 != 2, bool(chance.random() < 0.3)
            rows.append({
                "campaign_id": campaign, "customer_id": customer, "arm": "treated" if sent else "control", "channel": "web",
                "sent_on": world.day(at * world.days) if sent else "", "delivered": ["no", "yes"][sent], "bounced": ["no",
                "yes"][sent and n % 11 == 0],
                "opened": ["no", "yes"][sent and n % 2 == 0], "unsubscribed": "no", "attended": ["no", "yes"][answers],
                "responded": ["no", "yes"][answers], "revenue": round(world.scale * answers, 2),
            })  # fmt: skip
    return pd.DataFrame(rows)


@maker
def prospects(world: World) -> pd.DataFrame:
    """Who asked; some of them came to buy."""
    chance = world.chance("prospects")
    return pd.DataFrame([
        {"prospect_id": f"L{n:03d}", "acquired_by": ["ferix", "radon", "amix"][n % 3], "need": ["Zarvo", "Luxan"][n % 2],
         "opportunity": ["alta", "baja"][n % 2], "money": world.scale * (n % 4 + 1), "entered_on": day,
         "became_customer_id": world.ids[n % len(world.ids)] if n % 3 == 0 and world.ids else ""}
        for n, day in enumerate(world.days_at_random(chance, world.customers))
    ])  # fmt: skip


@maker
def contracts(world: World) -> pd.DataFrame:
    """A year each; most are written again."""
    rows = []
    for n, customer in enumerate(world.ids):
        start = world.day(n * world.days // (2 * max(1, len(world.ids))))
        for turn in range(2):
            begins = start + dt.timedelta(days=365 * turn)
            if begins > LAST or (turn and n % 4 == 0):
                break
            rows.append({
                "contract_id": f"T{n:03d}-{turn}", "customer_id": customer, "start": begins, "end": begins + dt.timedelta(days=364),
                "price": world.scale * 12, "renewed": ["yes", "no"][n % 4 == 0], "written": ["yes", "no"][n % 2],
            })  # fmt: skip
    return pd.DataFrame(rows)


@maker
def benchmarks(world: World) -> pd.DataFrame:
    """How the neighbours do."""
    return pd.DataFrame([
        {"metric": metric, "competitor": rival, "value": value, "date": LAST - dt.timedelta(days=40)}
        for metric, value in (("nps", 30), ("price", world.scale)) for rival in ("Rivalix", "Contrix")
    ])  # fmt: skip


@maker
def commitments(world: World) -> pd.DataFrame:
    """What was promised, by when, and when it was done."""
    chance, rows = world.chance("commitments"), []
    for n, day in enumerate(world.days_at_random(chance, world.customers)):
        done = day + dt.timedelta(days=int(chance.integers(1, 20)))
        rows.append({
            "made_on": day, "what": "Visit", "customer_id": world.ids[n % len(world.ids)], "due_on": day + dt.timedelta(days=10),
            "kept_on": done if n % 5 and done <= LAST else "",
        })  # fmt: skip
    return pd.DataFrame(rows)
