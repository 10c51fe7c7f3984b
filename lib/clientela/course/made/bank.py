"""The questions of the course as a bank for Moodle (its XML) and as GIFT, with their answers: for who teaches.

Moodle XML as moodle/question/format/xml writes it: `category`, `multichoice`, `numerical` and `essay` questions; fractions in per cent, tolerance
of a number as it stands. GIFT as its page in Moodle's documentation has it: signs ~ = # { } : escaped.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from clientela.course.check import bare
from clientela.course.made.markdown import html
from clientela.course.made.room import Room
from clientela.course.source.exercises import Exercise
from clientela.course.source.lessons import Module
from clientela.course.told.said import Chosen, Told, Worked
from clientela.present.language import _

ESCAPED = re.compile(r"([~=#{}:\\])")


def write(modules: Sequence[Module], room: Room, folder: Path) -> list[Path]:
    """Both banks in the language in use."""
    moodle, gift = folder / "moodle.xml", folder / (_("preguntas") + ".gift.txt")
    tree = ET.ElementTree(quiz(modules, room))
    ET.indent(tree)
    tree.write(moodle, encoding="utf-8", xml_declaration=True)
    gift.write_text("\n\n".join(lines(modules, room)) + "\n", encoding="utf-8")
    return [moodle, gift]


def asked(modules: Iterable[Module], room: Room) -> Iterator[tuple[str, str, Told]]:
    """Every question: the category it belongs to, its name, and what it says."""
    for module in modules:
        head = room.tell(bare(module)).title
        for lesson, one in module.exercises():
            yield head, f"{module.number}.{lesson.key}.{one.key}", room.tell(one)


def quiz(modules: Iterable[Module], room: Room) -> ET.Element:
    """The questions as Moodle's XML."""
    root, category = ET.Element("quiz"), ""
    for head, name, told in asked(modules, room):
        if head != category:
            category = head
            made = ET.SubElement(root, "question", type="category")
            path = "$course$/top/" + _("Curso de clientes") + "/" + head.replace("/", "//")
            ET.SubElement(ET.SubElement(made, "category"), "text").text = path
        root.append(_question(name, told))
    return root


def _question(name: str, told: Told) -> ET.Element:
    given: Exercise = told.source
    kind = "multichoice" if told.choices else "numerical" if given.answer else "essay"
    made = ET.Element("question", type=kind)
    ET.SubElement(ET.SubElement(made, "name"), "text").text = name
    _text(made, "questiontext", _body(told))
    _text(made, "generalfeedback", told.solution)
    ET.SubElement(made, "defaultgrade").text = str(max(given.points if kind == "essay" else 1, 1))
    ET.SubElement(made, "penalty").text = "0"
    ET.SubElement(made, "hidden").text = "0"
    if kind == "multichoice":
        _multichoice(made, told.choices)
    elif kind == "numerical":
        _numerical(made, told.answer)
    else:
        _essay(made, told)
    if told.hint:
        _text(made, "hint", told.hint)
    return made


def _multichoice(made: ET.Element, choices: list[Chosen]) -> None:
    right = sum(one.right for one in choices)
    ET.SubElement(made, "single").text = "true" if right == 1 else "false"
    ET.SubElement(made, "shuffleanswers").text = "true"
    ET.SubElement(made, "answernumbering").text = "abc"
    for one in choices:
        answer = ET.SubElement(made, "answer", fraction=_fraction(right) if one.right else "0", format="html")
        ET.SubElement(answer, "text").text = html(one.text)
        _text(answer, "feedback", one.feedback)


def _fraction(right: int) -> str:
    """The per cent of a right answer among several, in the five decimals that Moodle knows."""
    return f"{100 / right:.5f}".rstrip("0").rstrip(".")


def _numerical(made: ET.Element, worked: Worked) -> None:
    for value, right, words in numbered(worked):
        answer = ET.SubElement(made, "answer", fraction="100" if right else "0", format="moodle_auto_format")
        ET.SubElement(answer, "text").text = f"{value:.10g}"
        ET.SubElement(answer, "tolerance").text = f"{worked.margin * scale(worked):.10g}"
        _text(answer, "feedback", words)


def _essay(made: ET.Element, told: Told) -> None:
    for name, value in (
        ("responseformat", "editor"),
        ("responserequired", "1"),
        ("responsefieldlines", "10"),
    ):
        ET.SubElement(made, name).text = value
    ET.SubElement(made, "attachments").text = "0"
    rubric = [f"{points} · {line}" for points, line in told.rubric]
    _text(made, "graderinfo", "\n\n".join([told.solution, *rubric]))


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(ET.SubElement(parent, name, format="html"), "text").text = html(text)


def _body(told: Told) -> str:
    given: Exercise = told.source
    unit = _("Escriba el porcentaje.") if given.answer and given.answer.unit == "share" else ""
    return "\n\n".join(part for part in (told.ask, *map(_captioned, told.shown), unit) if part)


def _captioned(shown: str) -> str:
    """A table with its caption above it as a line of its own."""
    rows, _colon, caption = shown.partition("\n\n: ")
    return f"{caption}\n\n{rows}"


def scale(worked: Worked) -> int:
    """Shares are asked for in per cent, differences of shares in points."""
    return 100 if worked.unit in ("share", "points") else 1


def numbered(worked: Worked) -> Iterator[tuple[float, bool, str]]:
    """The right number, and the wrong ones that have words of their own, as learners write them."""
    yield worked.value * scale(worked), True, worked.right
    yield from ((value * scale(worked), False, words) for value, words in worked.slips)


def lines(modules: Iterable[Module], room: Room) -> Iterator[str]:
    """The questions as GIFT, one a paragraph."""
    category = ""
    for head, name, told in asked(modules, room):
        if head != category:
            category = head
            yield f"$CATEGORY: $course$/top/{_('Curso de clientes')}/{head.replace('/', '//')}"
        yield f"::{_safe(name)}::[html]{_safe(html(_body(told)))}{{{_answers(told)}}}"


def _answers(told: Told) -> str:
    if choices := told.choices:
        right = sum(one.right for one in choices)
        marks = (("=" if right == 1 else f"~%{_fraction(right)}%") if one.right else "~" for one in choices)
        listed = (
            f"{mark}{_safe(html(one.text))}#{_safe(html(one.feedback))}"
            for mark, one in zip(marks, choices, strict=True)
        )
        return "\n" + "\n".join(listed) + "\n"
    if worked := told.answer:
        margin = f"{worked.margin * scale(worked):.10g}"
        listed = (
            f"={'' if right else '%0%'}{value:.10g}:{margin}#{_safe(html(words))}"
            for value, right, words in numbered(worked)
        )
        return "#\n" + "\n".join(listed) + "\n"
    # Nothing between the braces is an essay.
    return ""


def _safe(text: str) -> str:
    return ESCAPED.sub(r"\\\1", " ".join(text.split()))
