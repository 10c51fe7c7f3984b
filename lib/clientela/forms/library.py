"""Where forms are: those of the house beside this file, a company's own in data/<company>/forms/; read with every error said in one line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clientela.companies import yaml_file
from clientela.folders import project
from clientela.forms.model import Form, Question

HOUSE = Path(__file__).parent / "house"
ENDING = ".yml"
# What a section may say once for all of its questions.
SHARED = ("kind", "scale", "choices", "required", "min", "max", "unit", "whole", "dimension")


class FormError(ValueError):
    """A form cannot be used: one line with its place and the remedy."""


def own_folder(company: str) -> Path:
    """The folder of a company's own forms, and of the answers that came back."""
    return project.company_folder(company) / "forms"


def names(company: str = "") -> list[str]:
    """The forms that there are: a company's own and the house's."""
    return _in(own_folder(company) if company else None)


def _in(folder: Path | None) -> list[str]:
    own = sorted(path.stem for path in folder.glob(f"*{ENDING}")) if folder else []
    return [*own, *(one for one in sorted(path.stem for path in HOUSE.glob(f"*{ENDING}")) if one not in own)]


def form(name: str, company: str = "") -> Form:
    """The form of this name, the company's own where it has one.

    Raises FormError, one line in Spanish: no such form, YAML that cannot be read, a key or a value that is wrong.
    """
    if not re.fullmatch(r"\w+", name):
        raise FormError(f"{name}: el nombre de un formulario lleva letras, números y _")
    return form_in(name, own_folder(company) if company else None)


def form_in(name: str, own: Path | None) -> Form:
    """The form of this name out of a folder of a company's own forms, else the house's."""
    ours = own / f"{name}{ENDING}" if own else None
    if ours and ours.is_symlink():
        raise FormError(f"{ours.name}: es un enlace; copie allí el archivo mismo")
    found = read(ours) if ours and ours.is_file() else house(name)
    if found is None:
        raise FormError(f"{name}: no hay un formulario con este nombre{_near(name, _in(own))}")
    return found


@cache
def house(name: str) -> Form | None:
    """The house's form of a name, read once; None where a company alone has one."""
    path = HOUSE / f"{name}{ENDING}"
    return read(path) if path.is_file() else None


def read(path: Path) -> Form:
    """A form from its file; with `like`, a form of the house with other words, lists or sections."""
    written = _yaml(path)
    given = dict(written.said)
    if "like" in given:
        base = _yaml(_base(path, str(given.pop("like")))).said
        for name in ("choices", "scales"):
            given[name] = {**base.get(name, {}), **given.get(name, {})}
        given = {**base, **given}
    try:
        return Form.model_validate({"name": path.stem, **_spread(given, path)})
    except ValidationError as error:
        first = error.errors()[0]
        line = written.line(first["loc"])
        raise FormError(f"{path.name}, línea {line}: {_line(first, given)}") from None


def _base(path: Path, like: str) -> Path:
    base = HOUSE / f"{like}{ENDING}"
    if not base.is_file():
        raise FormError(f"{path.name}: like: no hay un formulario «{like}»{_near(like, names())}")
    return base


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; ¿quiso decir «{near[0]}»?" if near else f". Hay: {', '.join(known)}"


def _yaml(path: Path) -> yaml_file.Written:
    try:
        written = yaml_file.read(path, ours=path.parent == HOUSE)
    except yaml_file.Unreadable as error:
        raise FormError(f"{path.name}{error.place}: {error}") from None
    if not isinstance(written.said, dict):
        raise FormError(f"{path.name}: debe tener claves y valores (title: …, sections: …)")
    return written


def _spread(given: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Named lists and scales put where they are named, and what a section says for all its questions said in each."""
    lists, scales = given.get("choices", {}), given.get("scales", {})
    form = {name: value for name, value in given.items() if name not in ("choices", "scales")}

    def named(value: Any, known: Mapping[str, Any], what: str) -> Any:
        if not isinstance(value, str):
            return value
        if value not in known:
            raise FormError(f"{path.name}: {what}: no hay una lista «{value}»{_near(value, list(known))}")
        return known[value]

    def question(one: Any, shared: Mapping[str, Any]) -> Any:
        if not isinstance(one, dict):
            return one
        one = {**shared, **one} if one.get("kind", "") != "table" else dict(one)
        for name, known in (("choices", lists), ("lines", lists), ("scale", scales)):
            if name in one:
                one[name] = named(one[name], known, f"{one.get('key', '?')}.{name}")
        if isinstance(one.get("columns"), list):
            one["columns"] = [question(column, {}) for column in one["columns"]]
        return one

    def section(one: Any) -> Any:
        if not isinstance(one, dict):
            return one
        shared = {name: one[name] for name in SHARED if name in one}
        asked = one.get("questions", [])
        rest = {name: value for name, value in one.items() if name not in SHARED}
        return rest | {
            "questions": [question(q, shared) for q in asked] if isinstance(asked, list) else asked
        }

    if isinstance(form.get("sections"), list):
        form["sections"] = [section(one) for one in form["sections"]]
    return form


def _line(problem: Any, given: Mapping[str, Any]) -> str:
    """A mistake in a form as one Spanish line: where it is and what would be right."""
    place, kind = _place(problem["loc"], given), problem["type"]
    if kind == "value_error":
        said = str(problem["ctx"]["error"])
        return said if not place or said.startswith("pregunta") else f"{place}: {said}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(
            str(problem["loc"][-1]), [*Form.model_fields, *Question.model_fields], n=1
        )
        return f"{place}: clave desconocida" + (f"; ¿quiso decir «{near[0]}»?" if near else "")
    if kind == "missing":
        tongue = {"es": "el texto en español", "en": "el texto en inglés"}.get(str(problem["loc"][-1]))
        return f"{place}: falta {tongue}" if tongue else f"{place}: falta"
    if kind == "literal_error":
        return (
            f"{place}: «{problem['input']}» no es una de {problem['ctx']['expected'].replace(' or ', ', ')}"
        )
    if kind == "string_pattern_mismatch":
        return f"{place}: «{problem['input']}» debe llevar letras minúsculas sin tilde, números y _, y empezar por letra"
    if isinstance(problem["input"], bool):
        return f'{place}: sin comillas, No y Sí son falso y verdadero en YAML; escríbalo entre comillas, como "No"'
    return f"{place}: no se entiende {problem['input']!r} ({problem['msg']})"


def _place(loc: tuple[Any, ...], given: Mapping[str, Any]) -> str:
    """Where a mistake is, with sections counted from 1 and questions by their names."""
    parts: list[str] = []
    at: Any = given
    for step in loc:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):
            at = None
        if isinstance(step, int):
            named = at.get("key") if isinstance(at, dict) else None
            parts[-1] += f" «{named}»" if named else f" {step + 1}"
        else:
            parts.append(str(step))
    return ", ".join(parts)
