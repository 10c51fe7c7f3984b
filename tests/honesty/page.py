"""The page of the tables: what is announced where nothing changes, how often intervals hold, what is seen where something does change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from honesty.cover import Cover, covers
from honesty.kinds import kind_of
from honesty.null import Rate, rates
from honesty.run import Said

# A change is seen by a kind of finding that it makes so much more frequent.
CLEAR = 0.15


def page(companies: Sequence[Said], changed: Mapping[str, Sequence[Said]]) -> str:
    """The whole page in Markdown."""
    failed = sum(bool(said.trouble) for said in companies)
    seconds = sum(said.seconds for said in companies) / max(1, len(companies))
    good = [said for said in companies if not said.trouble]
    parts = [
        "# What is said where nothing happens\n",
        "Made by `python tests/honesty COMPANIES`: invented companies whose customers keep constant habits (alike or not, regular or not, "
        "seasonal or not, coming and going or not), with products, deliveries, complaints, surveys, campaigns without effect, contracts, "
        "prospects and plans, each taken from its files through all five chapters.\n",
        f"{len(companies)} companies, {failed} failed, {seconds:.1f} s of processor each.\n",
        *_null(good),
        *_cover(covers(good)),
        *(_power(good, changed) if changed else ()),
    ]
    return "\n".join(parts) + "\n"


def section_of(text: str, heading: str) -> str:
    """What the page says below a heading; empty where it has none."""
    found = re.search(rf"^## {re.escape(heading)}\n\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def with_section(text: str, heading: str, body: str) -> str:
    """The page with another text below a heading, at its end where it has none yet."""
    before = re.sub(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", "", text, flags=re.DOTALL | re.MULTILINE)
    return f"{before.rstrip()}\n\n## {heading}\n\n{body.strip()}\n"


def _null(companies: Sequence[Said]) -> list[str]:
    found = rates(companies)
    judged, allowed = [one for one in found if not one.allowed], [one for one in found if one.allowed]
    short = [one for one in judged if one.too_often]
    return [
        "## Findings\n",
        f"A kind of finding is to appear in 5 % of them at most. {len(judged)} kinds were seen at all; "
        f"{len(short)} more often than that, beyond chance (marked **).\n",
        _table(("rate", "of", "kind", "source", "sentence"), [_row(one) for one in judged]),
        "\nWhat may be said, because it announces no change:\n",
        _table(("rate", "kind", "source", "sentence", "why"), [
            (f"{one.share:.0%}", one.kind[1], one.kind[0], one.kind[2], one.allowed) for one in allowed
        ]),
    ]  # fmt: skip


def _row(one: Rate) -> tuple[str, ...]:
    mark = " **" if one.too_often else ""
    return f"{one.share:.1%}{mark}", str(one.of), one.kind[1], one.kind[0], one.kind[2]


def _cover(found: Sequence[Cover]) -> list[str]:
    rows = [
        (one.key, f"{one.level:.0%}", f"{one.share:.1%}" + (" **" if one.short else ""), str(one.of))
        for one in found
    ]
    return [
        "\n## Intervals\n",
        "How often the interval held the truth: of a number of the whole design, its mean over the companies; of a change, none; of a forecast, "
        "what the company went on to sell. ** is certainly more than two points below its promise.\n",
        _table(("number", "promised", "held", "companies"), rows),
    ]


def _power(companies: Sequence[Said], changed: Mapping[str, Sequence[Said]]) -> list[str]:
    rows = []
    for what, seen in changed.items():
        good = [said for said in seen if not said.trouble]
        numbers = {said.number for said in good}
        still = [said for said in companies if said.number in numbers]
        kinds = {kind_of(one) for said in good for one in said.findings}
        told = sorted(((_share(good, kind), _share(still, kind), kind) for kind in kinds), reverse=True)
        rows += [
            (what, f"{share:.0%}", f"{before:.0%}", kind[1], kind[0], kind[2])
            for share, before, kind in told
            if share - before >= CLEAR
        ]
        any_ = sum(any(_share([said], row[2]) for row in told if row[0] - row[1] >= CLEAR) for said in good)
        rows.append((what, f"{any_ / max(1, len(good)):.0%}", "", "", f"any of these, of {len(good)}", ""))
    return [
        "\n## Power\n",
        "The same companies with a real change: how often each kind of finding that speaks of it appears, beside the same companies without it.\n",
        _table(("change", "seen", "without", "kind", "source", "sentence"), rows),
    ]


def _share(companies: Sequence[Said], kind: tuple[str, str, str]) -> float:
    return sum(any(kind_of(one) == kind for one in said.findings) for said in companies) / max(
        1, len(companies)
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
