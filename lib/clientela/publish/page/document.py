"""The report as Markdown: first page and five chapters; behind them the annex, a file of its own where there is enough for one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import clientela
from clientela.companies import scope
from clientela.companies.config import Company
from clientela.marts import Marts
from clientela.present import numbers
from clientela.present.language import _, current
from clientela.publish.chapters.chapter import Chapter, Place, annex, bare_chapter, chapter, cited
from clientela.publish.notebooks.execute import source
from clientela.publish.page import notes, sparks
from clientela.publish.page.appendix import appendix, period
from clientela.publish.page.front import Looks, bare_front, front, headline, numbers_of, went_well
from clientela.publish.page.meta import Meta
from clientela.stage import STAGES

if TYPE_CHECKING:
    from clientela.publish.run.run import Run


@dataclass(frozen=True)
class Document:
    """The Markdown of a report: its body; its annex, "" where the body has all; and where each analysis is shown."""

    body: str
    annex: str
    places: Mapping[str, Place]

    @property
    def whole(self) -> str:
        """Body and annex, one behind the other."""
        return "\n\n".join(text for text in (self.body, self.annex) if text)


def document(run: Run, records: Mapping[str, Any], work: Path) -> Document:
    """The report's Markdown, in the language in use; figures are written beside it."""
    company, marts = run.company, run.marts
    said = notes.read(company)
    drawn = run.spare("sparks", lambda: _sparks(records, work), {})
    before, note = _results(run.previous), said.take(notes.FRONT)
    chapters = _chapters(records, run, work, said)
    places = {key: place for one in chapters for key, place in one.places.items()}
    first = run.spare(
        "front",
        lambda: front(company, marts, records, Looks(before, drawn, places), note),
        bare_front(company, note),
    )
    sections = [place for one in chapters for place in one.sections]
    details = cited(annex(chapters), sections, small=True)
    text = _joined([first, *(one.body for one in chapters), details])
    last = run.spare("appendix", lambda: appendix(company, marts, records, _provenance(marts), text), "")
    behind = [details, last, said.left()]
    # Where nothing is left for an annex, what stands behind every number ends the report.
    body = [
        first,
        *(cited(one.body, sections, small=False) for one in chapters),
        *([] if details else behind),
    ]
    return Document(_joined(body), _joined(behind) if details else "", places)


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(text for text in parts if text)


def _provenance(marts: Marts) -> list[str]:
    """Of which days the data are, what made the report, and of which part of the company it is."""
    made = _(
        "Hecho con Clientela {version}; los números están en results.json y en el libro de tablas de Excel."
    )
    said = [period(marts), made.format(version=clientela.__version__)]
    if of_whole := marts.facts.get("part"):
        share = _("Este informe es de una parte de la empresa ({part}): {lines} de sus {of} líneas de venta.")
        lines, of = numbers.count(of_whole["lines"]), numbers.count(of_whole["of"])
        said.append(share.format(part=scope.words(of_whole["conditions"]), lines=lines, of=of))
    return said


def _chapters(records: Mapping[str, Any], run: Run, work: Path, said: notes.Notes) -> list[Chapter]:
    """The chapters in their order; a sum of money that one has told makes no section of the next weigh more."""
    made: list[Chapter] = []
    told: set[float] = set()
    for stage in STAGES:
        found = records[stage]["findings"]
        fresh = [one for one in found if round(one["amount"] or 0.0) not in told]
        made.append(_chapter(stage, {**records[stage], "findings": fresh}, run, work, said))
        told |= {round(one["amount"]) for one in found if one["amount"]}
    return made


def _chapter(stage: str, record: Mapping[str, Any], run: Run, work: Path, said: notes.Notes) -> Chapter:
    path, figures = work / "notebooks" / source(stage).name, work / "figures"
    return run.spare(stage, lambda: chapter(stage, path, record, figures, said), bare_chapter(stage))


def _sparks(records: Mapping[str, Any], work: Path) -> dict[str, str]:
    """The lines under the numbers of the first page, drawn beside the figures, by the key of their number."""
    results = numbers_of(records)
    drawn = {}
    for key, values in sparks.series(work / "stages" / "tables").items():
        if key in results:
            before = results.get(f"{key}_before", {}).get("value")
            file = work / "figures" / f"spark-{key.replace('.', '-').replace('_', '-')}.png"
            drawn[key] = f"figures/{sparks.draw(values, went_well(key, results[key], before), file).name}"
    return drawn


def _results(run: Path | None) -> dict[str, Any]:
    """The numbers of the run to compare with."""
    if run is None:
        return {}
    found: dict[str, Any] = json.loads((run / "results.json").read_text(encoding="utf-8"))
    return {**found["results"], "as_of": found["as_of"]}


def meta(company: Company, marts: Marts, records: Mapping[str, Any]) -> Meta:
    """What stands on the cover."""
    findings = [
        {**finding, "stage": stage} for stage, record in records.items() for finding in record["findings"]
    ]
    return Meta(
        title=headline(findings, company.name)[0],
        subtitle=_("Informe de clientes"),
        company=company.name,
        as_of_text=numbers.date(marts.as_of),
        as_of=marts.as_of,
        language=current(),
        author=company.name,
        logo=company.folder / company.logo if company.logo else None,
        colours=company.colours,
    )


def of_annex(about: Meta) -> Meta:
    """What stands on the cover of the annex of a report."""
    return replace(about, title=_("El detalle de cada capítulo"), subtitle=_("Anexo del informe de clientes"))
