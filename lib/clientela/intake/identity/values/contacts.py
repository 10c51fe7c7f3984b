"""E-mails, telephones and addresses brought to one form that can be compared."""

from __future__ import annotations

import re
from functools import cache

from clientela.intake.identity.values.words import is_blank, plain, split, words

_EMAIL = re.compile(r"([a-z0-9._%+'-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})")
_APART = re.compile(r"[/;,|]|\s(?:y|o|e)\s|\bext\b.*|\bx\s?\d+$")
_PLAIN_NUMBER = re.compile(r"\s*\+?[\d\s().-]+")
_NOT_DIGIT = re.compile(r"\D")
_DIGITS_AND_LETTERS = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")


def email(text: str | None) -> tuple[str | None, str | None]:
    """The address in one form, and the part before the @; (None, None) where it is no address.

    Slips in well-known domains are mended. Dots and what follows a + are dropped for Gmail alone, which ignores them; elsewhere they may be
    another person.

    >>> email(" Ana.Ruiz+tienda@GMIAL.com"), email("ana.ruiz@empresa.co"), email("notiene@notiene.com"), email("ana@")
    (('anaruiz@gmail.com', 'anaruiz'), ('ana.ruiz@empresa.co', 'ana.ruiz'), (None, None), (None, None))
    """
    if not text:
        return None, None
    found = _EMAIL.search(plain(text).replace(" ", ""))
    if not found or found[1] in words().blank_emails or is_blank(found[1]):
        return None, None
    user, domain = found[1].strip("."), words().email_domains.get(found[2], found[2])
    if domain == "gmail.com":
        user = user.split("+")[0].replace(".", "")
    return (f"{user}@{domain}", user) if user else (None, None)


@cache
def _mobile(country: str) -> tuple[str, re.Pattern[str]] | None:
    from phonenumbers.phonemetadata import PhoneMetadata

    about = PhoneMetadata.metadata_for_region(country)
    if about is None or not about.mobile or not about.mobile.national_number_pattern:
        return None
    return str(about.country_code), re.compile(about.mobile.national_number_pattern)


def phone(text: str | None, country: str) -> str | None:
    """The first good telephone of the text, else the first, with its country's prefix (E.164); None where there is none.

    >>> phone("(300) 123-4567", "CO"), phone("+57 300 1234567", "CO"), phone("tel. 612 34 56 78 / 91 111", "ES")
    ('+573001234567', '+573001234567', '+34612345678')
    >>> phone("9999999999", "CO"), phone("SIN TELEFONO", "CO")
    (None, None)
    """
    if not text:
        return None
    if _PLAIN_NUMBER.fullmatch(text) and (number := _plain_mobile(text, country)):
        return number
    if is_blank(text):
        return None
    likely = None
    for part in _APART.split(text):
        digits = _NOT_DIGIT.sub("", part or "")
        if _made_up(digits):
            continue
        number, good = _number(part, digits, country)
        if number and good:
            return number
        # Of no known network, but the same wrong number twice is the same number.
        likely = likely or number
    return likely


def _made_up(digits: str) -> bool:
    return len(digits) < 6 or len(set(digits[-7:])) == 1 or digits in "01234567890" or digits in "9876543210"


def _plain_mobile(text: str, country: str) -> str | None:
    """A mobile with or without its country's prefix and nothing else around it: most numbers are."""
    mobile, digits = _mobile(country), _NOT_DIGIT.sub("", text)
    if not mobile or _made_up(digits) or is_blank(digits):
        return None
    own = digits.removeprefix(mobile[0]) if text.lstrip().startswith("+") else digits
    return _same_line(f"+{mobile[0]}{own}") if mobile[1].fullmatch(own) else None


def _number(part: str, digits: str, country: str) -> tuple[str | None, bool]:
    # Most numbers are plain mobiles: a regular expression from the same library, twenty times faster than its parser.
    mobile = _mobile(country)
    if mobile and mobile[1].fullmatch(digits):
        return _same_line(f"+{mobile[0]}{digits}"), True
    import phonenumbers

    # Colombia's land lines grew in 2021: (1) 234 5678 is now 601 234 5678.
    if country == "CO" and len(digits) == 8 and digits[0] in "124567":
        part = "60" + digits
    likely = None
    for written in (part, "+" + digits):
        try:
            parsed = phonenumbers.parse(written, country)
        except phonenumbers.NumberParseException:
            continue
        form = _same_line(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
        if phonenumbers.is_valid_number(parsed):
            return form, True
        likely = likely or form
    return likely, False


def _same_line(number: str) -> str:
    # Argentina's 9 and Mexico's former 1 before a mobile are dialled or not: the same line.
    return re.sub(r"^\+549|^\+521(?=\d{10}$)", lambda found: found[0][:3], number)


def address(text: str | None) -> tuple[str | None, str | None, str | None]:
    """The address in one form, the part up to the building's door, and its numbers.

    >>> address("Carrera 15 No. 93 - 47 Apto 301")
    ('cr 15 93 47 apto 301', 'cr 15 93 47', '15 93 47')
    >>> address("Cra. 15 # 93-47"), address("C/ Mayor, 12"), address("no registra")
    (('cr 15 93 47', 'cr 15 93 47', '15 93 47'), ('cl mayor 12', 'cl mayor 12', '12'), (None, None, None))
    """
    if not text or is_blank(text):
        return None, None, None
    text = re.sub(r"^\s*c\s*/", "calle ", plain(text))
    table = words().address
    found = [table.get(word, word) for part in split(text) for word in _DIGITS_AND_LETTERS.split(part)]
    found = [word for word in found if word]
    # A street's own letter may be an inside word ("Torre" street): the first word never ends the street.
    end = next(
        (place for place, word in enumerate(found) if place > 1 and word in words().address_inside),
        len(found),
    )
    numbers = " ".join(word for word in found[:end] if word.isdigit())
    return (" ".join(found), " ".join(found[:end]), numbers or None) if found else (None, None, None)


def place(text: str | None) -> str | None:
    """A city's name in one form.

    >>> place("Bogotá D.C."), place("BOGOTA"), place("Medellín (Antioquia)")
    ('bogota', 'bogota', 'medellin')
    """
    if not text or is_blank(text):
        return None
    found = split(re.sub(r"[(,].*|\bd\.?\s?[cf]\b\.?", "", plain(text)))
    return " ".join(found) or None
