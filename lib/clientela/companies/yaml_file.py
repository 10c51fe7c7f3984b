"""A YAML file as data that knows its lines; nothing in it is executed, grows beyond its size, or is repeated in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Names that stand for others (&a, *a) may make a page of text into more than any memory holds.
MOST_NODES = 100_000
# More than anybody writes by hand, a list of thousands of reports too, and little enough to be read in seconds.
LARGEST = 512 << 10
# What PyYAML says, and what the person who writes the file has to do; the file's own words are not repeated, as one may be a password.
WORDS = (
    ("single document", "hay otro documento después de una raya ---; deje uno solo"),
    ("found undefined alias", "un * se refiere a un nombre que no existe; si es parte de un texto, escríbalo entre comillas"),
    ("found duplicate anchor", "dos & tienen el mismo nombre"),
    ("found character '\\t'", "hay un tabulador donde van espacios"),
    ("cannot start any token", "un signo que YAML reserva (@, `, %) empieza un texto; escríbalo entre comillas"),
    ("mapping values are not allowed", "sobran dos puntos: escriba entre comillas el texto que los tiene"),
    ("could not find expected ':'", "faltan los dos puntos, o un espacio después de ellos"),
    ("found unexpected end of stream", "falta cerrar una comilla"),
    ("special characters are not allowed", "hay un signo que no se ve y que no es texto"),
    ("could not determine a constructor", "las etiquetas que empiezan con ! no se admiten"),
)  # fmt: skip
OTHER = "la línea no se entiende; revise la sangría, los dos puntos, las comillas y los corchetes"


class Unreadable(Exception):
    """The file is no YAML that can be used: `line` (from 1; 0 where none is to blame) and why, in one sentence."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line

    @property
    def place(self) -> str:
        """The line as it stands behind a file's name."""
        return f", línea {self.line}" if self.line else ""


@dataclass(frozen=True)
class Written:
    """What a YAML file says, and on which line it says it."""

    said: Any
    node: Any

    def line(self, place: Sequence[Any]) -> int:
        """The line of the innermost thing that a path of keys and places names; parts that are not there are passed over."""
        node, line = self.node, 1
        for part in place:
            key, found = _below(node, part)
            if found is not None:
                node, line = found, (key or found).start_mark.line + 1
        return line


def _below(node: Any, part: Any) -> tuple[Any, Any]:
    """The key and the value that a part of a path names."""
    if isinstance(node, yaml.MappingNode):
        # The last of two equal keys would count; two are refused before.
        return next(((k, v) for k, v in node.value if k.value == str(part)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None, None


def read(path: Path, ours: bool = False) -> Written:
    """Read a file. Raises Unreadable with its line: no UTF-8, no YAML, keys told twice, tags, names for names without end.

    A file of `ours` is read by the quick parser, whose words are others and which brackets without end would crash.
    """
    try:
        if path.exists() and not path.is_file():
            # A device or a pipe might never end.
            raise Unreadable(0, "no es un archivo corriente")
        if path.exists() and path.stat().st_size > LARGEST:
            raise Unreadable(0, f"pasa de {LARGEST >> 10} kB, y ningún archivo de este tipo es tan largo")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            error.object[: error.start].count(b"\n") + 1, "guárdelo como texto en UTF-8"
        ) from None
    try:
        loader = (getattr(yaml, "CSafeLoader", yaml.SafeLoader) if ours else yaml.SafeLoader)(text)
        node = loader.get_single_node()
        if node is None:
            return Written(None, None)
        _refuse_growth(node)
        _refuse_half_signs(node)
        for mapping in _mappings(node):
            _refuse_twice(mapping)
        return Written(_constructed(loader, node), node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = f"{error.context or ''} {error.problem or ''}"
        why = next((words for sign, words in WORDS if sign in said), OTHER)
        raise Unreadable(mark.line + 1 if mark else 0, why) from None
    except yaml.YAMLError as error:
        why = next((words for sign, words in WORDS if sign in str(error)), OTHER)
        place = getattr(error, "position", None)
        raise Unreadable(text[:place].count("\n") + 1 if place is not None else 0, why) from None
    except RecursionError:
        raise Unreadable(0, "hay demasiados corchetes o llaves, unos dentro de otros") from None


def _refuse_growth(root: Any) -> None:
    """Count what the file would become once every name stands for what it names; a name within itself never ends."""
    sizes: dict[int, int] = {}
    open_: set[int] = set()

    def size(node: Any) -> int:
        known = sizes.get(id(node))
        if known is not None:
            return known
        if id(node) in open_:
            raise Unreadable(node.start_mark.line + 1, "un nombre con & se contiene a sí mismo")
        open_.add(id(node))
        total = 1 + sum(size(below) for below in _children(node))
        open_.discard(id(node))
        if total > MOST_NODES:
            why = (
                "los nombres con & y * lo hacen crecer sin fin"
                if total > len(sizes) + len(open_) + 1
                else "tiene demasiadas claves y valores"
            )
            raise Unreadable(node.start_mark.line + 1, why)
        sizes[id(node)] = total
        return total

    size(root)


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from (key, value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _refuse_half_signs(root: Any) -> None:
    """Half a sign ("\\ud800") is no text that can be written anywhere."""
    for node in _nodes(root):
        if isinstance(node, yaml.ScalarNode) and re.search("[\ud800-\udfff]", node.value):
            raise Unreadable(node.start_mark.line + 1, "hay un signo que no se ve y que no es texto")


def _nodes(root: Any) -> Iterator[Any]:
    waiting, seen = [root], {id(root)}
    while waiting:
        yield (node := waiting.pop())
        for below in _children(node):
            if id(below) not in seen:
                seen.add(id(below))
                waiting.append(below)


def _mappings(root: Any) -> Iterator[yaml.MappingNode]:
    return (node for node in _nodes(root) if isinstance(node, yaml.MappingNode))


def _refuse_twice(node: yaml.MappingNode) -> None:
    """Of two equal keys YAML would take the last and say nothing."""
    seen: dict[tuple[str, str], int] = {}
    for key, _value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(line, "una clave debe ser un texto, no una lista ni un mapa")
        if key.tag == "tag:yaml.org,2002:merge":
            continue
        if first := seen.get((key.tag, key.value)):
            raise Unreadable(line, f"una clave está dos veces (ya está en la línea {first}); deje una")
        seen[key.tag, key.value] = line


def _constructed(loader: yaml.SafeLoader, node: Any) -> Any:
    """The data; a scalar that looks like a date and is none (2026-13-45) is told with its line."""
    for scalar in _scalars(node):
        try:
            loader.construct_object(scalar)
        except ValueError:
            raise Unreadable(scalar.start_mark.line + 1, "hay un número o una fecha que no existe") from None
    return loader.construct_document(node)


def _scalars(root: Any) -> Iterator[yaml.ScalarNode]:
    for mapping in _mappings(root):
        for below in _children(mapping):
            if isinstance(below, yaml.ScalarNode):
                yield below
            elif isinstance(below, yaml.SequenceNode):
                yield from (one for one in below.value if isinstance(one, yaml.ScalarNode))
