"""Each language of the course says its own words: no Spanish for who learns in English, no English for who learns in Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from clientela.course import check
from clientela.course.source import library
from clientela.course.told.said import leaves
from clientela.forms import library as forms
from clientela.forms.model import Words

# Short words that one language cannot do without and the other does not have.
OF = {
    "es": "el los las del que y en por para con una unos su sus está están cómo cuál quién qué pero porque sin cuando también muy entre hasta",
    "en": "the of and is are with that which to for what whom not from this these they their when how who was were be by at it if or than",
}
# Numbers that are asked for are no words; titles of works, between quotation marks or slanted, are in the language they were written in.
ASIDE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|«[^»]*»(?=, \*)|\"[^\"]*\"(?=, \*)|\*[^*]+\*(?=, \d)", re.S)


def foreign(text: str, other: str) -> list[str]:
    """The words of a text that are of the other language."""
    known = set(OF[other].split())
    return [word for word in re.findall(r"[a-záéíóúüñ]+", ASIDE.sub(" ", text).casefold()) if word in known]


def texts() -> Iterator[tuple[str, Words]]:
    """Every text of the course with its place: lessons, what stands around them, the forms that they use."""
    found, _wrong = check.modules()
    for module in found:
        yield from ((f"{module.number}_{module.key}", words) for words in leaves(module))
        for _lesson, one in module.exercises():
            if one.form:
                yield from ((one.form, words) for words in leaves(forms.form(one.form)))
    yield from (("guide", words) for words in leaves(library.guide()))


def test_each_language_says_its_own_words():
    wrong = {
        f"{place}: {text}"
        for place, words in texts()
        for text, other in ((words.es, "en"), (words.en, "es"))
        if foreign(text, other)
    }
    assert not wrong


@pytest.mark.parametrize(
    ("text", "other", "said"),
    [
        ("Quien compra the coffee", "en", ["the"]),
        ("Whoever buys el café", "es", ["el"]),
        ("De los {{ n('the.end') }}", "en", []),
        ("Kano (1984), «The end of it», *Journal of Quality*, 14", "en", []),
    ],
)
def test_a_word_of_the_other_language_is_noticed(text, other, said):
    assert foreign(text, other) == said
