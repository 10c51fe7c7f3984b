"""What a notebook opens and closes: the company's marts on one side, results and tables on the other."""

from __future__ import annotations

import importlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property, reduce
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from clientela.companies import config, scope
from clientela.engine import Answers, Broken, Step, thresholds
from clientela.engine.answers import part
from clientela.engine.kept import Kept, fingerprint, written
from clientela.failures import show_error, spared, tolerated
from clientela.folders import project
from clientela.forms import returned
from clientela.forms.returned import Returned
from clientela.marts import Marts
from clientela.present import language as languages
from clientela.present import numbers
from clientela.present.language import N_, _
from clientela.present.show import begin
from clientela.present.terms import term
from clientela.results import Finding, Missing, Reason, Result

P = ParamSpec("P")
R = TypeVar("R")
# Where no money says what matters more.
ORDER = {"risk": 0, "action": 1, "good_news": 2}
# Where a cell that was run says, in its metadata, which analyses it asked.
ASKED = "asked"
# Seconds between two looks for a table of a stage that is being made.
WAIT = 0.02
# Number, word and question of every stage; the file of its notebook is "<number>_<name>.ipynb".
STAGES: dict[str, tuple[int, str]] = {
    "company": (1, N_("Empresa")),
    "product": (2, N_("Producto")),
    "segments": (3, N_("Segmentos")),
    "database": (4, N_("Base de datos")),
    "loyalty": (5, N_("Fidelización")),
}


