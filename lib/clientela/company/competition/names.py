"""The names of companies as people write them: one spelling each, and which of them is our own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clientela.forms.model import loose

if TYPE_CHECKING:
    import pandas as pd

# How a register calls the company itself.
OURS = {
    "nosotros",
    "nosotras",
    "nuestra empresa",
    "la empresa",
    "propia",
    "nuestra",
    "us",
    "we",
    "our company",
    "ours",
    "own",
}
_FORM = re.compile(r"\b(s\.?a\.?s?\.?|ltda\.?|s\.?l\.?|inc\.?|ltd\.?|s\.? de r\.?l\.?|de c\.?v\.?)(?=\s|$)")


def bare(name: object) -> str:
    """A company's name without accents, capitals and legal form.

    >>> bare("CAFÉ Aurora S.A.S."), bare("Café  Aurora")
    ('cafe aurora', 'cafe aurora')
    """
    return " ".join(_FORM.sub(" ", loose(name)).replace(".", " ").split())


def mine(name: object, own: str) -> bool:
    """Is this name the company's own?

    >>> mine("Café Aurora SAS", "Café Aurora"), mine("Nosotros", "Café Aurora"), mine("Sierra Alta", "Café Aurora")
    (True, True, False)
    """
    return bare(name) in OURS | {bare(own)}


def same(names: pd.Series) -> pd.Series:
    """Each name in the spelling most used of those that are the same but for accents, capitals and legal form."""
    plain = names.map(bare)
    counted = names.groupby([plain, names]).size().sort_values(kind="stable")
    usual = {str(one): written for one, written in counted.index}
    return plain.map(usual)
