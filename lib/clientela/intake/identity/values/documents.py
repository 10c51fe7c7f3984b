"""Identity numbers (cédula, NIT, NIF, RFC, RUC, CUIT, RUT) brought to one form, and whether their check digit is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from clientela.intake.identity.values.words import is_blank, plain, words

_PREFIX = re.compile(
    r"^(?:n\.?i\.?t|c\.?\s?c|c\.?\s?e|t\.?\s?i|r\.?u\.?t|r\.?u\.?c|r\.?f\.?c|curp|cuit|cuil|n\.?i\.?f|n\.?i\.?e|c\.?i\.?f|d\.?n\.?i|ced(?:ula)?|doc)\b[.:#\s-]*"
)
_NOT_SIGN = re.compile(r"[^0-9a-z]")
_HYPHENED = re.compile(r"[-‐–]\s*[0-9kK]\s*$")
Reading = tuple[str, bool | None]


def document(text: str | None, country: str) -> tuple[str | None, bool | None]:
    """The number in one form, and whether its check digit is right (None where it has none).

    A blank, a placeholder or a number all of one digit gives (None, None).

    >>> document("900.373.913-4", "CO"), document("NIT 900373913", "CO"), document("900373913-5", "CO")
    (('900373913', True), ('900373913', None), ('900373913', False))
    >>> document("12345678-Z", "ES"), document("12.345.678", "ES"), document("999999999", "CO")
    (('12345678z', True), ('12345678z', None), (None, None))
    """
    if not text or is_blank(text):
        return None, None
    lowered = _PREFIX.sub("", plain(text.strip()))
    number = _NOT_SIGN.sub("", lowered)
    # Spreadsheets turn numbers into floats: "79123456.0".
    if re.fullmatch(r"\d+\.0", lowered):
        number = number[:-1]
    if (
        len(number) < 5
        or len(set(number)) == 1
        or number in words().blank_documents
        or not any(sign.isdigit() for sign in number)
    ):
        return None, None
    reader = _READERS.get(country)
    return reader(number, bool(_HYPHENED.search(lowered))) if reader else (number.lstrip("0"), None)


@cache
def _rule(name: str) -> Any:
    return import_module(f"stdnum.{name}")


def _right(name: str, number: str, **options: Any) -> bool:
    return bool(_rule(name).is_valid(number, **options))


def _colombia(number: str, hyphened: bool) -> Reading:
    # A cédula has no check digit, and one in eleven would pass for a NIT that has: only a hyphen or the length tells.
    if number.isdigit() and (hyphened or len(number) == 11 or (len(number) == 10 and number[0] in "89")):
        right = _right("co.nit", number.zfill(10) if len(number) < 8 else number)
        return (number[:-1].lstrip("0"), right) if hyphened or right else (number, False)
    return number.lstrip("0"), None


def _mexico(number: str, hyphened: bool) -> Reading:
    if len(number) == 18:
        return number, _right("mx.curp", number)
    if _right("mx.rfc", number, validate_check_digits=True):
        return number, True
    # The check digit of many real RFC is missing or was never right: a good structure neither helps nor harms.
    return number, None if _right("mx.rfc", number) else False


def _spain(number: str, hyphened: bool) -> Reading:
    number = number.removeprefix("es") if len(number) > 9 else number
    if number.isdigit() and len(number) <= 8:
        body = number.zfill(8)
        return body + _rule("es.dni").calc_check_digit(body).lower(), None
    number = number.zfill(9)
    return number, _right("es.nif", number)


def _peru(number: str, hyphened: bool) -> Reading:
    if len(number) == 11 and number.isdigit():
        right = _right("pe.ruc", number)
        # The RUC of a person holds the DNI.
        return (number[2:10], True) if right and number.startswith("10") else (number, right)
    return number.zfill(8) if number.isdigit() else number, None


def _ecuador(number: str, hyphened: bool) -> Reading:
    number = number.zfill(10) if len(number) == 9 else number
    if len(number) == 13 and number.endswith("001") and _right("ec.ci", number[:10]):
        return number[:10], True
    if len(number) == 13:
        return number, _right("ec.ruc", number)
    return number, _right("ec.ci", number) if len(number) == 10 else None


def _argentina(number: str, hyphened: bool) -> Reading:
    if len(number) == 11 and number.isdigit():
        right = _right("ar.cuit", number)
        # The CUIT of a person holds the DNI; those that begin with 3 are companies'.
        return (number[2:10].lstrip("0"), True) if right and not number.startswith("3") else (number, right)
    return number.lstrip("0"), None


def _chile(number: str, hyphened: bool) -> Reading:
    number = number.lstrip("0")
    right = _right("cl.rut", number)
    return number, True if right else (False if hyphened else None)


_READERS: dict[str, Callable[[str, bool], Reading]] = {
    "CO": _colombia, "MX": _mexico, "ES": _spain, "PE": _peru, "EC": _ecuador, "AR": _argentina, "CL": _chile,
}  # fmt: skip

_COMPANY = {
    "CO": re.compile(r"[89]\d{8}"),
    "MX": re.compile(r"[a-z&]{3}\d{6}[a-z0-9]{3}"),
    "ES": re.compile(r"[abcdefghjnpqrsuvw]\d{7}[a-z0-9]"),
    "PE": re.compile(r"20\d{9}"),
    "AR": re.compile(r"3[034]\d{9}"),
    "CL": re.compile(r"[5-9]\d{7}[0-9k]"),
}


def is_company_number(number: str | None, country: str) -> bool:
    """Whether a number in one form is of those that only companies get.

    >>> is_company_number("900373913", "CO"), is_company_number("79123456", "CO")
    (True, False)
    """
    pattern = _COMPANY.get(country)
    return bool(number and pattern and pattern.fullmatch(number))
