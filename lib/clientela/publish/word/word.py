"""What Pandoc leaves out of a Word document: tables that keep together, a table of contents, fonts that travel with it.

Every row stays on one page and numbers on one line, columns have the width they were given, a table leaves no row alone
overleaf and its notes follow it, and the letters of the report are inside, for readers on whose machine they are not installed.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from pathlib import Path

from clientela.publish.page.meta import Meta
from clientela.publish.word import word_head
from clientela.publish.word.reference import EMBEDDED, fonts, odttf
from clientela.publish.word.styles import LINE_WIDTH

# A table of more rows or letters than this may go on overleaf.
MOST_ROWS, MOST_LETTERS = 12, 1200
TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
GRID = re.compile(r'<w:gridCol w:w="(\d+)" ?/>')
FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = re.compile(r"<w:drawing>.*?</w:drawing>", re.DOTALL)
EXTENT = re.compile(r'(<(?:wp:extent|a:ext) cx=)"(\d+)" cy="(\d+)"')
# The question under a heading stays with what answers it.
OPENING = re.compile(
    r'(<w:pStyle w:val="Heading[2-6]" />(?:(?!</w:p>).)*</w:p>\s*(?:<w:bookmark[^>]*/>\s*)*'
    r"<w:p><w:pPr><w:pStyle [^>]*/>)(?!<w:keepNext)",
    re.DOTALL,
)
# The notes under a table or a figure stay with it.
NOTE = r'\s*(?:<w:bookmark[^>]*/>\s*)*<w:p><w:pPr><w:pStyle w:val="(?:ReadNote|DoNote)" />'
NOTED_TABLE = re.compile(r"<w:tr>(?:(?!<w:tr>).)*</w:tr>(?=</w:tbl>" + NOTE + ")", re.DOTALL)
NOTED_FIGURE = re.compile(
    r'(<w:pStyle w:val="ImageCaption" />)(?=</w:pPr>(?:(?!</w:p>).)*</w:p>' + NOTE + ")", re.DOTALL
)
STYLED = re.compile(r"(<w:pStyle [^>]*/>)(?!<w:keepNext)")
# Text under a table stands clear of it, unless its style has room of its own above.
UNDER_TABLE = re.compile(
    r'(</w:tbl>\s*(?:<w:bookmark[^>]*/>\s*)*<w:p><w:pPr><w:pStyle w:val="(?:FirstParagraph|BodyText|Annex|Compact|DoNote)" />)'
    r"((?:<w:keepNext />|<w:numPr>.*?</w:numPr>)*)"
)
ROOM = '<w:spacing w:before="180" />'
# A figure is nearly as wide as the line and no taller than this, in English metric units.
WIDEST, TALLEST = 5_500_000, 3_700_000
HEADER = '<w:tblHeader w:val="on" />'


def finish(target: Path, fonts_folder: Path, meta: Meta) -> Path:
    """Rewrites the document in its place; the same document gives the same bytes."""
    with zipfile.ZipFile(target) as archive:
        infos = archive.infolist()
        parts = {info.filename: archive.read(info) for info in infos}
    document = TABLE.sub(lambda found: _table(found[0]), parts["word/document.xml"].decode())
    document = word_head.contents(_kept(document))
    parts["word/document.xml"] = DRAWING.sub(lambda found: _drawing(found[0]), document).encode()
    word_head.dress(parts, meta)
    _embed(parts, fonts_folder)
    packed = io.BytesIO()
    when = infos[0].date_time
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, when), content, zipfile.ZIP_DEFLATED)
    target.write_bytes(packed.getvalue())
    return target


def _kept(document: str) -> str:
    """What belongs together stays on one page: a question with its answer, notes with their table or figure."""
    document = OPENING.sub(r"\1<w:keepNext />", document)
    document = NOTED_TABLE.sub(lambda row: STYLED.sub(r"\1<w:keepNext />", row[0]), document)
    document = NOTED_FIGURE.sub(r"\1<w:keepNext />", document)
    return UNDER_TABLE.sub(rf"\1\2{ROOM}", document)


def _table(text: str) -> str:
    """One table: widths in Word's own unit, rows that hold together."""
    widths = _widths([int(width) for width in GRID.findall(text)])
    fresh = iter(widths)
    text = GRID.sub(lambda _: f'<w:gridCol w:w="{next(fresh)}" />', text)
    text = re.sub(r"<w:tblW [^>]*/>", f'<w:tblW w:type="dxa" w:w="{sum(widths)}" />', text)
    rows = ROW.findall(text)
    body = [row for row in rows if HEADER not in row]
    whole = len(body) <= MOST_ROWS and len(re.sub(r"<[^>]*>", "", text)) <= MOST_LETTERS
    place = iter(range(len(rows)))
    first = len(rows) - len(body)

    def dress(found: re.Match[str]) -> str:
        at = next(place) - first
        # Before the last, so that two go overleaf together; after the first, so that the header has two below it.
        keeps = at < len(body) - 1 and (whole or at <= 0 or at == len(body) - 2)
        return _row(found[0], widths, keeps)

    return ROW.sub(dress, text)


