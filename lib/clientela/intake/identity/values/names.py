"""Names as people and companies write them, brought to one form that can be compared.

"PÉREZ GÓMEZ, Mª José" and "Maria Jose Peres Gomez" become the same set of words: order, accents, particles, titles and nicknames are set aside
and the letters that Spanish pronounces alike are written alike (`fold`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from clientela.intake.identity.values.words import is_blank, is_blank_words, plain, split, split_plain, words

_SOUNDS = [
    (re.compile(pattern), put)
    for pattern, put in [
        (r"ph", "f"), (r"ll", "y"), (r"ch", "C"), (r"h", ""), (r"qu(?=[ei])", "k"), (r"q", "k"), (r"g(?=[ei])", "j"), (r"^x", "j"),
        (r"c(?=[ei])", "s"), (r"[zx]", "s"), (r"c", "k"), (r"[vw]", "b"), (r"y$|y(?=[^aeiou])", "i"), (r"(.)\1+", r"\1"), (r"C", "ch"),
    ]
]  # fmt: skip
_APART = re.compile(r"[.\s]")
_LETTERS = re.compile(r"\b[a-z](?:[\s.]+[a-z]\b)+")


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A name as it sounds in Spanish, so that clerks' spellings fall together.

    >>> fold("gonzalez"), fold("gonsales"), fold("vasquez"), fold("basques"), fold("yohn"), fold("jhonny"), fold("chavez")
    ('gonsales', 'gonsales', 'baskes', 'baskes', 'yon', 'joni', 'chabes')
    """
    if len(word) == 1:
        return word
    for pattern, put in _SOUNDS:
        word = pattern.sub(put, word)
    return word


@lru_cache(maxsize=200_000)
def _meant(word: str) -> tuple[str, ...]:
    if word in words().skipped or (len(word) > 1 and fold(word) in ("la", "de", "del")):
        return ()
    return tuple(fold(full) for full in words().nicknames.get(word, (word,)))


def person_words(name: str | None) -> list[str]:
    """The words that make a person's name, in the order written, each in its folded form; none for a blank.

    >>> person_words("PÉREZ DE LA ROSA, Mª Lupe")
    ['peres', 'rosa', 'maria', 'guadalupe']
    >>> person_words("Sra. Jhon Hdez."), person_words("SIN NOMBRE"), person_words(None)
    (['jon', 'ernandes'], [], [])
    """
    return _person(split(name)) if name and not is_blank(name) else []


def _person(said: Sequence[str]) -> list[str]:
    found = [form for word in said if not word.isdigit() for form in _meant(word)]
    if len(set(found)) == len(found):
        return found
    # Both of "García García" count: the second is written "garsia2".
    return list(
        dict.fromkeys(form if form not in found[:place] else f"{form}2" for place, form in enumerate(found))
    )


def _joined(plain_name: str) -> list[str]:
    # "S.A. de C.V." and "S A S" are single letters to `split`; they belong together.
    return split(_LETTERS.sub(lambda found: _APART.sub("", found.group()), plain_name))


@lru_cache(maxsize=1)
def _suffixes() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The legal forms by their last word, the longest first."""
    by_last: dict[str, tuple[tuple[str, ...], ...]] = {}
    for suffix in words().company_suffixes:
        by_last[suffix[-1]] = (*by_last.get(suffix[-1], ()), suffix)
    return by_last


def _without_suffix(found: list[str]) -> tuple[list[str], bool]:
    cut = True
    suffixed = False
    while cut:
        cut = False
        for suffix in _suffixes().get(found[-1] if found else "", ()):
            if len(found) > len(suffix) and tuple(found[-len(suffix) :]) == suffix:
                found, cut, suffixed = found[: -len(suffix)], True, True
                break
    return found, suffixed


def organisation_words(name: str | None) -> list[str]:
    """The words that make a company's name, without its legal form.

    >>> organisation_words("Distribuidora El Cóndor S.A.S."), organisation_words("Aceros Norte, S. A. de C. V."), organisation_words("ACME S A S")
    (['distribuidora', 'kondor'], ['aseros', 'norte'], ['akme'])
    """
    return _organisation(_without_suffix(_joined(plain(name)))[0]) if name and not is_blank(name) else []


def _organisation(found: Sequence[str]) -> list[str]:
    # "Cia." inside a name ("Gómez y Cía. Ltda.") is a legal form too; "y" and "el" tell nothing.
    kept = [fold(word) for word in found if word not in words().skipped]
    return list(dict.fromkeys(kept or found))


def looks_like_organisation(name: str | None) -> bool:
    """Whether a name is a company's by its legal form or by a word of business.

    >>> [looks_like_organisation(name) for name in ("Aceros SAS", "Ferretería El Tornillo", "Ana Salas")]
    [True, True, False]
    """
    if not name or is_blank(name):
        return False
    found = _joined(plain(name))
    return _without_suffix(found)[1] or not words().business.isdisjoint(found)


def read(name: str) -> tuple[bool, bool, list[str], list[str]]:
    """At once, for names by the million: whether it looks like a company's, holds a given name, the words of a person's and of a company's.

    >>> read("Aceros Ana SAS")
    (True, True, ['aseros', 'ana', 'sas'], ['aseros', 'ana'])
    """
    lowered = plain(name)
    said = split_plain(lowered)
    if is_blank_words(said):
        return False, False, [], []
    person = _person(said)
    found = _joined(lowered)
    bare, suffixed = _without_suffix(found)
    business = suffixed or not words().business.isdisjoint(found)
    return business, not first_names().isdisjoint(person), person, _organisation(bare)


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Folded words that are given names and never surnames: "Enrique", but not "Martín" or "Santiago"."""
    return frozenset(map(fold, words().given_names)) - frozenset(map(fold, words().surnames))


@lru_cache(maxsize=1)
def last_names() -> frozenset[str]:
    """Folded words that are surnames and never given names."""
    return frozenset(map(fold, words().surnames)) - frozenset(map(fold, words().given_names))


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Folded names that are surely names: where two of them differ, it is not a slip of the pen."""
    return frozenset(map(fold, words().given_names | words().surnames))
