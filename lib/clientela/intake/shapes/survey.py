"""Surveys as their tools export them, one row a respondent and one column a question: turned into answers, questions, respondents and sayings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from clientela.intake import profiles
from clientela.intake.contract import header_key, plain
from clientela.intake.problems import Assumption
from clientela.intake.profiles import SurveyTool, survey_tool
from clientela.intake.readers.raw import Raw, keep
from clientela.intake.shapes.scales import Question, question
from clientela.present.language import gettext as _

COLUMNS = {
    "surveys": ("instrument", "item", "answer", "respondent_id", "customer_id", "date", "branch"),
    "items": ("instrument", "item", "text_es", "factor", "scale_min", "scale_max"),
    "respondents": ("respondent_id", "customer_id", "sex", "age_band"),
    "interactions": ("interaction_id", "customer_id", "opened_at", "kind", "text", "branch"),
}
DAY = re.compile(
    r"^(marca temporal|timestamp|hora de finalizacion|completion time|hora de inicio|start time|_submission_time"
    r"|end date|start date|submitted at|fecha( y hora)?( de (la )?(respuesta|encuesta|envio))?|date|end|start|today)$"
)
PERSON = re.compile(
    r"^(id de cliente|codigo( de)? cliente|cliente|customer ?_?id|cedula|nit|documento|numero de (documento|cliente|cedula))$"
)
MAIL = re.compile(r"correo|e-?mail")
NUMBER = re.compile(r"^(respondent id|_uuid|_id|id|response id|id de respuesta|#)$")
BRANCH = re.compile(r"\b(sede|sucursal|tienda|branch|store|local|oficina|punto de venta)\b")
SEX = re.compile(r"\b(sexo|genero|gender|sex)\b")
AGE = re.compile(r"\b(edad|age)\b")
META = re.compile(
    r"^(_.*|start|end|today|deviceid|username|phonenumber|collector id|ip address|custom data \d|hora de .*|start time"
    r"|completion time|last modified time|hora de la ultima modificacion|puntuacion( total)?|score|total points"
    r"|total de puntos|comentarios del cuestionario|quiz feedback|(first|last) name|name|nombres?|nombre completo"
    r"|apellidos?|instance ?id|formhub/uuid|meta/instanceid|start date|end date|idioma|language|columna_\d+)$"
)
SECOND_ROW = {"response", "open-ended response", "respuesta", "respuesta abierta"}
FEWEST = 2
# «In stock?», «Sold individually?»: a shop's list of products asks nobody.
OF_A_PRODUCT = {
    "sku",
    "barcode",
    "codigo_barras",
    "codigo_de_barras",
    "regular_price",
    "sale_price",
    "precio_normal",
    "precio_rebajado",
}


@dataclass(frozen=True)
class Survey:
    """A survey's columns: the questions asked, by place with their text and kind, and who, when and where was asked."""

    raw: Raw
    asked: dict[int, tuple[str, Question]]
    when: int | None
    person: int | None
    number: int | None
    branch: int | None
    sex: int | None
    age: int | None

    @property
    def instrument(self) -> str:
        """The survey's name: that of its file."""
        return header_key(Path(self.raw.file.split(" [")[0]).stem) or "encuesta"


def _clean(header: str) -> str:
    return " ".join(plain(header).split())


