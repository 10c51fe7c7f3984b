"""How often each kind of finding is announced where nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from honesty.exempt import exempt
from honesty.kinds import kind_of
from honesty.run import Said

MOST = 0.05


@dataclass
class Rate:
    """One kind of finding: in how many companies, of how many in which it may not be said, with an example."""

    kind: tuple[str, str, str]
    hits: int = 0
    of: int = 0
    allowed: str = ""
    example: str = ""
    by_family: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The part of the companies."""
        return self.hits / max(1, self.of)

    @property
    def too_often(self) -> bool:
        """Certainly more often than one in twenty, by the exact binomial test at one in a hundred?"""
        from scipy.stats import binom

        return not self.allowed and bool(binom.sf(self.hits - 1, self.of, MOST) < 0.01)


def rates(companies: Sequence[Said]) -> list[Rate]:
    """Every kind of finding with its rate, the most frequent first; what is exempt everywhere stands last.

    A kind that is exempt in some families is counted in the others alone.
    """
    found: dict[tuple[str, str, str], Rate] = {}
    for said in companies:
        for finding in said.findings:
            rate = found.setdefault(kind_of(finding), Rate(kind_of(finding), example=finding["message"]))
            rate.by_family[said.family] |= 0
    families = Counter(said.family for said in companies)
    for kind, rate in found.items():
        judged = [said for said in companies if not exempt(kind, said.family)]
        rate.allowed = exempt(kind)
        counted = companies if rate.allowed else judged
        has = [said for said in counted if any(kind_of(one) == kind for one in said.findings)]
        rate.hits, rate.of = len(has), len(counted)
        rate.by_family = Counter(dict.fromkeys(families, 0) | Counter(said.family for said in has))
    return sorted(found.values(), key=lambda rate: (bool(rate.allowed), -rate.share, rate.kind))
