"""Which sections of a chapter stand in the report itself: those in which this company has most at stake; the others go to the annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientela.publish.chapters.sections import Section

# As many topics as a chapter has room for, and so many that small print is taken where nothing else answers.
MOST_SECTIONS, FEWEST_SECTIONS = 5, 2


def choose(shown: Sequence[Section], findings: Sequence[Mapping[str, Any]]) -> None:
    """Send to the annex what is not chosen; what stays keeps the notebook's order.

    The first section stays: the chapter's question begins there. Then come the sections from which a finding follows, in the order of the
    chapter's findings (most at stake first), small print among them; then, while there is room, the others that are no small print.
    A chapter that has nearly nothing else takes small print, the first there is.
    """
    topics = [section for section in shown if section.answered and not section.closing]
    stakes = {source: place for place, source in reversed(list(enumerate(one["source"] for one in findings)))}
    none = len(findings)

    def rank(place: int) -> tuple[bool, int, int]:
        section = topics[place]
        stake = min((stakes.get(key, none) for key in section.keys), default=none)
        return (place > 0 or section.annex, stake, place)

    wanted = [place for place in range(len(topics)) if not topics[place].annex or rank(place)[1] < none]
    chosen = sorted(wanted, key=rank)[:MOST_SECTIONS]
    if len(chosen) < FEWEST_SECTIONS:
        chosen += [place for place in range(len(topics)) if place not in chosen][
            : FEWEST_SECTIONS - len(chosen)
        ]
    for place, section in enumerate(topics):
        section.annex = place not in chosen
