"""The lists of `words.yml`: nicknames, particles, company suffixes, blanks and street words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_NOT_WORD = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class Words:
    """The word lists, plain (small letters, no accents) and ready to look up."""

    skipped: frozenset[str]
    nicknames: Mapping[str, tuple[str, ...]]
    given_names: frozenset[str]
    surnames: frozenset[str]
    company_suffixes: tuple[tuple[str, ...], ...]
    business: frozenset[str]
    blanks: frozenset[str]
    blank_documents: frozenset[str]
    blank_emails: frozenset[str]
    email_domains: Mapping[str, str]
    address: Mapping[str, str]
    address_inside: frozenset[str]


def plain(text: str) -> str:
    """The text in small letters without accents.

    >>> plain("Mª José NÚÑEZ")
    'ma jose nunez'
    """
    text = text.lower()
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def split(text: str) -> list[str]:
    """The words of a text, plain: everything that is neither letter nor digit divides.

    >>> split("Pérez-Gómez, J.")
    ['perez', 'gomez', 'j']
    """
    return split_plain(plain(text))


def split_plain(text: str) -> list[str]:
    """The words of a text that is plain already."""
    return [word for word in _NOT_WORD.split(text) if word]


def is_blank(text: str) -> bool:
    """Whether somebody wrote that there is nothing to write: "SIN DATO", "N/A", "xxx".

    >>> is_blank("Sin dato"), is_blank("Consumidor final"), is_blank("Nadia")
    (True, True, False)
    """
    return is_blank_words(split(text))


def is_blank_words(said: Sequence[str]) -> bool:
    """The same of a text's plain words."""
    squeezed = "".join(said)
    return not squeezed or squeezed in words().blanks or (len(squeezed) > 2 and len(set(squeezed)) == 1)


@cache
def words() -> Words:
    """The word lists, read once."""
    given: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))
    suffixes = {tuple(suffix.split()) for suffix in given["company_suffixes"]}
    return Words(
        skipped=frozenset([*given["particles"], *given["titles"]]),
        nicknames={short: tuple(str(full).split()) for short, full in given["nicknames"].items()},
        given_names=frozenset(given["given_names"].split()),
        surnames=frozenset(given["surnames"].split()),
        # The longest first, so that "S.A. de C.V." is not taken for "S.A.".
        company_suffixes=tuple(sorted(suffixes, key=lambda suffix: (-len(suffix), suffix))),
        business=frozenset(given["business_words"].split()),
        blanks=frozenset("".join(split(blank)) for blank in given["blanks"].split()),
        blank_documents=frozenset(given["blank_documents"].split()),
        blank_emails=frozenset(str(user) for user in given["blank_emails"]),
        email_domains=given["email_domains"],
        address=given["address"],
        address_inside=frozenset(str(word) for word in given["address_inside"]),
    )
