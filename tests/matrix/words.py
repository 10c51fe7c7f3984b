"""Rules that every rendered page has to keep, in Spanish and in English: what a reader would stumble over, found without one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice, takewhile

from matrix.pages import HEADINGS, Block

NO_NUMBER = r"(?<![\d.,–−+\-:/])"
# Singular words that end in s, and words that may follow a one without being counted.
NOT_PLURAL = {
    "es": "mes más es los las lunes martes miércoles jueves viernes tras menos después antes crisis análisis dos tres seis nos "
    "sus además entonces veces",
    "en": "is was has less across this its plus as us business class yes does loss access basis address process news always series",
}  # fmt: skip
# Words that only the one language has, and that stand in any text of some length.
TELLING = {
    "es": ["el", "la", "los", "las", "del", "de", "que", "con", "para", "por", "una", "sus", "más", "clientes", "cliente", "ventas",
    "compras", "días", "meses", "qué", "cómo", "cuánto", "desde", "hasta", "sin", "sobre", "entre", "pedidos"],
    "en": ["the", "of", "and", "with", "for", "from", "this", "that", "these", "those", "customers", "customer", "sales", "purchases",
    "days", "months", "what", "how", "which", "until", "without", "between", "orders", "their", "was", "were"],
}  # fmt: skip
COUNTED = "cliente persona pedido pregunta día semana producto compra queja campaña contrato sede vendedor vecino interesado "
"lista fila respuesta encuestado contacto"


@dataclass(frozen=True)
class Fault:
    """A rule that a text breaks, with the text."""

    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.text[:220]}"


# (rule, language or "" for both, pattern); what is found is a fault.
PATTERNS: list[tuple[str, str, re.Pattern[str]]] = [
    (rule, language, re.compile(pattern))
    for rule, language, pattern in (
        ("no value", "", r"(?<![\w/])(?:nan|NaN|None(?! [a-z])|NaT|<NA>|inf|-inf|null|undefined|Traceback)(?![\w/])"),
        ("a place not filled", "", r"\{\w*\}|\{\w+[:!]"),
        ("a name of ours", "", r"(?<![\w`/.@])[a-z]+(?:_[a-z0-9]+)+(?![\w`/.@])"),
        ("decimals", "", r"\d[.,]\d{4,}(?!\d*[-:])"),
        ("thousands of per cent", "es", r"\d\.\d{3}(?:,\d+)?\s?%"),
        ("thousands of per cent", "en", r"\d,\d{3}(?:\.\d+)?\s?%"),
        ("separator", "en", r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?![\d.]|\s*[a-z]+\.)(?=\s|$)"),
        ("separator", "es", r"(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])"),
        ("two signs", "", r"\S {2,}\S|,,|;;|(?<!\.)\.\.(?!\.)|\.,|,\.|;\.|:\.|\.;|::| [,;.](?!\d|[a-z]{2,4}\b)|\( | \)|\(\)|«»|¿\s*\?|\.:|,:|, ,"),
        ("twice a word", "es", r"\b(de|la|el|los|las|que|en|con|por|para|un|una|del|al|y|se) \1\b"),
        ("twice a word", "en", r"\b(the|of|in|with|for|by|an|and|is|are|to) \1\b"),
        ("de el", "es", r"\b(?:[Dd]e|[Aa]) el\b"),
        ("article", "en", r"\ba [aeio]\w+\b(?<!a one)(?<!a once)|\b[Aa]n (?![aeiouhAEIOUHFLMNRSX8\d])\w+\b"),
        ("the last nothing", "es", r"últim[oa]s 0\b|próxim[oa]s 0\b|\b0 (?:días|meses|semanas|años)\b|\b[Ll][oa]s 0\b|\b(?:en|de) cada 0\b"),
        ("the last nothing", "en", r"\b(?:last|next|these|those) 0\b|\b0 (?:days|months|weeks|years)\b|\b[Tt]he 0\b|\bevery 0\b"),
        ("one of many", "es", r"\b[Ll][oa]s 1 (?!de\b)|\búltim[oa]s 1\b|\bde 1 en 1\b|\b1 de cada 1\b"),
        ("one of many", "en", r"\b(?:these|those|last|next) 1 [a-z]+s\b|\b1 [a-z]+ (?:are|were|have)\b"),
        ("one of many", "es", NO_NUMBER + rf"\b1 (?:{COUNTED.replace(' ', '|')}) "
        rf"(?!también|bien|según|en\b|tan\b|quien|un\b|con\b|alguien|sin\b)\w+(?:[ae]n|aron|ieron)\b"),
    )
]  # fmt: skip
# The dash of a cell without a value, in a sentence: no sentence of ours has one.
ABSENT = re.compile(r"\S —(?=[\s.,;)])")
PLURAL = {language: re.compile(NO_NUMBER + r"\b1\s([a-záéíóúñ]+s)\b") for language in NOT_PLURAL}


def faults(blocks: Iterable[Block], language: str, own: Collection[str] = ()) -> list[Fault]:
    """Every rule that a page breaks; words of the company's own files (`own`) may be of any language."""
    listed = list(blocks)
    found = [fault for block in listed for fault in _of_block(block, language, set(own))]
    return [*dict.fromkeys([*found, *_of_headings(listed), *_repeated(listed)])]