def _drawing(text: str) -> str:
    """One picture, within the line and not too tall: it would leave half a page empty before it."""

    def fit(found: re.Match[str]) -> str:
        wide, tall = int(found[2]), int(found[3])
        scale = min(1.0, WIDEST / (wide or 1), TALLEST / (tall or 1))
        return f'{found[1]}"{round(wide * scale)}" cy="{round(tall * scale)}"'

    return EXTENT.sub(fit, text)


def _widths(wanted: list[int]) -> list[int]:
    """The columns' widths stretched to the whole line."""
    edges = [round(LINE_WIDTH * sum(wanted[:i]) / (sum(wanted) or 1)) for i in range(len(wanted) + 1)]
    return [right - left for left, right in itertools.pairwise(edges)]


def _row(text: str, widths: list[int], keeps: bool) -> str:
    header = HEADER if HEADER in text else ""
    text = re.sub(r"<w:trPr>.*?</w:trPr>", "", text, count=1)
    text = text.replace("<w:tr>", f"<w:tr><w:trPr><w:cantSplit />{header}</w:trPr>", 1)
    of = iter(widths)
    text = CELL.sub(lambda found: _cell(found[0], next(of, 0)), text)
    if keeps:
        # Word wants a paragraph's style first, then what keeps it with the next.
        text = STYLED.sub(r"\1<w:keepNext />", text)
    return text


def _cell(text: str, width: int) -> str:
    number = '<w:jc w:val="right" />' in text and "TableHead" not in text
    inner = f'<w:tcW w:w="{width}" w:type="dxa" />' + ("<w:noWrap />" if number else "")
    return re.sub(r"<w:tcPr ?/>|<w:tcPr></w:tcPr>", f"<w:tcPr>{inner}</w:tcPr>", text, count=1)


def _embed(parts: dict[str, bytes], folder: Path) -> None:
    """Our fonts, in the disguise that Word asks for."""
    relations = ""
    for number, (name, key) in enumerate(EMBEDDED.items(), start=1):
        parts[f"word/fonts/font{number}.odttf"] = odttf((folder / f"{name}.ttf").read_bytes(), key)
        relations += f'<Relationship Id="rId{number}" Type="{FONT}" Target="fonts/font{number}.odttf"/>'
    parts["word/_rels/fontTable.xml.rels"] = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'.encode()
    )
    parts["word/fontTable.xml"] = fonts(embedded=True).encode()
    # Pandoc may have named the kind of file already, and Word mends no document that names one twice.
    if b'Extension="odttf"' not in parts["[Content_Types].xml"]:
        kind = '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
        _insert(parts, "[Content_Types].xml", r"(<Types[^>]*>)", kind)
    _insert(parts, "word/settings.xml", r"(<w:zoom [^>]*/>)", "<w:embedTrueTypeFonts />")


def _insert(parts: dict[str, bytes], name: str, after: str, text: str) -> None:
    parts[name] = re.sub(after, lambda found: found[0] + text, parts[name].decode(), count=1).encode()
