"""The executive page: ten numbers, three risks, five actions; what a director reads if nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientela.calendar.windows import YEAR_DAYS
from clientela.companies.config import Company
from clientela.intake.questions import question
from clientela.marts import Marts
from clientela.present import numbers
from clientela.present.language import _, current
from clientela.present.tables import escape, formatter
from clientela.publish.chapters.chapter import Place
from clientela.publish.page.actions import Record, acted, actions, risks, weight
from clientela.stage import STAGES

# What a director is shown, in this order, as far as the data give it; a fall is bad unless it stands in LESS_IS_BETTER.
SCORES = (
    "company.sales.amount",
    "company.sales.orders",
    "company.sales.ticket",
    "loyalty.status.active",
    "company.sales.new_customers",
    "loyalty.status.left",
    "loyalty.retention.repeat_90",
    "segments.concentration.top_10_share",
    "company.forecast.next_amount",
    "company.goals.goal_probability",
    "loyalty.value.equity",
    "database.ledger.used_share",
    "product.satisfaction.satisfied_mean",
    "product.satisfaction.promoter_score",
    "product.gaps.received_mean",
    "product.gaps.expected_mean",
)
# What was planned for the same period, where company.yml has such a goal.
PLANS = {
    "company.sales.amount": "company.goals.plan_amount",
    "company.sales.orders": "company.goals.plan_orders",
}
# Over how many days to come a number looks.
AHEAD = {"loyalty.value.equity": "loyalty.value.horizon"}
# A forecast whose upper end is so many times its lower one is no number for a first page.
VAGUE = 3.0
PERIOD, TOTAL = "company.sales.amount", "company.sales.total_amount"
LESS_IS_BETTER = {"loyalty.status.left", "segments.concentration.top_10_share"}
# One share less another: told in points of a hundred, with its sign, as everybody who asks for it does.
NET_SHARES = frozenset({"product.satisfaction.promoter_score"})
# The intervals of a page, unless it says otherwise.
USUAL_LEVEL = 0.95
MOST_SCORES, MOST_QUESTIONS = 10, 3


@dataclass(frozen=True)
class Looks:
    """What the first page points at: the numbers of the report compared with, the pictures of the last months by the key of their number,
    and where each analysis is shown.
    """

    before: Mapping[str, Any]
    sparks: Mapping[str, str]
    places: Mapping[str, Place]


def front(
    company: Company,
    marts: Marts,
    records: Mapping[str, Record],
    looks: Looks,
    note: str = "",
) -> str:
    """The Markdown of the first page, from the stages' records in the language in use; with the company's note, where it has one."""
    found = [
        {**finding, "stage": stage} for stage, record in records.items() for finding in record["findings"]
    ]
    results = numbers_of(records)
    title, lead = headline(found, escape(company.name, 400))
    kicker = _("{company} · clientes · a {date}").format(
        company=escape(company.name, 400), date=numbers.date(marts.as_of)
    )
    scores = Scoreboard(
        results,
        looks.before,
        marts.currency(company.currency),
        since(marts.facts["window_days"]),
        looks.sparks,
    )
    # The title and the sentences under it have said their own already.
    told = [finding for finding in found if finding["message"].rstrip(".") not in f"{title}. {lead}"]
    parts = [
        f"::: {{.kicker}}\n{kicker}\n:::",
        f"# {title} {{.unnumbered}}",
        f"::: {{.lead}}\n{lead}\n:::",
        note,
        open_questions(marts.facts.get("questions", []), marts.currency(company.currency)),
        scores.markdown(),
        actions(_once(found, lead), marts.currency(company.currency), marts.as_of, looks.places),
        acted(found),
        risks(told),
        unanswered(records),
        _credits(company),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _once(found: Sequence[Record], lead: str) -> list[Record]:
    """The findings without the details that the lead has just told."""
    return [{**one, "detail": ""} if one["detail"] and one["detail"] in lead else one for one in found]


def bare_front(company: Company, note: str) -> str:
    """The first page where making it failed: whose report it is, and that the chapters stand."""
    said = _("Esta página no se pudo hacer; los capítulos valen. Los detalles están en run.log.")
    parts = [f"# {escape(company.name, 400)} {{.unnumbered}}", f"::: {{.missing}}\n{said}\n:::", note]
    return "\n\n".join(part for part in parts if part) + "\n"


def numbers_of(records: Mapping[str, Record]) -> dict[str, Record]:
    """The numbers of all stages, by their key."""
    return {key: number for record in records.values() for key, number in record["results"].items()}


def open_questions(records: Sequence[Record], currency: str) -> str:
    """What intake had to guess and a total hangs on, the weightiest first; nothing when company.yml has answered all of it."""
    asked = [question(record) for record in records]
    if not asked:
        return ""
    title = (
        _("Hay una pregunta abierta que cambia totales")
        if len(asked) == 1
        else _("Hay {n} preguntas abiertas que cambian totales").format(n=numbers.count(len(asked)))
    )
    lines = [f"- {escape(one.short(currency), 400)}" for one in asked[:MOST_QUESTIONS]]
    close = _(
        "Se responden en `company.yml`; la línea que responde cada una está en el [anexo](#sec-appendix)."
    )
    body = "\n".join(lines)
    return f'::: {{.callout-warning title="{title}"}}\n\n{body}\n\n{close}\n\n:::'


def unanswered(records: Mapping[str, Record]) -> str:
    """The chapters that these data do not open, in one line: the report has no page for them."""
    left = [
        f"{number} · {_(topic)}"
        for stage, (number, topic) in STAGES.items()
        if records.get(stage, {}).get("unanswered")
    ]
    if not left:
        return ""
    said = _("Sin respuesta con los datos de hoy: {chapters}. El [anexo](#sec-appendix) dice qué agregar.")
    return f"::: {{.missing}}\n{said.format(chapters=', '.join(left))}\n:::"


def _credits(company: Company) -> str:
    """Whose data these are: who is handed an invented company's report must not take it for a real one's."""
    said = company.credited(current())
    return f"::: {{.missing}}\n{escape(said, 400)}\n:::" if said else ""


def headline(findings: Sequence[Record], company: str) -> tuple[str, str]:
    """What the whole report says: the weightiest finding as its title; below, why, and what the next two chapters say."""
    ordered = sorted(findings, key=weight)
    if not ordered:
        return company, _("Todavía no hay datos para decir algo seguro; el anexo dice qué agregar.")
    # A list for the week is no news of the company, and that its files were read is none either.
    told = [
        finding for finding in ordered if finding["source"] != "database.ledger" or finding["kind"] == "risk"
    ]
    news = [finding for finding in told if finding["kind"] != "action" or finding["amount"]]
    if not news:
        said = _(
            "Lo que se pudo medir no trae hoy ninguna noticia mayor que el azar; abajo está lo que conviene hacer."
        )
        return company, said
    first = news[0]
    others = [stage for stage in STAGES if stage != first["stage"]]
    sentences = [first["detail"], *[said for stage in others if (said := _saying(findings, stage))][:2]]
    if not any(sentences):
        # With nothing else to say, what is to be done is said above its table too.
        sentences = [said for stage in others if (said := _saying(findings, stage, actions_too=True))][:2]
    return first["message"].rstrip("."), " ".join(sentence for sentence in sentences if sentence)


def _saying(findings: Sequence[Record], stage: str, actions_too: bool = False) -> str:
    """What a chapter says first; what is to be done stands further down the page."""
    own = [finding for finding in findings if finding["stage"] == stage]
    said = [finding for finding in own if actions_too or finding["kind"] != "action"]
    return str(said[0]["message"]) if said else ""


def since(window_days: int) -> str:
    """What the numbers are compared with, in words; nothing where the history has no two years: half a year differs by its season."""
    return _("frente a un año antes") if window_days >= YEAR_DAYS else ""


@dataclass(frozen=True)
class Scoreboard:
    """Ten numbers, each with what it was a period before and in the previous report, or with its interval."""

    results: Mapping[str, Record]
    before: Mapping[str, Any]
    currency: str
    period: str
    sparks: Mapping[str, str] = field(default_factory=dict)

    def markdown(self) -> str:
        """The scores that the data give, in the order of SCORES."""
        known = [key for key in SCORES if self._tells(self.results.get(key, {}))]
        # A history too short for a period of its own is told whole.
        keys = known if PERIOD in known or TOTAL not in self.results else [TOTAL, *known]
        keys = keys[:MOST_SCORES]
        scores = "\n\n".join(self._score(key) for key in keys)
        return f":::: {{.scoreboard}}\n\n{scores}\n\n::::" if keys else ""

    def _tells(self, number: Record) -> bool:
        """Is there such a number, and is it one: money that may as well be three times as much is not."""
        if number.get("value") is None:
            return False
        low, high = number.get("low"), number.get("high")
        return number["unit"] != "currency" or low is None or high is None or high < VAGUE * low

    def _score(self, key: str) -> str:
        number, before = self.results[key], self.results.get(f"{key}_before", {}).get("value")
        unit = (
            "points"
            if key in NET_SHARES
            else "money_short"
            if number["unit"] == "currency"
            else number["unit"]
        )
        write = formatter(unit, self.currency)
        lines = [f"[{number['label']}]{{.score-name}}", f"[{write(number['value'])}]{{.score-value}}"]
        if before and self.period:
            lines.append(self._change(key, number, before))
        days = self.results.get("company.sales.window_days", {}).get("value")
        if not self.period and days and key.startswith("company.sales."):
            said = _("en los últimos {days} días").format(days=numbers.count(days))
            lines.append(f"[{said}]{{.score-note}}")
        if ahead := self.results.get(AHEAD.get(key, ""), {}).get("value"):
            said = _("de los clientes de hoy, en {days} días").format(days=numbers.count(ahead))
            lines.append(f"[{said}]{{.score-note}}")
        if picture := self.sparks.get(key):
            lines.append(f'![]({picture}){{.spark alt=""}}')
        if plan := self.results.get(PLANS.get(key, ""), {}).get("value"):
            said = _("plan: {plan} ({change})").format(
                plan=write(plan), change=numbers.signed_share(number["value"] / plan - 1)
            )
            lines.append(f"[{said}]{{.score-note}}")
        if number["low"] is not None:
            lines.append(f"[{_between(number, write)}]{{.score-note}}")
        if previous := self.before.get(key, {}).get("value"):
            day = numbers.date(dt.date.fromisoformat(self.before["as_of"]), "medium")
            lines.append(
                f"[{_('al {date}: {value}').format(date=day, value=write(previous))}]{{.score-note}}"
            )
        text = "\n\n".join(lines)
        return f"::: {{.score}}\n\n{text}\n\n:::"

    def _change(self, key: str, number: Record, before: float) -> str:
        if number["unit"] == "share":
            change = (number["value"] - before) * 100
            said = _("{points} puntos").format(points=_signed(change))
        else:
            change = number["value"] / before - 1
            said = numbers.signed_share(change)
        mood = {None: "neutral", True: "good", False: "bad"}[went_well(key, number, before)]
        return f"[{said}]{{.score-change .{mood}}} [{self.period}]{{.score-since}}"


def went_well(key: str, number: Record, before: float | None) -> bool | None:
    """Did a number change for the better? None without a number to compare with, or when the change may be chance."""
    if not before:
        return None
    # What it was before lies within what it may be now: nothing has changed for certain.
    same = number["low"] is not None and number["low"] <= before <= number["high"]
    change = number["value"] / before - 1
    return None if same or abs(change) < 1e-9 else (change > 0) != (key in LESS_IS_BETTER)


def _between(number: Record, write: Callable[[float], str]) -> str:
    """The interval of a number, and how often it holds where that is not the usual 95 times of a hundred."""
    low, high, level = write(number["low"]), write(number["high"]), number.get("level")
    if level and round(level, 3) != USUAL_LEVEL:
        return _("entre {low} y {high} ({level} de las veces)").format(
            low=low, high=high, level=numbers.share(level, 0)
        )
    return _("entre {low} y {high}").format(low=low, high=high)


def _signed(points: float) -> str:
    return ("+" if points > 0 else "−" if points < 0 else "") + numbers.decimal(abs(points))
