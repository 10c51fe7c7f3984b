"""Filled forms come back: which pages hold what, each cell as its question understands it, copies told apart, everything else in a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from clientela.folders import project
from clientela.forms.back import across, copies, found, frames, pages
from clientela.forms.back.found import Record, Said
from clientela.forms.back.known import Known, known
from clientela.forms.back.trouble import ORDER, Trouble, Weight
from clientela.forms.back.values import marked, text
from clientela.forms.back.values import read as read_value
from clientela.forms.model import Form, Question
from clientela.present.language import _


@dataclass
class Answered:
    """One record, understood: its values by question, and the rows of its tables."""

    record: Record
    answer_id: str
    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """What was answered, to be compared with what others answered."""
        return repr((sorted(self.values.items()), sorted(self.rows.items())))


@dataclass
class Reading:
    """What came back: a frame with a row for each answer, one for each table of the form, and all that is to be looked at."""

    form: Form
    answered: list[Answered] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    files: int = 0

    @property
    def answers(self) -> Any:
        """A row for each person (or each row of a register), a column for each question."""
        return frames.answers(self.form, self.answered)

    def table(self, name: str) -> Any:
        """The rows of a table of the form, with what the person answered beside them."""
        return frames.table(self.form, name, self.answered)


def read(form: Form, given: Sequence[Path]) -> Reading:
    """The answers of a form out of files and folders; what cannot be read stands in `troubles`, all of it at once."""
    reading = Reading(form)
    filled = list(_files(pages.files(list(given)), reading))
    reading.files = len(filled)
    for one, digest in filled:
        other = one.says("form")
        if other and other != form.name:
            said = _("es del formulario «{other}», no de «{form}»")
            reading.troubles.append(Trouble(one.path.name, said.format(other=other, form=form.name)))
            continue
        take(reading, one, digest)
    copies.told_apart(reading)
    reading.troubles.sort(key=lambda one: (ORDER[one.weight], one.file, one.sheet))
    return reading


def _files(paths: Iterable[Path], reading: Reading) -> Iterator[tuple[pages.Filled, str]]:
    """Each file once, with its fingerprint; the sheets of one workbook that came as a CSV each are one."""
    seen: dict[str, str] = {}
    read = []
    for path in paths:
        one = pages.read(path)
        if isinstance(one, Trouble):
            reading.troubles.append(one)
            continue
        digest = project.digest(path)
        if digest in seen:
            said = _("es el mismo archivo que {other}: se cuenta una vez")
            reading.troubles.append(Trouble(path.name, said.format(other=seen[digest]), weight="notice"))
            continue
        seen[digest] = path.name
        said = _("esta hoja no se puede abrir; si tiene respuestas, cópielas a otra")
        reading.troubles += [Trouble(path.name, said, sheet, weight="notice") for sheet in one.unread]
        read.append(one)
    sheets = {found.loose(word) for table in reading.form.tables for word in table.ask.both}
    for whole in pages.joined(read, sheets):
        yield whole, project.digest(*(page for page in whole.paths))


def fits(form: Form, filled: pages.Filled) -> float:
    """How much of a form a file shows, from 0 to 1."""
    if filled.says("form"):
        return float(filled.says("form") == form.name)
    names = known(form, filled.told)
    return max((_role(page, form, names)[0] for page in filled.pages), default=0.0)


def take(reading: Reading, filled: pages.Filled, digest: str) -> None:
    """The answers of one file."""
    form, names = reading.form, known(reading.form, filled.told)
    records = list(_records(filled, form, names, reading.troubles))
    if not records:
        _nothing(reading, filled, names)
        return
    asked = {question.key: question.ask.said for question in form.questions}
    for label, key in names.taken.items():
        if key:
            said = _("se tomó como la pregunta «{question}»").format(question=asked[key])
            reading.troubles.append(Trouble(filled.path.name, said, question=label, weight="notice"))
    version = filled.says("version")
    if version.isdigit() and int(version) > form.version:
        said = _("es de la versión {n}, más nueva que la que se conoce").format(n=version)
        reading.troubles.append(Trouble(filled.path.name, said, weight="notice"))
    several = len(records) > 1
    for record in records:
        tail = f"-{record.row or records.index(record) + 1}" if several or record.row else ""
        answered = Answered(record, record.number or f"{digest[:8]}{tail}")
        _Understanding(record, reading, names).of(answered)
        reading.answered.append(answered)


def _nothing(reading: Reading, filled: pages.Filled, names: Known) -> None:
    """A file without answers: a form that nobody filled in, or something else; its sheets need no line each."""
    file, form = filled.path.name, reading.form
    reading.troubles = [one for one in reading.troubles if one.file != file or one.weight != "notice"]
    understood = any(_role(page, form, names)[0] >= found.ENOUGH for page in filled.pages)
    other = _("no se reconoce como el formulario «{form}»").format(form=form.name)
    reading.troubles.append(Trouble(file, _("está sin llenar") if understood else other))


def _role(page: pages.Page, form: Form, names: Known) -> tuple[float, str]:
    """What a page is for a form, and how much of it it shows: asked downwards, asked across, or one of its tables."""
    _top, seen = found.best_row(page, partial(across.header, names))
    asked = {target[0] for target in seen.values()}
    shown = found.share(len(asked), len(form.questions))
    # A table written out as a column a cell is one question, however many of its cells are there.
    if sum(len(target) == 3 for target in seen.values()) >= found.PROOF:
        shown = max(shown, found.ENOUGH)
    told = [(shown, "across")]
    if form.layout == "person":
        told.append((found.share(found.labels_down(page, names), len(form.questions)), "down"))
    for table in form.tables:
        _top, columns = found.best_row(page, partial(across.column, names, table.key))
        named = found.loose(page.sheet) in map(found.loose, table.ask.both)
        told.append((found.share(len(set(columns.values())), len(table.columns)) + 0.01 * named, table.key))
    return max(told)


def _records(filled: pages.Filled, form: Form, names: Known, troubles: list[Trouble]) -> Iterator[Record]:
    """The records of a file: those of its main pages, with the rows of its tables."""
    roles = [(page, *_role(page, form, names)) for page in filled.pages]
    used = [(page, role) for page, share, role in roles if share >= found.ENOUGH]
    for page, share, _role_of in roles:
        if 0 < share < found.ENOUGH or (
            not share and any(not found.blank(cell) for row in page.rows for cell in row)
        ):
            said = _("la hoja no es de este formulario: no se usa")
            troubles.append(Trouble(page.file, said, page.sheet, weight="notice"))
    records = []
    for page, role in used:
        if role == "down":
            records.append(found.vertical(page, form, names, troubles))
        elif role == "across":
            records += across.across(page, names, troubles)
    numbered = {record.index: record for record in records if record.index}
    for page, role in used:
        if role in ("down", "across"):
            continue
        for parent, line, _place, cells in across.table_rows(page, role, names, troubles):
            if not records:
                records.append(Record(page.file, page.sheet))
            record = numbered.get(parent) or records[0]
            record.rows.setdefault(role, []).append((line, cells))
    yield from (record for record in records if not record.blank)


@dataclass
class _Understanding:
    """One record, cell by cell."""

    record: Record
    reading: Reading
    names: Known

    def of(self, answered: Answered) -> None:
        """Every cell as its question understands it; what is wrong or missing is told."""
        answers = self.record.answers
        for question in self.reading.form.plain:
            value = self._value(question, question.key, answers)
            if value is not None:
                answered.values[question.key] = value
            elif question.required and not _any(question.key, answers):
                self._missing(question, self.record.row)
        for table in self.reading.form.tables:
            rows = self.record.rows.get(table.key, [])
            answered.rows[table.key] = [self._row(table, line, cells) for line, cells in rows]

    def _row(self, table: Question, line: str, cells: dict[str, Said]) -> dict[str, Any]:
        row: dict[str, Any] = {"line": line}
        named = {f"{table.key}.{name}": said for name, said in cells.items()}
        for column in table.columns:
            row[column.key] = self._value(column, f"{table.key}.{column.key}", named)
            if column.required and column.key not in cells:
                self._missing(column, line)
        return row

    def _value(self, question: Question, name: str, answers: dict[str, Said]) -> Any:
        """The value of one question: of several choices marked one by one, those that are."""
        marks = {
            choice: answers[f"{name}/{choice}"]
            for choice in question.choices
            if f"{name}/{choice}" in answers
        }
        if marks:
            chosen = [choice for choice, said in marks.items() if self._marked(question, said)]
            return " ".join(chosen) or None
        said = answers.get(name)
        if said is None:
            return None
        answer = read_value(question, said.value, self.names.choices.get(name, {}))
        if answer.wrong or answer.notice:
            self._tell(question, said, answer.wrong or answer.notice, "error" if answer.wrong else "notice")
        return answer.value

    def _marked(self, question: Question, said: Said) -> bool:
        yes = marked(said.value)
        if yes is None:
            self._tell(question, said, _("se marca con una x"), "error")
        return bool(yes)

    def _tell(self, question: Question, said: Said, message: str, weight: Weight) -> None:
        self.reading.troubles.append(
            Trouble(
                self.record.file,
                message,
                said.sheet,
                said.cell,
                question.ask.said,
                text(said.value),
                weight,
                question.personal,
            )
        )

    def _missing(self, question: Question, where: object) -> None:
        place = _("fila {row}").format(row=where) if where else ""
        record, asked = self.record, question.ask.said
        self.reading.troubles.append(
            Trouble(record.file, _("falta la respuesta"), record.sheet, place, asked, weight="missing")
        )


def _any(name: str, answers: dict[str, Said]) -> bool:
    return any(one == name or one.startswith(f"{name}/") for one in answers)
