"""How data get spoiled when people type them: accents, nicknames, initials, digits swapped, junk."""

from __future__ import annotations

import re

from numpy.random import Generator

from clientela.demo.chance import one
from clientela.demo.names import plain, words


def title(text: str) -> str:
    """A name without accents but with capitals, as many tills write it."""
    return plain(text).title()


def misspell(rng: Generator, word: str) -> str:
    """One letter lost, doubled or swapped with its neighbour; a known other spelling when there is one."""
    known = words()["spellings"]
    if word in known and rng.random() < 0.7:
        return str(known[word])
    if len(word) < 5:
        return word
    at = int(rng.integers(1, len(word) - 2))
    kind = int(rng.integers(3))
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def person_name(rng: Generator, row: dict, wear: float) -> str:
    """A person's name as somebody typed it; `wear` from 0 (as on the identity card) to 1 (as heard on the telephone)."""
    first, second, last, last2 = row["first"], row["second"], row["surname"], row["surname2"]
    if rng.random() < wear * 0.25:
        first = words()["nicknames"].get(first, first)
    if first == "María" and rng.random() < 0.15 + wear * 0.4:
        first = one(rng, ("Mª", "Ma."))
    if rng.random() < 0.3 + wear * 0.4:
        second = ""
    elif second and rng.random() < wear * 0.5:
        second = f"{second[0].upper()}."
    if rng.random() < 0.2 + wear * 0.35:
        last2 = one(rng, ("", "", f"{last2[0].upper()}."))
    if rng.random() < wear * 0.22:
        last = misspell(rng, last)
    elif rng.random() < wear * 0.08:
        last, last2 = last2 or last, last
    text = " ".join(part for part in (first, second, last, last2) if part)
    return _clothes(rng, text, wear)


def business_name(rng: Generator, name: str, wear: float) -> str:
    """A business's name as somebody typed it: the legal form is the first thing that gets lost."""
    if rng.random() < wear * 0.6:
        name = re.sub(r" (S\.A\.S\.|Ltda\.|S\.A\.|y Cía\. Ltda\.|E\.U\.)$", "", name)
    elif rng.random() < wear * 0.5:
        name = name.replace("S.A.S.", "SAS").replace("Ltda.", "LTDA")
    if rng.random() < wear * 0.15:
        parts = name.split(" ")
        parts[1 % len(parts)] = misspell(rng, parts[1 % len(parts)])
        name = " ".join(parts)
    return _clothes(rng, name, wear)


def _clothes(rng: Generator, text: str, wear: float) -> str:
    draw = rng.random()
    if draw < wear * 0.35:
        return title(text)
    if draw < wear * 0.5:
        return plain(text).upper()
    if draw < wear * 0.56:
        return f" {text.replace(' ', '  ', 1)}"
    return text


def document(rng: Generator, number: str, wear: float) -> str:
    """A cédula or NIT as typed: with dots, without its check digit, or with a slip."""
    if rng.random() < wear * 0.12:
        base, dash, digit = number.partition("-")
        at = int(rng.integers(1, len(base) - 1))
        return base[:at] + base[at + 1] + base[at] + base[at + 2 :] + dash + digit
    draw = rng.random()
    if "-" in number:
        if draw < 0.2:
            return number.split("-")[0]
        return dotted(number) if draw < 0.4 else number
    return dotted(number) if draw < 0.15 else number


def dotted(number: str) -> str:
    """A number with dots for thousands.

    >>> dotted("900123456-8")
    '900.123.456-8'
    """
    base, dash, digit = number.partition("-")
    return f"{int(base):,}".replace(",", ".") + dash + digit


def phone(rng: Generator, number: str, wear: float) -> str:
    """A telephone number in one of the many ways people write it; sometimes a digit is missing."""
    if rng.random() < 0.01 + wear * 0.05:
        return number[:-1]
    a, b, c = number[:3], number[3:6], number[6:]
    shapes = (
        number,
        number,
        number,
        f"{a} {b} {c}",
        f"{a}-{b}{c}",
        f"+57 {a} {b}{c}",
        f"(57) {number}",
        f"57{number}",
        f"{a}.{b}.{c}",
    )
    return str(one(rng, shapes))


def mail(rng: Generator, address: str, wear: float) -> str:
    """An e-mail as typed: capitals, a comma for a dot, no sign, a domain that does not exist."""
    draw = rng.random()
    if draw < 0.015 + wear * 0.03:
        return str(
            one(
                rng,
                (
                    address.replace("@", ""),
                    address.replace(".", ",", 1),
                    address.split("@")[0] + "@",
                    f"{address} ",
                ),
            )
        )
    if draw < 0.06:
        return address.upper() if rng.random() < 0.5 else address.capitalize()
    return address


JUNK_PHONES = ("3000000000", "1111111111", "0", "no tiene", "3001234567")
JUNK_MAILS = ("no@tiene.com", "a@a.com", "notiene", "x", "sincorreo@sincorreo.com")
