"""What is wrong in a company.yml, in words: one line each, with its line, and never with what may be a password."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote

# Signs that move the cursor of a terminal, break a line or turn it round.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
# Words that name a password, as an address has them behind its question mark.
NAMED = r"(?:password|passwd|pwd|contrase[ñn]a|(?:[a-z]+_)?token|secret|signature|sig|(?:api|access)_?key)="
# Who asks a database, and with which password, stands between // and @ (of which a path keeps one /), or behind a name.
CREDENTIALS = re.compile(
    rf"(?<=:/)[^\s/]\S*@|(?<=//)\S*@|(?<=%2f%2f)\S*%40|(?<=[\s;&?/]){NAMED}[^\s;&]+", re.IGNORECASE
)
# An address that says who asks, or a password named as one: both belong where a database is named, and nowhere else.
SECRET = re.compile(
    rf"//[^\s/:@]*:[^\n]*@|//[^\s/@]+@|(?:^|[\s;&?/]){NAMED}",
    re.IGNORECASE,
)
# Where it may stand: the key that holds it.
MAY_BE_SECRET = {"url", "query", "connect", "engine"}
NO_SECRET = "aquí hay una dirección con contraseña; una base de datos se nombra en url, con ${USUARIO} y ${CLAVE}, que se toman del entorno"
# What stands for a value of the environment, and how such names are written; another word in its place may be the password itself.
VARIABLE, NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}"), re.compile(r"[A-Z_][A-Z0-9_]*")
PLAIN_FORMS = {
    "country": "dos letras mayúsculas, como CO",
    "currency": "tres letras mayúsculas, como COP",
}
BOUNDS = {
    "greater_than": ("mayor que", "gt"),
    "greater_than_equal": ("como mínimo", "ge"),
    "less_than": ("menor que", "lt"),
    "less_than_equal": ("como máximo", "le"),
}
# A text has so many letters, from one on.
LENGTHS = {
    "too_short": "no puede estar vacío",
    "too_long": "es demasiado largo; escriba como máximo {max_length} letras",
}
# The beginnings of pydantic's kinds of error, and what the value must be.
WANTED = (
    ("dict_type", "un mapa (clave: valor)"),
    ("model_", "un mapa (clave: valor)"),
    ("list_type", "una lista, como [a, b]"),
    ("date_", "una fecha como 2026-01-31"),
    ("int_", "un número entero"),
    ("float_", "un número"),
    ("finite_", "un número que tenga fin"),
    ("bool_", "true o false"),
    ("invalid_key", "un texto la clave"),
)


def without_credentials(text: str) -> str:
    """A text in which the address of a database does not say who asks, nor the password.

    >>> without_credentials("postgresql://ana:S3creta@casa/ventas: no existe")
    'postgresql://…@casa/ventas: no existe'
    """
    return CREDENTIALS.sub(
        lambda one: "…@" if one[0].endswith(("@", "%40")) else f"{one[0].partition('=')[0]}=…", text
    )


def shown_variable(name: str) -> str:
    """A variable of the environment as a message may name it: who pastes a password between the braces does not read it there.

    >>> shown_variable("CLAVE_VENTAS"), shown_variable("S3creta")
    ('CLAVE_VENTAS', '…')
    """
    return name if NAME.fullmatch(name) else "…"


def misplaced_secrets(said: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """The places at which a password stands that should not, each with what to do; keys that hold one are not part of a place.

    >>> list(misplaced_secrets({"logo": "https://ana:S3creta@casa/logo.png", "url": "postgresql://ana:S3creta@casa/b"}))[0][0]
    ('logo',)
    """
    if isinstance(said, dict):
        for key, value in said.items():
            if is_secret(str(key)):
                yield place, NO_SECRET
            elif key not in MAY_BE_SECRET or not isinstance(value, str):
                yield from misplaced_secrets(value, (*place, key))
    elif isinstance(said, list):
        for number, one in enumerate(said):
            yield from misplaced_secrets(one, (*place, number))
    elif isinstance(said, str) and is_secret(said):
        yield place, NO_SECRET


def is_secret(said: str) -> bool:
    """Whether a text holds the address of a database with its password, its signs written as they are or as an address writes them (%3A)."""
    return bool(SECRET.search(said) or SECRET.search(unquote(said)))


def tell(problems: Sequence[Any], tables: Sequence[str], keys: Sequence[str]) -> dict[tuple[Any, ...], str]:
    """The place of each problem that pydantic found, without the names of its own alternatives, and what is to be done."""
    found: dict[tuple[Any, ...], str] = {}
    for problem in problems:
        place = tuple(part for part in problem["loc"] if not _alternative(part))
        words = without_credentials(_explain(problem, place, tables, keys))
        if problem["loc"][-1:] == ("[key]",):
            # A key that is no text has no place of its own that anybody would know again.
            place, words = place[:-1], f"en una clave: {words}"
        # Of alternatives the first was meant for plain values, the last for the fuller form.
        found[place] = (
            f"{found[place]}; o bien {words}" if place in found and words not in found[place] else words
        )
    return found


def _alternative(part: Any) -> bool:
    """Whether a part of a place is pydantic's name for one form that a value may have: literal['auto'], list[str]."""
    return isinstance(part, str) and bool(
        re.match(
            r"(literal|list|dict|function-\w+|constrained-\w+)\[|(str|date|bool|float|int|\[key\])$", part
        )
    )


