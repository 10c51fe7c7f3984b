"""The capture sheet of one company: it asks what that company's own segments are made of, with the answers that they already have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from clientela.customers.smallest import SMALLEST
from clientela.forms.model import Form, Question, loose

if TYPE_CHECKING:
    import pandas as pd

NAME = "captura"
# More answers than these are written and not chosen from a list.
MOST_CHOICES = 30
# What a question takes on the way.
SECONDS = 10
# What fewer customers than this have written is no criterion of the segments.
KNOWN = 0.05
# The instruments of activities, interests and opinions.
LIFESTYLE = ("AIO",)
OTHER = {"es": "Otro", "en": "Other"}
WHO = ("collector", "taken_on", "customer_id")
NAMED = ("name",)
PERSON, PLACE = ("kind", "sex", "age_band", "family_size", "occupation"), ("state", "city", "zone", "stratum")
USE, REACH = (
    ("consumer", "main_use", "refill", "knows"),
    ("phone", "email", "consent_phone", "consent_email"),
)
# Those that are the contract's own words already, or numbers.
AS_THEY_ARE = ("kind", "sex", "family_size")
TASTE = {"es": "Qué prefiere de lo que vendemos", "en": "What they like best of what we sell"}
CHANNEL = {"es": "Por dónde prefiere pedir", "en": "How they would rather order"}
OWN = {"es": "Lo que esta empresa pregunta", "en": "What this company asks"}
HEAD = """# La ficha de captura de esta empresa, hecha con los criterios de sus segmentos. Se puede cambiar: quite lo que no va a usar.
# `clientela form make captura --company {company}` la vuelve a hacer en papel, libro y XLSForm; las llenas se leen de vuelta con ella.
"""


@dataclass(frozen=True)
class Criteria:
    """What a company's segments are made of: marts, and the tastes that last (their things; none where there are none)."""

    traits: pd.DataFrame
    sources: pd.Series
    channels: pd.Series
    tastes: tuple[str, ...]
    items: pd.DataFrame


def written(house: Form, found: Criteria, company: str) -> str:
    """The form as YAML: who asks, who it is, where, how it is consumed, what this company asks by itself, how to reach them.

    Of each criterion that the company's customers have, the answers are those that it already has, so that what comes back falls into
    the same groups; `tells` says what the contract gets. What nobody has written is left out: a question that separates nobody is a
    minute of the customer's for nothing.
    """
    asked = {one.key: one for one in house.plain}
    titles = {title: one.title for one in house.sections for title in (one.questions[0].key,)}
    known = [name for name in (*PERSON, *PLACE) if name in found.traits and _separates(found.traits[name])]
    sections = [
        ("collector", [_plain(asked[name]) for name in WHO[:2]]),
        ("customer_id", [
            *(_plain(asked[name]) for name in (WHO[2], *NAMED)), *(_trait(asked[name], found.traits[name]) for name in PERSON if name in known),
        ]),
        ("state", [_trait(asked[name], found.traits[name]) for name in PLACE if name in known]),
        ("consumer", list(_consumption(asked, found))),
        ("own", list(_own(found))),
        ("phone", [_plain(asked[name]) for name in REACH]),
    ]  # fmt: skip
    n = sum(len(questions) for _head, questions in sections)
    made = {
        "like": NAME, "version": house.version, "minutes": max(house.minutes or 0, round(n * SECONDS / 60)),
        "sections": [
            {"title": _words(titles[head]) if head in titles else dict(OWN), "questions": questions} for head, questions in sections if questions
        ],
    }  # fmt: skip
    return HEAD.format(company=company) + yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=120)


def write(path: Path, text: str) -> Path:
    """Put the form where the company's own forms are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _separates(column: pd.Series) -> bool:
    """Is it known of enough customers, and not the same of all?"""
    told = column.dropna()
    return len(told) >= KNOWN * len(column) and (told.value_counts() >= SMALLEST).sum() > 1


def _words(words: Any) -> dict[str, str]:
    return {"es": words.es, "en": words.en}


def _plain(question: Question) -> dict[str, Any]:
    """A question of the house as it is written in a file."""
    return question.model_dump(exclude_defaults=True, exclude_none=True)


def _trait(question: Question, column: pd.Series) -> dict[str, Any]:
    """A question of the house with the company's own answers, where they are few enough to choose from."""
    base = _plain(question)
    if question.key in AS_THEY_ARE:
        return base
    base = {name: value for name, value in base.items() if name not in ("choices", "kind")}
    counts = column.dropna().astype(str).value_counts()
    common = sorted(counts.index[counts >= SMALLEST], key=_numeric)
    return base if len(common) > MOST_CHOICES else base | _chosen(common, other=len(common) < len(counts))


