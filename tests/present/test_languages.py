"""Spanish first, English second, complete in both."""

import re
import string

import pytest

from clientela.present import language, messages
from clientela.present.agreement import EITHER

PLACES = string.Formatter()


def places(text: str) -> set[str]:
    said = PLACES.parse(EITHER.sub(lambda both: f"{{{both[1]}}}", text))
    return {name for _text, name, _format, _conversion in said if name is not None}


def test_every_message_has_its_english():
    assert messages.untranslated("en") == {}, (
        "run `make messages` and translate lib/clientela/present/locale/en.po"
    )


def test_a_translation_fills_the_same_places_and_keeps_the_marks():
    for spanish, english in language.catalogue("en").items():
        if not re.search(r"\{[^}a-z]|\{\w+:", spanish + english):
            assert places(spanish) == places(english), spanish
        # Both forms, in both languages: a bar anywhere else would be printed.
        assert not re.search(r"\{\w+\|", EITHER.sub("", spanish + english)), spanish
        assert spanish.count("**") == english.count("**"), spanish
        assert spanish.startswith("#") == english.startswith("#"), spanish


def test_no_spanish_is_left_in_english():
    # Between quotation marks and backticks stand names from a Spanish company's own files.
    own = re.compile(r"«[^»]*»|“[^”]*”|`[^`]*`|\"[^\"]*\"|'[^']*'|\([^)]*\)")
    for spanish, english in language.catalogue("en").items():
        assert not re.search(r"[¿¡ñáéíóú]", own.sub("", english)), english
        assert spanish != english or len(spanish) < 40, spanish


@pytest.mark.parametrize("chosen", language.LANGUAGES)
def test_messages_are_said_in_the_language_in_use(chosen):
    with language.speaking(chosen):
        assert language.gettext("Clientes") == {"es": "Clientes", "en": "Customers"}[chosen]