def _rows(raw: Raw, connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    cells = ", ".join(f"trim(CAST(c{i} AS VARCHAR))" for i in range(1, len(raw.headers) + 1))
    return connection.execute(
        f"SELECT source_row, {cells} FROM ({raw.relation}) ORDER BY source_row"
    ).fetchall()


def _texts(raw: Raw, rows: Sequence[Sequence[object]], tool: SurveyTool | None) -> tuple[list[str], int]:
    """The text of every question, and how many rows below the header are headers too: parts of questions, or their texts."""
    texts, above = list(raw.headers), ""
    if not rows or tool is None or not tool.heads:
        return texts, 0
    first = [str(cell or "") for cell in rows[0][1:]]
    if tool.heads == "texts":
        asked = [not place or tool.asks(header) for place, header in enumerate(texts)]
        texts = [
            part if part and mine else header for header, part, mine in zip(texts, first, asked, strict=True)
        ]
        return texts, 1 + (len(rows) > 1 and any("ImportId" in str(cell) for cell in rows[1]))
    number = next(
        (
            profiles.place(theirs, texts)
            for theirs in tool.number
            if profiles.place(theirs, texts) is not None
        ),
        None,
    )
    if number is None or first[number]:
        return texts, 0
    for i, header in enumerate(raw.headers):
        above = above if re.fullmatch(r"columna_\d+", header) else re.sub(r"_\d+$", "", header)
        texts[i] = above if not first[i] or plain(first[i]) in SECOND_ROW else f"{above} [{first[i]}]"
    return texts, 1


def read(raw: Raw, connection: duckdb.DuckDBPyConnection) -> tuple[Survey, list[tuple[object, ...]]]:
    """A survey's columns told apart, and its rows."""
    rows, tool = _rows(raw, connection), survey_tool(raw.headers)
    texts, more = _texts(raw, rows, tool)
    rows = rows[more:]
    heads = [_clean(text) for text in texts]
    values = [
        sorted({str(row[1 + i]) for row in rows if row[1 + i] not in (None, "")}) for i in range(len(heads))
    ]

    def find(pattern: re.Pattern[str], usable: bool = True) -> int | None:
        return next(
            (
                i
                for i, h in enumerate(heads)
                if pattern.search(h.rsplit("/", 1)[-1]) and (not usable or len(values[i]) > 1)
            ),
            None,
        )

    def told_by(names: Sequence[str]) -> int | None:
        return next(
            (p for name in names if (p := profiles.place(name, raw.headers)) is not None and values[p]), None
        )

    person = told_by(tool.person) if tool else None
    if person is None:
        person = find(PERSON)
    if person is None:
        person = next(
            (i for i, h in enumerate(heads) if MAIL.search(h) and sum("@" in v for v in values[i]) > 1), None
        )
    when, number = (told_by(tool.when), told_by(tool.number)) if tool else (None, None)
    found = Survey(
        raw,
        {},
        find(DAY) if when is None else when,
        person,
        find(NUMBER) if number is None else number,
        find(BRANCH),
        find(SEX),
        find(AGE),
    )
    told = {found.when, found.person, found.number, found.sex, found.age}
    for i, text in enumerate(texts):
        if (
            i in told
            or META.match(heads[i])
            or MAIL.search(heads[i])
            or (tool and not tool.asks(raw.headers[i]))
        ):
            continue
        asked = question(text, values[i], sum(row[1 + i] not in (None, "") for row in rows))
        if asked.kind != "none":
            found.asked[i] = (
                " ".join(text.rsplit("/", 1)[-1].replace("_", " ").split())
                if "/" in text and " " not in text
                else text,
                asked,
            )
    return found, rows


def is_survey(raw: Raw, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a file is a survey with one column a question: by the columns its tool adds, else by what its headers ask."""
    of_a_tool = survey_tool(raw.headers) is not None
    asking = sum("?" in header or "¿" in header for header in raw.headers)
    sold = any(header_key(header) in OF_A_PRODUCT for header in raw.headers)
    if not of_a_tool and (asking < FEWEST or sold):
        return False
    found, _all = read(raw, connection)
    scales = sum(asked.kind == "scale" for _text, asked in found.asked.values())
    return scales >= 1 and len(found.asked) >= FEWEST


def tables(raw: Raw, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that a survey's file feeds."""
    found, _all = read(raw, connection)
    sayings = found.when is not None and any(asked.kind == "text" for _text, asked in found.asked.values())
    return ["surveys", "items", "respondents", *(["interactions"] if sayings else [])]


def long(raw: Raw, table: str, connection: duckdb.DuckDBPyConnection, folder: Path) -> Raw:
    """The rows of one table out of a survey's file."""
    found, rows = read(raw, connection)
    made = {"surveys": _answers, "items": _items, "respondents": _respondents, "interactions": _sayings}[
        table
    ]
    headers = list(COLUMNS[table])
    if table == "respondents":
        headers += [f"trait_{header_key(text)[:40]}" for text in _traits(found).values()]
    relation = keep(made(found, rows), len(headers), folder / f"{len(list(folder.iterdir()))}.parquet")
    questions = _("{n} preguntas").format(n=len(found.asked))
    evidence = _("una columna por pregunta: se leyó como respuestas, preguntas, encuestados y comentarios")
    note = Assumption(raw.file, "shape", questions, evidence)
    return Raw(
        raw.file,
        relation,
        tuple(headers),
        ("VARCHAR",) * len(headers),
        (*raw.assumptions, note),
        raw.problems,
    )


Row = tuple[int, Sequence[str | None], str | None]


def _who(found: Survey, row: Sequence[object]) -> tuple[str, str | None, str | None, str | None]:
    """Who answered (a number), which customer that is, when and where."""

    def cell(place: int | None) -> str | None:
        value = None if place is None else row[1 + place]
        return None if value in (None, "") else str(value)

    person = cell(found.person)
    if person and plain(person) in ("anonymous", "anonimo"):
        person = None
    return f"{found.instrument} {cell(found.number) or row[0]}", person, cell(found.when), cell(found.branch)


def _answers(found: Survey, rows: Sequence[Sequence[object]]) -> Iterator[Row]:
    for row in rows:
        number, person, when, branch = _who(found, row)
        for place, (text, asked) in found.asked.items():
            answer = row[1 + place]
            if answer in (None, "") or asked.kind in ("text", "choice"):
                continue
            parts = (
                re.split(r"\s*[;,]\s*", str(answer))
                if asked.kind == "several"
                else [asked.figure(str(answer))]
            )
            for part in filter(None, parts):
                yield (
                    int(str(row[0])),
                    [found.instrument, _item(text), part, number, person, when, branch],
                    None,
                )


def _item(text: str) -> str:
    """A question's name: what stands in its brackets, where it is one of a grid, else its text."""
    inner = re.search(r"\[([^\]]+)\]\s*$", text)
    return " ".join((inner[1] if inner else text).split())[:200]


def _items(found: Survey, rows: Sequence[Sequence[object]]) -> Iterator[Row]:
    seen = set()
    for n, (text, asked) in enumerate(found.asked.values(), 1):
        item = _item(text)
        if asked.kind in ("text", "choice") or item in seen:
            continue
        seen.add(item)
        ends = [None if end is None else f"{end:g}" for end in (asked.low, asked.high)]
        yield n, [found.instrument, item, text, None, *ends], None


def _traits(found: Survey) -> dict[int, str]:
    return {place: text for place, (text, asked) in found.asked.items() if asked.kind == "choice"}


def _respondents(found: Survey, rows: Sequence[Sequence[object]]) -> Iterator[Row]:
    places = [found.sex, found.age, *_traits(found)]
    for row in rows:
        number, person, _when, _branch = _who(found, row)
        cells = [None if p is None or row[1 + p] in (None, "") else str(row[1 + p]) for p in places]
        yield int(str(row[0])), [number, person, *cells], None


def _sayings(found: Survey, rows: Sequence[Sequence[object]]) -> Iterator[Row]:
    for row in rows:
        number, person, when, branch = _who(found, row)
        for place, (_text, asked) in found.asked.items():
            said = row[1 + place]
            if asked.kind == "text" and said not in (None, ""):
                yield (
                    int(str(row[0])),
                    [f"{number} {place}", person, when, "suggestion", str(said), branch],
                    None,
                )
