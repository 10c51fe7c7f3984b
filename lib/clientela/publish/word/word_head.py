"""What a Word document says of itself: its contents, running heads, language, dates; and nothing of how it was made."""

from __future__ import annotations

import re
from html import escape

from clientela.publish.page.meta import Meta
from clientela.publish.word.styles import W

# The language by which Word checks the spelling.
SPELLING = {"es": "es-CO", "en": "en-US"}
DECIMAL = {"es": (",", ";"), "en": (".", ",")}
# Where docx.lua leaves room for the table of contents.
PLACE = re.compile(r'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Toc1" ?/>.*?</w:p>', re.DOTALL)
HEADING = re.compile(
    r'(<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Heading([12])" ?/>(?:(?!</w:pPr>).)*</w:pPr>)(.*?)(</w:p>)',
    re.DOTALL,
)
WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
# A name that Word itself would give a title, with numbers that no other bookmark has.
FIRST = 900_001
# What Word 2013 and later know; without it they open the document as one of 2007.
MODERN = '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
END = '<w:r><w:fldChar w:fldCharType="end" /></w:r>'
PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Clientela</Application></Properties>"
)


def contents(document: str) -> str:
    """A table of contents of Word's own (chapters and sections), already filled in, whose lines are links.

    The page numbers are fields that stay blank until Word counts its pages (a right click on the table, or printing): only
    Word knows them, a number of ours would be wrong on most machines, and a document that asks for them when it opens
    makes Word warn the reader about "fields that may refer to other files".
    """
    lines: list[str] = []

    def mark(found: re.Match[str]) -> str:
        number = FIRST + len(lines)
        words = "".join(WORDS.findall(found[3]))
        lines.append(_line(int(found[2]), f"_Toc{number}", words))
        begin = f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number}" />'
        return f'{found[1]}{begin}{found[3]}<w:bookmarkEnd w:id="{number}" />{found[4]}'

    if not PLACE.search(document):
        return document
    document = HEADING.sub(mark, document)
    return PLACE.sub(lambda _: _table_of(lines), document, count=1)


def _field(code: str, shown: str = "") -> str:
    """A field with what it shows until Word reckons it again."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin" /></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate" /></w:r>{shown}{END}'
    )


def _text(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def _line(level: int, mark: str, words: str) -> str:
    page = _field(rf"PAGEREF {mark} \h")
    inner = (
        f'<w:hyperlink w:anchor="{mark}" w:history="1">{_text(words)}<w:r><w:tab /></w:r>{page}</w:hyperlink>'
    )
    return f'<w:p><w:pPr><w:pStyle w:val="Toc{level}" /></w:pPr>{inner}</w:p>'


def _table_of(lines: list[str]) -> str:
    """The lines inside the field: it begins in the first of them and ends after the last."""
    if not lines:
        return ""
    begin = _field(r'TOC \o "1-2" \h \z \u').removesuffix(END)
    lines = [lines[0].replace("</w:pPr>", f"</w:pPr>{begin}", 1), *lines[1:]]
    lines[-1] = f"{lines[-1].removesuffix('</w:p>')}{END}</w:p>"
    return "".join(lines)


def dress(parts: dict[str, bytes], meta: Meta) -> None:
    """Running heads, language and properties, in the parts of the document."""
    parts["word/header1.xml"] = _header(meta).encode()
    language = SPELLING[meta.language]
    tag = f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA" />'
    _replace(parts, "word/styles.xml", r"<w:lang [^>]*/>", tag)
    decimal, separator = DECIMAL[meta.language]
    for pattern, text in (
        # It would say that the spelling was checked.
        (r"<w:proofState [^>]*/>", ""),
        (r"<w:rsids>", f"{MODERN}<w:rsids>"),
        (r"<w:themeFontLang [^>]*/>", f'<w:themeFontLang w:val="{language}" />'),
        (r"<w:decimalSymbol [^>]*/>", f'<w:decimalSymbol w:val="{decimal}" />'),
        (r"<w:listSeparator [^>]*/>", f'<w:listSeparator w:val="{separator}" />'),
    ):
        _replace(parts, "word/settings.xml", pattern, text)
    _replace(parts, "docProps/core.xml", r"<dc:language>[^<]*", f"<dc:language>{language}")
    parts["docProps/app.xml"] = PROPERTIES.encode()
    # Pandoc keeps there whatever it was told on the way.
    parts.pop("docProps/custom.xml", None)
    _replace(parts, "_rels/.rels", r'<Relationship [^>]*docProps/custom\.xml"[^>]*/>', "")
    _replace(parts, "[Content_Types].xml", r'<Override [^>]*docProps/custom\.xml"[^>]*/>', "")


def _header(meta: Meta) -> str:
    """Whose report and of which day at the left; at the right the chapter, read from the line above its title.

    A program that does not know that field shows what kind of report it is.
    """
    left = escape(" · ".join(part for part in (meta.company, meta.as_of_text) if part))
    field = _field("STYLEREF Kicker", _text(escape(meta.subtitle or meta.title)))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<w:hdr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Header" /></w:pPr>'
        f"{_text(left)}<w:r><w:tab /></w:r>{field}</w:p></w:hdr>"
    )


def _replace(parts: dict[str, bytes], name: str, pattern: str, text: str) -> None:
    parts[name] = re.sub(pattern, lambda _: text, parts[name].decode()).encode()