def _explain(problem: Any, place: tuple[Any, ...], tables: Sequence[str], keys: Sequence[str]) -> str:
    kind, said = problem["type"], problem["input"]
    context: Mapping[str, Any] = problem.get("ctx", {})
    if kind == "extra_forbidden":
        near = get_close_matches(str(place[-1]), keys, n=1)
        return "clave desconocida" + (f"; ¿quiso decir «{near[0]}»?" if near else "")
    if kind == "literal_error" and len(place) == 2 and place[0] == "sources":
        near = get_close_matches(str(place[1]), tables, n=1)
        return "no es una tabla" + (f"; ¿quiso decir «{near[0]}»?" if near else f". Hay: {', '.join(tables)}")
    if kind == "value_error":
        # The input may hold a password: only the rule is said.
        return str(context["error"])
    if kind == "missing":
        return "falta"
    if kind == "string_type":
        return _no_text(said)
    if kind == "literal_error":
        return f"debe ser una de estas palabras: {context['expected'].replace(' or ', ' o ')}; {_what(said)}"
    if kind == "string_pattern_mismatch":
        return f"debe ser {PLAIN_FORMS.get(str(place[-1]), 'un texto de otra forma')}"
    if kind.removeprefix("string_") in LENGTHS:
        return LENGTHS[kind.removeprefix("string_")].format(**context)
    if kind in BOUNDS:
        words, bound = BOUNDS[kind]
        limit = context[bound]
        return f"debe ser {words} {limit if isinstance(limit, str) else format(limit, 'g')}; {_what(said)}"
    wanted = next((words for start, words in WANTED if kind.startswith(start)), "otra cosa")
    return f"debe ser {wanted}; {_what(said)}"


def _no_text(said: Any) -> str:
    if isinstance(said, bool):
        return 'sin comillas, No y Sí (Yes, On) son falso y verdadero en YAML; escríbalo entre comillas, como "No"'
    if isinstance(said, int | float | dt.date):
        return f'debe ser un texto; sin comillas es un número o una fecha: escríbalo como "{said}"'
    return f"debe ser un texto; {_what(said)}"


def _what(said: Any) -> str:
    """What stands there instead: numbers and dates as they are, of anything else only its kind."""
    if isinstance(said, bool):
        return f"dice {str(said).lower()}"
    if isinstance(said, int | float | dt.date):
        return f"dice {said}"
    kinds: dict[type, str] = {dict: "un mapa (clave: valor)", list: "una lista"}
    return "no hay nada" if said is None else f"hay {kinds.get(type(said), 'un texto')}"
