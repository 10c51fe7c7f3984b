"""Invented names, documents, phones, addresses and e-mails of people and businesses that do not exist."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from numpy.random import Generator
from stdnum.co import nit  # type: ignore[import-untyped,unused-ignore]

from clientela.demo.chance import one

MAIL = ("ejemplo.com.co", "correo.ejemplo.com.co", "example.org", "example.com")


@cache
def words(name: str = "names") -> Any:
    """A list of words that lives beside this module as YAML."""
    return yaml.safe_load((files("clientela.demo") / f"{name}.yml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A text without accents, in lower case.

    >>> plain("Muñoz Ibáñez")
    'munoz ibanez'
    """
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()


def person(rng: Generator, sex: str) -> dict[str, str]:
    """A person's given names and two surnames, as in Colombia."""
    w = words()
    group = "women" if sex == "Mujer" else "men"
    second = one(rng, w["second"][group]) if rng.random() < 0.6 else ""
    first, surnames = one(rng, w[group]), w["surnames"]
    return {
        "first": first,
        "second": second if second != first else "",
        "surname": one(rng, surnames),
        "surname2": one(rng, surnames),
    }


def business(rng: Generator, kind: str) -> str:
    """The name of a business that does not exist."""
    w = words()
    parts = w["business"][kind]
    return f"{one(rng, parts['first'])} {one(rng, parts['second'])} {one(rng, w['suffixes'])}"


def cedula(rng: Generator, birth_year: int) -> str:
    """An identity number: ten digits for the young, eight for their parents."""
    if birth_year >= 1988:
        return str(1_000_000_000 + int(rng.integers(10_000_000, 199_000_000)))
    return str(int(rng.integers(10_500_000, 98_000_000)))


def tax_number(rng: Generator) -> str:
    """A business's NIT with its right check digit, as 900123456-8."""
    number = str(int(rng.integers(800_000_000, 901_900_000)))
    return f"{number}-{nit.calc_check_digit(number)}"


def mobile(rng: Generator) -> str:
    """A mobile number, ten digits."""
    prefix = one(
        rng,
        ("300", "301", "304", "310", "311", "312", "313", "314", "315", "316", "317", "320", "321", "350"),
    )
    return f"{prefix}{int(rng.integers(2_000_000, 9_999_999))}"


def landline(rng: Generator, city: str) -> str:
    """A fixed line, ten digits with the city's code."""
    return f"{words()['landline'][city]}{int(rng.integers(2_000_000, 7_999_999))}"


def address(rng: Generator, district: str) -> str:
    """A street address."""
    street = one(rng, ("Calle", "Carrera", "Transversal", "Diagonal", "Avenida"))
    flat = f", apto {int(rng.integers(1, 16))}0{int(rng.integers(1, 6))}" if rng.random() < 0.4 else ""
    letter = one(rng, ("", "", "", "A", "B"))
    number = (
        f"{int(rng.integers(2, 130))}{letter} # {int(rng.integers(2, 90))}-{int(rng.integers(2, 99)):02d}"
    )
    return f"{street} {number}{flat}, {district}"


def email(rng: Generator, name: dict[str, str]) -> str:
    """A person's e-mail on a domain kept for examples."""
    first, last = plain(name["first"]), plain(name["surname"]).replace(" ", "")
    local = one(rng, (f"{first}.{last}", f"{first[0]}{last}", f"{first}{last}"))
    return f"{local}{int(rng.integers(1, 999))}@{one(rng, MAIL)}"


def business_email(rng: Generator, name: str) -> str:
    """A business's e-mail on a domain kept for examples."""
    stem = "".join(part for part in plain(name).split()[1:3] if part.isalnum())
    return f"{one(rng, ('compras', 'gerencia', 'contacto', 'administracion'))}@{stem}{int(rng.integers(1, 99))}.example"