# An amount with one or two decimals that are no millions.
CENTS = re.compile(r"(?:[$¥₲€]|\b[A-Z]{3})\s?\d[\d.,]*[.,]\d{1,2}(?![\d.,]*\d|\s?[MB]\b)")


def cents(blocks: Iterable[Block], currency: str) -> list[Fault]:
    """Amounts with cents in a currency that has none in use."""
    from clientela.present import numbers

    if numbers.cents(currency):
        return []
    spoken = (block.text.replace("\xa0", " ") for block in blocks)
    return [Fault("cents", _around(text, match)) for text in spoken if (match := CENTS.search(text))]


def _of_block(block: Block, language: str, own: set[str]) -> Iterable[Fault]:
    text = block.text.replace("\xa0", " ").replace("\u202f", " ")
    for rule, spoken, pattern in PATTERNS:
        if spoken in ("", language) and (match := pattern.search(text)) and match[0].strip() not in own:
            yield Fault(rule, _around(text, match))
    for match in PLURAL[language].finditer(text):
        if match[1] not in own and match[1] not in NOT_PLURAL[language].split():
            yield Fault("one of many", _around(text, match))
    if block.kind not in {"td", "th", "cell", "word"} and (match := ABSENT.search(text)):
        yield Fault("no number", _around(text, match))
    yield from _language(block, text, language, own)
    if (
        block.kind == "p"
        and "score" not in block.within
        and text[:1].islower()
        and not text.startswith(("es ", "en "))
    ):
        yield Fault("a fragment", text)


def _language(block: Block, text: str, language: str, own: set[str]) -> Iterable[Fault]:
    """Two telling words of the other language are no chance."""
    other = "en" if language == "es" else "es"
    words = [word for word in re.findall(r"[a-záéíóúñ]+", text.lower()) if word not in own]
    told = [word for word in words if word in TELLING[other] and word not in TELLING[language]]
    if len(set(told)) >= 2 or (told and len(words) <= 3):
        yield Fault("another language", f"{', '.join(sorted(set(told)))} in: {text}")


def _of_headings(blocks: list[Block]) -> Iterable[Fault]:
    """A heading says something, and something stands below it."""
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind in HEADINGS:
            if not block.text:
                yield Fault("empty heading", f"after {block.kind}")
            elif after is None or (after.kind in HEADINGS and after.kind <= block.kind):
                yield Fault("nothing below", block.text)


NUMBERED = re.compile(r"^(?:Tabla|Figura|Table|Figure)\s[\w.]+\s")


def _repeated(blocks: list[Block]) -> Iterable[Fault]:
    """No table and no figure stands twice on a page, no table is without rows; and a section has more than its question."""
    told = Counter(
        NUMBERED.sub("", block.text) for block in blocks if block.kind in {"caption", "figcaption"}
    )
    yield from (Fault("twice", text) for text, times in told.items() if text and times > 1)
    for caption, head, after in _tables(blocks):
        if head and (after is None or after.kind != "td"):
            yield Fault("a table without rows", caption.text)
    for one, two, three in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if (
            one.kind in HEADINGS
            and two.kind == "p"
            and two.text.startswith("¿")
            and three.kind in HEADINGS
            and three.kind <= one.kind
        ):
            yield Fault("a question without an answer", one.text)


def _tables(blocks: list[Block]) -> Iterable[tuple[Block, bool, Block | None]]:
    """Each table that has a caption: the caption, whether it has headings, and what stands after them."""
    for place, block in enumerate(blocks):
        if block.kind == "caption":
            rest = iter(blocks[place + 1 :])
            head = [*takewhile(lambda one: one.kind == "th", blocks[place + 1 :])]
            yield block, bool(head), next(islice(rest, len(head), None), None)


def _around(text: str, match: re.Match[str]) -> str:
    return f"«{match[0]}» in: …{text[max(0, match.start() - 90) : match.end() + 90]}…"