@dataclass
class Stage:
    """One stage of the course on one company's data."""

    name: str
    company: config.Company
    marts: Marts
    folder: Path
    given: Mapping[str, Any] = field(default_factory=dict)
    # The keys asked so far, in order: which cell asked what says where a finding is explained.
    questions: list[str] = field(default_factory=list)
    # The keys whose tables are written already.
    handed_over: set[str] = field(default_factory=set)

    @property
    def thresholds(self) -> dict[str, float]:
        """The company's own cuts, from the thresholds of its company.yml that are numbers."""
        return self.company.cuts

    @property
    def currency(self) -> str:
        """What the company's sums are in."""
        return self.marts.currency(self.company.currency)

    def answer(self, findings: Sequence[Finding] | None) -> str:
        """The chapter's answer in a few sentences: what matters most, first; None where finding it failed."""
        if findings is None:
            return _("La respuesta de este capítulo no se pudo calcular; lo que sigue vale.")
        if not findings:
            return self._quiet()
        first, rest = findings[0], findings[1:]
        sentences = [first.message, first.detail]
        sentences += [finding.message for finding in rest if finding.kind != "action"][:1]
        # An action is an order and not a fact: one alone, and said as what it is. A chapter that begins with one has it already.
        # What is to be done about the headline itself goes before what is to be done about anything else.
        actions = [finding for finding in rest if finding.kind == "action" and first.kind != "action"]
        todo = [
            finding.message for finding in sorted(actions, key=lambda finding: finding.source != first.source)
        ]
        sentences += [_("Lo primero: {action}").format(action=one[:1].lower() + one[1:]) for one in todo[:1]]
        return " ".join(sentence for sentence in sentences if sentence)

    def _quiet(self) -> str:
        """The answer of a chapter without findings: what was measured and found to be as ever is not the same as what nobody measured."""
        asked = self.answers.asked
        if not any(isinstance(answer, Result) for answer in asked.values()):
            return _("Los datos de hoy no dan para una respuesta; el anexo dice qué agregar.")
        quiet = getattr(importlib.import_module(f"clientela.{self.name}"), "quiet", None)
        said: str | None = spared(quiet, asked, self.currency, instead=None) if quiet else None
        return said or _("De lo que este capítulo pudo medir no sale hoy ni un riesgo ni una tarea.")

    def findings(self) -> list[Finding]:
        """What follows from all that was asked: most money at stake first, then risks, actions, good news; or in the stage's own order."""
        found = sorted(
            self.answers.findings(), key=lambda finding: (-(finding.amount or 0.0), ORDER[finding.kind])
        )
        if not self.marts.money:
            # So many purchases are not what is at stake.
            found = [replace(finding, amount=None, low=None, high=None, stake="") for finding in found]
        arranged = getattr(importlib.import_module(f"clientela.{self.name}"), "arranged", None)
        return arranged(found, self.answers.asked, self.currency) if arranged else found

    def table(self, name: str) -> Any:
        """A table that another stage handed over, such as "company.room"; None where there is none."""
        import pandas as pd

        path = handed(self.folder, name)
        return pd.read_parquet(path) if path.is_file() else None

    def ask(self, what: Step[P, R], **changed: Any) -> R:
        """The answer of an analysis on this company's data; with another threshold (`calls=20`), what it would be then."""
        self.questions.append(what.key)
        answer: R = self.answers.ask(what, **changed)
        if isinstance(answer, Result) and not changed:
            # At once, for another stage may wait for its tables.
            spared(self._keep, answer, instead=None)
        return answer

    @cached_property
    def answers(self) -> Answers:
        """What the stage has answered so far, and from what."""
        settings = {
            "company": self.company,
            "currency": self.currency,
            "cuts": self.company.cuts,
            "as_of": self.marts.as_of,
            "facts": self.marts.facts,
            "forms": Returned(None if self.company.part else self.company.folder),
        }
        chosen = thresholds.values(self.company.thresholds, self.given)
        return Answers(
            self.marts, settings, chosen, table=self.table, failed=self._failed, kept=self._kept(settings)
        )

    def _kept(self, settings: Mapping[str, Any]) -> Kept | None:
        """The answers of earlier runs; a part of the company has none of its own."""
        if self.company.part:
            return None
        always = project.digest(project.code_digest(), str(self.marts.money))

        # Many answers read the same marts, whose files are looked at once.
        @cache
        def mark(kind: str, name: str) -> str | None:
            if kind == "all":
                return always
            if kind == "mart":
                return self.marts.mark(name)
            if kind == "table":
                return fingerprint(handed(self.folder, name)) or "none"
            first, *parts = name.split(".")
            if first == "forms":
                return fingerprint(*returned.files(self.company.folder))
            return written(reduce(part, parts, settings[first]))

        return Kept(project.cache(self.company.key) / "answers" / languages.current(), mark)

    def _failed(self, what: Step[..., Any], error: Exception) -> Missing:
        """In a report what fails costs itself and what needs it; it is told once, in its own cell."""
        if not os.environ.get(project.RUN_FOLDER) or not tolerated(error):
            raise error
        if not isinstance(error, Broken):
            show_error()
        return Missing(what.key, Reason.FAILED)

    def close(self) -> None:
        """Write the stage's numbers, tables, findings and what each was made of, for the report; the notebook's last line."""
        answers = self.answers.asked
        found = [result for result in answers.values() if isinstance(result, Result)]
        (self.folder / "tables").mkdir(parents=True, exist_ok=True)
        for result in found:
            if result.key not in self.handed_over:
                spared(self._keep, result, instead=None)
        counted = [answer for answer in answers.values() if isinstance(answer, Result | Missing)]
        kept = [spared(numbered, answer, instead={}) for answer in counted]
        told = spared(self.findings, instead=None)
        findings = told or []
        record = {
            "answer": self.answer(told),
            # Purchases that count as one each are no money to be read as such.
            "results": {
                key: number
                for numbered in kept
                for key, number in numbered.items()
                if self.marts.money or number["unit"] != "currency"
            },
            "missing": {
                result.key: _gap(result.beside(self.marts.there))
                for result in answers.values()
                if isinstance(result, Missing)
            },
            "findings": [asdict(finding) for finding in findings],
            "title": findings[0].message if findings else "",
            # Nothing that was asked has an answer.
            "unanswered": bool(answers) and not found,
            "lineage": {key: self.answers.behind(key).plain() for key in answers},
        }
        text = json.dumps(record, ensure_ascii=False, indent=1, default=str, allow_nan=False)
        (self.folder / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")

    def _keep(self, result: Result) -> None:
        """Write the tables of a result, each whole or not at all."""
        folder = self.folder / "tables"
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in result.tables().items():
            analysis = result.key.split(".")[1]
            label = name if name == analysis else f"{analysis}_{name}"
            aside = folder / f".{self.name}.{label}"
            frame.to_parquet(aside, index=False)
            aside.replace(folder / f"{self.name}.{label}.parquet")
        self.handed_over.add(result.key)


def handed(folder: Path, name: str) -> Path:
    """Where a table that a stage hands over is, if there is one; while that stage is being made beside this one, it is waited for."""
    path, going_on = folder / "tables" / f"{name}.parquet", under_way(folder, name.partition(".")[0])
    while going_on.is_file() and not path.is_file():
        time.sleep(WAIT)
    return path


def under_way(folder: Path, name: str) -> Path:
    """The file that stands in the folder of the stages for as long as a stage is being made."""
    return folder / f".{name}"


def open_stage(name: str, folder: str, language: str = "es", given: Mapping[str, Any] | None = None) -> Stage:
    """Open a stage: read the company of that folder of data/, find or make its marts, speak its language.

    `given` holds, among whatever else, the thresholds of the notebook's parameter cell.

    Raises config.ConfigError or intake.IntakeError when the company's files cannot be used.
    """
    languages.use(language)
    settings = config.load(folder)
    if made := os.environ.get(project.RUN_FOLDER):
        run = Path(made)
        marts = Marts(Path((run / "marts.txt").read_text(encoding="utf-8")))
        if marts.facts.get("part"):
            settings = scope.of(settings, marts.facts["part"]["conditions"])
        return _opened(Stage(name, settings, marts, run / "stages", given or {}))
    from clientela.companies.preparation import prepare

    by_hand = project.cache(folder) / "by_hand"
    return _opened(Stage(name, settings, Marts(prepare(settings)), by_hand, given or {}))


def _opened(stage: Stage) -> Stage:
    begin(stage.currency, stage.marts.there)
    return stage


def numbered(result: Result | Missing) -> dict[str, dict[str, Any]]:
    """The figures of an answer by their full keys, as they stand in results.json."""
    places = result.places() if isinstance(result, Result) else {}
    days = {place: numbers.date(day, "medium") for place, day in places.items()}
    return {
        f"{result.key}.{name}": {
            "value": _plain(number.value),
            "low": _plain(number.low),
            "high": _plain(number.high),
            "level": number.level,
            "n": int(number.n),
            "unit": number.unit,
            "label": term(name).words.format(**days),
        }
        for name, number in result.numbers().items()
    }


def _plain(value: Any) -> float | int | None:
    """A number that JSON can hold, with the digits it has: twelve are more than any sample gives."""
    if value is None or value != value:
        return None
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(f"{float(value):.12g}")


def _gap(missing: Missing) -> dict[str, Any]:
    return {
        "reason": str(missing.reason),
        "add": list(missing.add),
        "have": missing.have,
        "need": missing.need,
    }
