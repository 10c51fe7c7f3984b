"""The risks and the actions of the executive page: what to do, by whom and until when, the proven and the largest money first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from clientela.present import numbers
from clientela.present.language import _
from clientela.present.tables import escape
from clientela.present.terms import value as words_of
from clientela.publish.chapters.chapter import Place
from clientela.results import Evidence
from clientela.stage import STAGES

Record = Mapping[str, Any]
# What became of the plan of each segment.
ACTED = "segments.actions"
KINDS = ("risk", "action", "good_news")
MOST_RISKS, MOST_ACTIONS = 3, 5
# What the money is about stands under it up to so many signs.
SHORT = 22


def actions(findings: Sequence[Record], currency: str, as_of: dt.date, places: Mapping[str, Place]) -> str:
    """What to do on Monday: at most five actions; first those that a lot has shown to bring money, then by the money they are about.

    `places` says where each analysis is shown.
    """
    todo = [finding for finding in findings if finding["kind"] == "action"]
    chosen = sorted(todo, key=lambda finding: (not _proven(finding), *weight(finding)))[:MOST_ACTIONS]
    if not chosen:
        return ""
    heads = [_("Acción"), _("Responsable"), _("Antes de"), _("Dinero"), _("De dónde sale")]
    rows = [_action(finding, currency, monday(as_of), places.get(finding["source"])) for finding in chosen]
    lines = [heads, [":---", ":---", ":---", "---:", ":---"], *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"## {_('Qué hacer el lunes')} {{.unnumbered}}\n\n::: {{.actions}}\n\n{table}\n\n:::"


def _proven(finding: Record) -> bool:
    """Has an experiment shown the money? Only what an action brings beyond what comes anyway is at stake."""
    return finding["amount"] is not None and finding["evidence"] == str(Evidence.EXPERIMENT)


def monday(as_of: dt.date) -> dt.date:
    """The first Monday after the last day of the data, on which this page is read.

    >>> monday(dt.date(2026, 6, 30)), monday(dt.date(2026, 7, 6))
    (datetime.date(2026, 7, 6), datetime.date(2026, 7, 13))
    """
    return as_of + dt.timedelta(days=7 - as_of.weekday())


def _due(finding: Record, start: dt.date) -> str:
    if not finding["due"]:
        return numbers.NONE
    day = dt.date.fromisoformat(str(finding["due"]))
    said = numbers.date(day, "medium")
    return f"{said} [{_('no espera')}]{{.interval}}" if day < start else said


def _action(finding: Record, currency: str, start: dt.date, place: Place | None) -> list[str]:
    if finding["amount"] is None:
        stake = numbers.NONE
    else:
        stake = numbers.short_money(finding["amount"], currency)
        if finding["low"] is not None:
            bounds = (numbers.short_money(finding[side], currency) for side in ("low", "high"))
            stake += f" [{numbers.interval(*bounds)}]{{.interval}}"
        if _proven(finding):
            stake = _("en juego: {money}").format(money=stake)
    detail, what = finding["detail"], finding["stake"]
    if finding["amount"] is not None and what and len(what) <= SHORT:
        stake += f" [{what}]{{.interval}}"
    elif finding["amount"] is not None and what:
        # In the narrow column it would be a word a line.
        money = numbers.short_money(finding["amount"], currency)
        # A detail that names the sum has said what it is.
        detail = detail if money in detail else f"{detail} {money}: {what}.".strip()
    return [
        f"**{finding['message'].rstrip('.')}**" + (f" [{detail}]{{.detail}}" if detail else ""),
        finding["owner"] or numbers.NONE,
        _due(finding, start),
        stake,
        f"{_from(finding['stage'], place)} [{words_of(finding['evidence'])}]{{.evidence}}",
    ]


def _from(stage: str, place: Place | None) -> str:
    """The chapter that tells of it, and the section where that is known; what stands in the annex is said to."""
    number, topic = STAGES[stage]
    chapter = f"{number} · {_(topic)}"
    if place and place.annex:
        chapter = _("{chapter}, anexo").format(chapter=chapter)
    return f"[{chapter}](#{place.name if place else f'sec-{stage}'})"


def _once(ordered: Sequence[Record]) -> list[Record]:
    """Each sum of money once: what a chapter on the company and one on loyalty say of the same goal is one risk."""
    found: list[Record] = []
    for finding in ordered:
        amount = round(finding["amount"] or 0.0)
        if not amount or amount not in {round(one["amount"] or 0.0) for one in found}:
            found.append(finding)
    return found


def acted(found: Sequence[Record]) -> str:
    """What was done of the last plan and what came of it, where the team's plan was read back; in the order in which its stage tells it."""
    told = [finding for finding in found if finding["source"] == ACTED]
    if not told:
        return ""
    said = " ".join(f"{one['message'].rstrip('.')}. {one['detail']}".strip() for one in told)
    return f"::: {{.missing}}\n{escape(said, 600)}\n:::"


def risks(findings: Sequence[Record]) -> str:
    """What may go wrong: at most three, the largest money at stake first."""
    chosen = _once(sorted((f for f in findings if f["kind"] == "risk"), key=weight))[:MOST_RISKS]
    if not chosen:
        return ""
    blocks = "\n\n".join(
        f"::: {{.risk}}\n\n**{f['message'].rstrip('.')}**\n\n{f['detail']}\n\n:::" for f in chosen
    )
    return f"## {_('Qué puede salir mal')} {{.unnumbered}}\n\n:::: {{.risks}}\n\n{blocks}\n\n::::"


def weight(finding: Record) -> tuple[float, bool, int]:
    """Money first; without money, what the data say of the company comes before what they say of themselves, and risks before the rest.

    Of what weighs the same the chapters' own order decides, never its words: both editions tell one story.
    """
    own = str(finding.get("source", "")).startswith("database.")
    return (-abs(finding["amount"] or 0.0), own, KINDS.index(finding["kind"]))
