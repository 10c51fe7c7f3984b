"""The motives that companies write down again and again, each under one name however it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clientela.customers.words.messages import plain

if TYPE_CHECKING:
    import pandas as pd

# Without accents and in lower case; what several of them would claim, and what is longer than a label, stays as it was written.
STANDARD = {
    "motive_late": r"tard\w*|retras\w*|demor\w*|late|delay\w*",
    "motive_stale": r"ranci\w*|vencid\w*|stale|expired",
    "motive_invoice": r"factur\w*|cobr\w*|invoic\w*|billing",
    "motive_treatment": r"trato|maltrato|groser\w*|(?:mal|mala|pesimo|pesima) (?:servicio|atencion)|rude\w*|(?:bad|poor) service",
    "motive_web": r"web|pagina|website",
    "motive_machine": r"maquinas?|machines?",
    "motive_packaging": r"empaques?|packag\w*",
    "motive_price": r"precios?|car[oa]s?|prices?|expensive",
    "motive_no_need": r"ya no (?:consum\w*|necesit\w*|us\w*)|no longer \w+",
    "motive_business": r"cambios? (?:en el|de) negocio|business changed",
}
_PATTERNS = {name: re.compile(rf"\b(?:{pattern})\b") for name, pattern in STANDARD.items()}
LONGEST = 4


def standard(reason: str) -> str:
    """The one name of a motive, else the reason as it was written.

    >>> [standard(reason) for reason in ("tarde", "entregas tarde", "Demora", "otro proveedor")]
    ['motive_late', 'motive_late', 'motive_late', 'otro proveedor']
    """
    bare = plain(reason.lower())
    found = [name for name, pattern in _PATTERNS.items() if pattern.search(bare)]
    return found[0] if len(found) == 1 and len(bare.split()) <= LONGEST else reason


def standards(reasons: pd.Series) -> pd.Series:
    """The same of many; where nothing was written nothing is said."""
    names = {reason: standard(str(reason)) for reason in reasons.dropna().unique()}
    return reasons.map(names)