def _chosen(values: Iterable[str], other: bool = True) -> dict[str, Any]:
    """A list of a company's own words: what each is called in the form, and what the contract gets."""
    choices: dict[str, dict[str, str]] = {}
    tells: dict[str, str] = {}
    # «Cali» and «CALI» would be one answer to whoever reads the sheet.
    alike = {loose(value): value for value in reversed(list(values))}
    for value in reversed(alike.values()):
        key = _key(value, choices)
        choices[key], tells[key] = _said(value), value
    if other and not {loose(word) for word in OTHER.values()} & set(alike):
        choices["other_answer"] = dict(OTHER)
        tells["other_answer"] = ""
    return {"kind": "one", "choices": choices, "tells": tells}


def _said(value: str) -> dict[str, str]:
    """A company's own word as a person reads it: a decade of ages by both its ends.

    >>> _said("30"), _said("web")
    ({'es': '30 a 39', 'en': '30 to 39'}, {'es': 'web', 'en': 'web'})
    """
    if re.fullmatch(r"[1-9]0|100", value):
        return {"es": f"{value} a {int(value) + 9}", "en": f"{value} to {int(value) + 9}"}
    return {"es": value, "en": value}


def _key(value: str, taken: Iterable[str]) -> str:
    """A name of lower case letters for a company's own word.

    >>> _key("Chapinero Alto", ()), _key("3", ()), _key("a", {"a": 1})
    ('chapinero_alto', 'v_3', 'a_2')
    """
    from clientela.intake.contract import plain

    bare = re.sub(r"[^a-z0-9]+", "_", plain(value)).strip("_")[:36] or "v"
    name = bare if bare[0].isalpha() else f"v_{bare}"
    number = 1
    while (made := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return made


def _numeric(value: str) -> tuple[float, bool, str]:
    """Numbers and bands of them by where they begin, what lies below the first before it; then words.

    >>> sorted(["b", "100-124K", "15-24K", "Under 15K", "9", "a"], key=_numeric)
    ['9', 'Under 15K', '15-24K', '100-124K', 'a', 'b']
    """
    found = re.match(r"\D*?(\d+)", value)
    return (float(found[1]), value[0].isdigit(), value) if found else (float("inf"), True, value)


def _consumption(asked: dict[str, Question], found: Criteria) -> Iterator[dict[str, Any]]:
    """How it is consumed: what every company asks, the tastes that its customers show, its channels, and how they came."""
    yield from (_plain(asked[name]) for name in USE)
    if len(found.tastes) > 1:
        yield {"key": "taste", "ask": dict(TASTE), **_chosen(found.tastes[:MOST_CHOICES])}
    common = _common(found.channels)
    if 1 < len(common) <= MOST_CHOICES:
        yield {"key": "channel", "ask": dict(CHANNEL), **_chosen(common, other=False)}
    if _separates(found.sources):
        yield _trait(asked["heard"], found.sources)


def _common(column: pd.Series) -> list[str]:
    counts = column.dropna().astype(str).value_counts()
    return sorted(counts.index[counts >= SMALLEST])


def _own(found: Criteria) -> Iterator[dict[str, Any]]:
    """The company's own questions on the way customers live."""
    for row in found.items[found.items.battery.isin(LIFESTYLE)].to_dict("records"):
        spanish, english = (
            row[name] if isinstance(row[name], str) else row["item"] for name in ("text_es", "text_en")
        )
        limits = (row["scale_min"], row["scale_max"])
        scale = {"low": int(limits[0]), "high": int(limits[1])} if all(one == one for one in limits) else {}
        ends = {
            "low_is": {"es": "nada de acuerdo", "en": "not at all"},
            "high_is": {"es": "muy de acuerdo", "en": "wholly"},
        }
        yield {
            "key": _key(str(row["item"]), ()), "ask": {"es": spanish, "en": english}, "kind": "scale", "scale": scale | ends,
            "reversed": bool(row["is_reversed"]),
        }  # fmt: skip
