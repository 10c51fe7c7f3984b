"""What a text of a lesson may ask of the numbers, and how it is written: a small language inside Jinja's sandbox."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from clientela.course.told.facts import NAMES, Absent, Facts, Forbidden
from clientela.customers.surveys import area
from clientela.present import numbers
from clientela.present.language import _, current
from clientela.present.tables import escape, formatter
from clientela.present.terms import value as word_of

# Days that are said to be a year.
YEAR = (365, 366)


class Wrong(ValueError):
    """A text or an expression of a lesson cannot be worked out, whatever the company: the mistake is in the lesson."""


class Ours(str):
    """What we wrote ourselves: it goes into a text as it is, where all else may be a name out of a company's files."""


def inert(found: Any) -> Any:
    """What stands between {{ and }}: a company's words are no Markdown, whatever signs are in them."""
    return escape(found, len(found)) if isinstance(found, str) and not isinstance(found, Ours) else found


class Asked:
    """The numbers of one company as the texts of lessons ask for them, in the language in use."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        # The same texts are said in pages, books, sheets and banks.
        self._filled: dict[tuple[str, str], str] = {}
        self._worked: dict[str, Any] = {}
        jinja = SandboxedEnvironment(
            undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False, finalize=inert
        )
        jinja.globals.clear()
        jinja.globals.update(self._functions())
        jinja.filters.update(self._filters())
        self._jinja = jinja

    def fill(self, text: str) -> str:
        """A text with its numbers in place. Raises Absent where the company lacks one, Wrong where the text is at fault."""
        if "{" not in text:
            return text
        key = current(), text
        if key not in self._filled:
            self._filled[key] = str(self._run(lambda: self._jinja.from_string(text).render()))
        return self._filled[key]

    def work_out(self, expression: str) -> float:
        """The number that an expression gives."""
        if expression not in self._worked:
            self._worked[expression] = self._run(
                lambda: self._jinja.compile_expression(expression, undefined_to_none=False)()
            )
        found = self._worked[expression]
        if not isinstance(found, int | float):
            raise Wrong(f"{expression}: no da un número")
        if math.isnan(found) or math.isinf(found):
            raise Absent(expression)
        return float(found)

    def holds(self, given: bool | str) -> bool:
        """Is it so? An expression is asked of the numbers."""
        if isinstance(given, bool):
            return given
        return bool(self._run(lambda: bool(self._jinja.compile_expression(given, undefined_to_none=False)())))

    @property
    def tools(self) -> dict[str, Callable[..., Any]]:
        """What expressions are made of, by name."""
        return {name: found for name, found in self._functions().items() if callable(found)}

    def written(self, number: float, unit: str) -> str:
        """A number as its unit is written."""
        return Ours(formatter(unit, self.facts.currency)(number))

    def _run(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except (Absent, Forbidden):
            raise
        except ZeroDivisionError as error:
            raise Absent("0") from error
        except (TemplateError, TypeError, KeyError) as error:
            raise Wrong(str(error)) from error

    def _functions(self) -> dict[str, Any]:
        return {
            "v": self._value,
            "n": self._number,
            "low": lambda key: self._edge(key, "low"),
            "high": lambda key: self._edge(key, "high"),
            "between": self._between,
            "span": self._span,
            "cell": self._cell,
            "total": self._total,
            "rows": lambda table, **where: len(self.facts.rows(table, where)),
            "top": self._top,
            "company": self.facts.title,
            "story": self.facts.is_story,
            "as_of": self._day,
            "abs": abs,
            "round": round,
            "min": min,
            "max": max,
        }

    def _filters(self) -> dict[str, Callable[[Any], str]]:
        units = ("count", "share", "change", "points", "days", "score", "ratio", "date", "month")
        made = {unit: partial(self.written, unit=unit) for unit in units}
        return {
            **made,
            "money": partial(self.written, unit="currency"),
            # Areas of a questionnaire stand in the tables as the company writes them.
            "word": lambda name: area(word_of(name)),
        }

    def _value(self, key: str) -> float:
        return float(self.facts.number(key)["value"])

    def _number(self, key: str) -> str:
        found = self.facts.number(key)
        return self.written(found["value"], found["unit"])

    def _edge(self, key: str, side: str) -> float:
        found = self.facts.number(key)[side]
        if found is None:
            raise Absent(f"{key}.{side}")
        return float(found)

    def _between(self, key: str, unit: str = "") -> str:
        """The interval of a number, as its unit is written; a difference of shares is asked for in "points"."""
        unit = unit or self.facts.number(key)["unit"]
        edges = [self._edge(key, side) for side in ("low", "high")]
        if unit == "points":
            low, high = (numbers.decimal(100 * edge, 1) for edge in edges)
            return Ours(_("entre {low} y {high} puntos").format(low=low, high=high))
        low, high = (self.written(edge, unit) for edge in edges)
        return Ours(_("entre {low} y {high}").format(low=low, high=high))

    def _span(self, key: str) -> str:
        """A number of days as it is said: a year where it is one."""
        days = round(self._value(key))
        return Ours(_("un año") if days in YEAR else _("{n|un día|# días}").format(n=days))

    def _cell(self, table: str, column: str, **where: Any) -> Any:
        """The one cell of a table in the row that `where` names."""
        found = self._column(table, column, where)
        if len(found) != 1:
            raise Wrong(f"{table}.{column}: {where} nombra {len(found)} filas, no una")
        return self._known(found.iloc[0], f"{table}.{column}")

    def _total(self, table: str, column: str, **where: Any) -> float:
        return float(self._column(table, column, where).sum())

    def _top(self, table: str, column: str, by: str, least: bool = False, at: int = 0, **where: Any) -> Any:
        """The cell of the row that stands first (or at the place `at`, from 0) when the rows are ordered by a column."""
        self._column(table, column, where)
        ordered = (
            self.facts.rows(table, where).dropna(subset=[by]).sort_values(by, ascending=least, kind="stable")
        )
        if len(ordered) <= at:
            raise Absent(f"{table}: {at + 1}")
        return self._known(ordered[column].iloc[at], f"{table}.{column}")

    def _column(self, table: str, column: str, where: dict[str, Any]) -> Any:
        if column in NAMES:
            raise Forbidden(f"{table}.{column}: los nombres y códigos de personas no se muestran")
        frame = self.facts.rows(table, where)
        if column not in frame:
            raise Absent(f"{table}.{column}")
        return frame[column]

    @staticmethod
    def _known(found: Any, place: str) -> Any:
        if numbers.absent(found):
            raise Absent(place)
        return found.item() if hasattr(found, "item") else found

    def _day(self) -> str:
        import datetime as dt

        return Ours(numbers.date(dt.date.fromisoformat(self.facts.as_of)))
