"""`clientela graph loyalty.status.active`: what stands behind a number, from the company's tables to the answer, drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import count
from typing import Any

from clientela.marts import lineage
from clientela.present.figures import INK, LINE, MUTED, TEAL
from clientela.publish.run.explain import read, unknown

# Points: a box, the room between columns and between boxes, the edge; letters that a line of a box holds.
WIDE, TALL, ACROSS, DOWN, EDGE = 190, 40, 56, 14, 24
HEAD, LETTERS = 30, 27
# What a box of each kind says above its name.
SMALL = {
    "table": "tabla", "handed": "tabla de otra etapa", "mart": "consulta", "answer": "respuesta", "setting": "ajuste", "threshold": "umbral",
    "number": "resultado",
}  # fmt: skip
# What each kind of box is called in the text for who cannot see it, in the order of the columns.
KINDS = {
    "table": "Tablas de la empresa",
    "handed": "Tablas de otra etapa",
    "mart": "Consultas",
    "answer": "Respuestas anteriores",
    "setting": "Ajustes",
    "threshold": "Umbrales",
}
STROKES = {
    "table": MUTED,
    "handed": MUTED,
    "mart": INK,
    "answer": INK,
    "setting": LINE,
    "threshold": LINE,
    "number": TEAL,
}


@dataclass
class Drawing:
    """The boxes, each with its kind and column, and the arrows between them, by name."""

    kinds: dict[str, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    arrows: set[tuple[str, str]] = field(default_factory=set)

    def box(self, name: str, kind: str, column: int, into: Sequence[str] = ()) -> None:
        """A box, and arrows from it."""
        self.kinds[name], self.columns[name] = kind, column
        self.arrows |= {(name, other) for other in into}


def graph(key: str, company: str) -> str:
    """The SVG of a number's or an analysis' origin, as the latest report recorded it; its text says all that the picture shows.

    Raises KeyError with the nearest keys when the latest report has no such one, OSError when there is no report.
    """
    records = read(company, "lineage")
    analysis = key if key in records else key.rpartition(".")[0]
    if analysis not in records or (key != analysis and key not in read(company, "results")["results"]):
        raise KeyError(unknown(key, company, [*records, *read(company, "results")["results"]]))
    return svg(drawing(key, records[analysis]), key)


def drawing(key: str, record: Mapping[str, Any]) -> Drawing:
    """What a record names, in columns from left to right: tables, marts behind one another, what came before, the number."""
    drawn = Drawing()
    depths = depth(sorted(lineage.behind(record["marts"]).marts))
    last = max(depths.values(), default=1)
    for mart, place in depths.items():
        drawn.box(mart, "mart", place, [key] if mart in record["marts"] else [])
        marts, tables = lineage.before(mart)
        drawn.arrows |= {(one, mart) for one in marts & depths.keys()}
        for table in tables:
            drawn.box(f"{table} ", "table", 0, [mart])
    for name in record["tables"]:
        drawn.box(f"{name} ", "handed", 0, [key])
    for name in record["answers"]:
        drawn.box(name, "answer", last, [key])
    for name in record["settings"]:
        drawn.box(name, "setting", last, [key])
    for name, value in record["thresholds"].items():
        drawn.box(f"{name} = {value if value != '' else 'vacío'}", "threshold", last, [key])
    drawn.box(key, "number", last + 1)
    return drawn


def depth(marts: Sequence[str]) -> dict[str, int]:
    """How many queries stand one behind the other until each, itself included.

    >>> depth(["days", "lines"])["lines"]
    1
    """
    found: dict[str, int] = {}

    def of(mart: str) -> int:
        if mart not in found:
            found[mart] = 1 + max((of(one) for one in lineage.before(mart)[0]), default=0)
        return found[mart]

    return {mart: of(mart) for mart in marts}


def svg(drawn: Drawing, key: str) -> str:
    """The drawing as SVG: text stays text, and its description names every box by its kind."""
    rows: dict[int, Iterator[int]] = {column: count() for column in set(drawn.columns.values())}
    order = sorted(
        drawn.columns, key=lambda name: (drawn.columns[name], list(STROKES).index(drawn.kinds[name]), name)
    )
    places = {name: _place(drawn.columns[name], next(rows[drawn.columns[name]])) for name in order}
    wide = max(x for x, _y in places.values()) + WIDE + EDGE
    tall = max(y for _x, y in places.values()) + TALL + EDGE
    lines = [_arrow(places[one], places[other]) for one, other in sorted(drawn.arrows)]
    boxes = [_box(name, drawn.kinds[name], place) for name, place in places.items()]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}" role="img" '
            'aria-labelledby="name said" font-family="Source Sans 3, sans-serif" font-size="12">',
            f'<title id="name">{escape(f"Qué hay detrás de {key}")}</title>',
            f'<desc id="said">{escape(told(drawn, key))}</desc>',
            f'<rect width="{wide}" height="{tall}" fill="#ffffff"/>',
            f'<text x="{EDGE}" y="{EDGE}" font-weight="600" font-size="14" fill="{INK}" aria-hidden="true">{escape(key)}</text>',
            *lines,
            *boxes,
            "</svg>\n",
        ]
    )


def told(drawn: Drawing, key: str) -> str:
    """What the picture shows, in words: what there is of each kind, then which reads which."""
    parts = []
    for kind, words in KINDS.items():
        names = sorted(name.strip() for name, own in drawn.kinds.items() if own == kind)
        if names:
            parts.append(f"{words}: {', '.join(names)}.")
    for name in sorted({other for _one, other in drawn.arrows}):
        reads = sorted(one.strip() for one, other in drawn.arrows if other == name)
        parts.append(f"{name.strip()} lee {', '.join(reads)}.")
    return " ".join(parts) or f"{key}: nada."


def _place(column: int, row: int) -> tuple[int, int]:
    # Every other column stands half a row lower: what passes it by passes between two boxes.
    lower = (TALL + DOWN) // 2 * (column % 2)
    return EDGE + column * (WIDE + ACROSS), EDGE + HEAD + lower + row * (TALL + DOWN)


def _arrow(one: tuple[int, int], other: tuple[int, int]) -> str:
    x, y, to, end = one[0] + WIDE, one[1] + TALL // 2, other[0], other[1] + TALL // 2
    half = ACROSS // 2
    return f'<path d="M{x} {y} C{x + half} {y} {to - half} {end} {to} {end}" fill="none" stroke="{MUTED}" stroke-opacity="0.55"/>'


def _box(name: str, kind: str, place: tuple[int, int]) -> str:
    x, y = place
    said = name.strip()
    short = said if len(said) <= LETTERS else said[: LETTERS - 1] + "…"
    thick = 2 if kind == "number" else 1
    return (
        f'<g><title>{escape(said)}</title><rect x="{x}" y="{y}" width="{WIDE}" height="{TALL}" rx="2" fill="#ffffff" '
        f'stroke="{STROKES[kind]}" stroke-width="{thick}"/>'
        f'<text x="{x + 8}" y="{y + 14}" font-size="9.5" fill="{MUTED}">{SMALL[kind]}</text>'
        f'<text x="{x + 8}" y="{y + 30}" fill="{INK}">{escape(short)}</text></g>'
    )
