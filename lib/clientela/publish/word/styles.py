"""Every style of the Word document as data: paragraphs, characters, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INK, MUTE, LINE, TEAL, RED, AMBER = "1F2A37", "5B6675", "D8DEE6", "0B6E69", "B3312B", "8F5600"
SANS, SERIF = "Source Sans 3", "Source Serif 4"
# A4 and its margins, in twips.
PAGE_WIDTH, MARGIN = 11906, 1247
LINE_WIDTH = PAGE_WIDTH - 2 * MARGIN
# What Word takes when the font is not installed: the alternative name, else the family's kind.
FALLBACK = {SANS: ("Calibri", "swiss"), SERIF: ("Cambria", "roman")}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Style:
    """One paragraph style: font, size in points, colour, space before and after, a rule at its left or top."""

    name: str
    size: float = 10.5
    font: str = SERIF
    bold: bool = False
    italic: bool = False
    colour: str = INK
    before: float = 0
    after: float = 6
    line: float = 1.2
    rule: tuple[str, str] | None = None
    extra: str = ""
    based: str = "Normal"

    def xml(self) -> str:
        """The style as Word reads it."""
        ident = identifier(self.name)
        border = ""
        if self.rule:
            side, colour = self.rule
            border = f'<w:pBdr><w:{side} w:val="single" w:sz="18" w:space="8" w:color="{colour}"/></w:pBdr>'
        spacing = (
            f'<w:spacing w:before="{twips(self.before)}" w:after="{twips(self.after)}" '
            f'w:line="{round(240 * self.line)}" w:lineRule="auto"/>'
        )
        based = "" if self.name == "Normal" else f'<w:basedOn w:val="{self.based}"/>'
        default = ' w:default="1"' if self.name == "Normal" else ""
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{ident}"><w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f"<w:pPr>{_before_border(self.extra)}{border}{_tab(self.extra)}{spacing}{_after_spacing(self.extra)}</w:pPr>"
            f"<w:rPr>{run(self.font, self.size, self.bold, self.italic, self.colour)}</w:rPr></w:style>"
        )


def _before_border(extra: str) -> str:
    """Word wants the parts of a paragraph in its own order: page flow first."""
    return "".join(
        f"<w:{part}/>" for part in ("keepNext", "keepLines", "pageBreakBefore") if part in extra.split()
    )


def _tab(extra: str) -> str:
    """What comes after a tab stands at the right end of the line."""
    return f'<w:tabs><w:tab w:val="right" w:pos="{LINE_WIDTH}"/></w:tabs>' if "toEnd" in extra.split() else ""


def _after_spacing(extra: str) -> str:
    parts = dict(part.split("=") for part in extra.split() if "=" in part)
    indent = f'<w:ind w:left="{parts["left"]}"/>' if "left" in parts else ""
    align = f'<w:jc w:val="{parts["jc"]}"/>' if "jc" in parts else ""
    level = f'<w:outlineLvl w:val="{parts["level"]}"/>' if "level" in parts else ""
    return indent + align + level


def identifier(name: str) -> str:
    """How a document names a style: "heading 1" is Heading1."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


def twips(points: float) -> int:
    """Word counts in twentieths of a point."""
    return round(points * 20)


def run(font: str, size: float, bold: bool = False, italic: bool = False, colour: str = INK) -> str:
    """The letters of a style."""
    return (
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}" w:eastAsia="{font}"/>'
        + ("<w:b/>" if bold else "")
        + ("<w:i/>" if italic else "")
        + f'<w:color w:val="{colour}"/><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    )


def character(name: str, inner: str) -> str:
    """A style for words within a paragraph."""
    ident = identifier(name)
    return (
        f'<w:style w:type="character" w:styleId="{ident}"><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:rPr>{inner}</w:rPr></w:style>"
    )


HEADING: dict[str, Any] = {"font": SANS, "bold": True, "line": 1.1, "before": 14, "after": 5}
NOTE: dict[str, Any] = {"font": SANS, "size": 9.5, "after": 4, "line": 1.2}
CELL: dict[str, Any] = {"font": SANS, "size": 9, "line": 1.05, "before": 1.5, "after": 1.5}
PARAGRAPHS = [
    Style("Normal"),
    Style("Body Text"),
    Style("First Paragraph", based="BodyText"),
    Style("Compact", after=3),
    Style("Title", 30, SANS, bold=True, before=150, after=6, line=1.05),
    Style("Subtitle", 15, SERIF, after=18),
    Style("Author", 11, SANS, colour=MUTE, after=2),
    Style("Date", 11, SANS, colour=MUTE, after=30),
    Style("Contents Heading", 20, SANS, bold=True, after=8, extra="pageBreakBefore"),
    Style("toc 1", 10, SANS, bold=True, before=6, after=1, line=1.05, extra="keepLines toEnd"),
    Style("toc 2", 9, SANS, colour=MUTE, after=0.5, line=1.05, extra="keepLines toEnd left=200"),
    Style("Kicker", 9.5, SANS, colour=MUTE, after=0, extra="keepNext pageBreakBefore"),
    Style(
        "heading 1",
        18,
        **{**HEADING, "before": 2, "after": 6, "line": 1.05},
        extra="keepNext keepLines level=0",
    ),
    Style("heading 2", 14, **{**HEADING, "before": 11, "after": 4}, extra="keepNext keepLines level=1"),
    Style("heading 3", 11.5, **{**HEADING, "before": 12}, extra="keepNext keepLines level=2"),
    Style("Lead", 11.5, after=6, line=1.1),
    Style("Lead Close", 10, after=3, line=1.1),
    Style("caption", 9, SANS, colour=MUTE, after=8),
    Style("Table Caption", 9, SANS, colour=MUTE, before=12, after=4, extra="keepNext", based="Caption"),
    Style("Image Caption", 9, SANS, colour=MUTE, before=4, after=12, based="Caption"),
    Style("Figure", before=8, after=0, extra="keepNext"),
    Style("Captioned Figure", before=8, after=0, extra="keepNext"),
    Style("Table Text", **CELL),
    Style("Table Text Small", **{**CELL, "size": 8, "before": 1, "after": 1}),
    Style("Table Text Smallest", **{**CELL, "size": 7}),
    Style("Table Head", **{**CELL, "size": 8.5}, bold=True, colour=MUTE, extra="keepNext"),
    Style("Table Head Small", **{**CELL, "size": 7.5}, bold=True, colour=MUTE, extra="keepNext"),
    Style("Table Head Smallest", **{**CELL, "size": 6.5}, bold=True, colour=MUTE, extra="keepNext"),
    Style("Table Blank", **{**CELL, "before": 14, "after": 14}),
    Style("Score Name", 8, SANS, colour=MUTE, before=1.5, after=0, line=1.05),
    Style("Score Value", 13.5, SANS, bold=True, after=0, line=1.05),
    Style("Score Note", 7.5, SANS, colour=MUTE, after=0.5, line=1.05),
    Style("Risk Title", 9, SANS, bold=True, colour=RED, before=2, after=1, line=1.05),
    Style("Risk", 8.5, after=2, line=1.05),
    Style("Read Note", **{**NOTE, "before": 8}, rule=("left", LINE), extra="left=180 keepNext keepLines"),
    Style("Do Note", **{**NOTE, "after": 12}, rule=("left", TEAL), extra="left=180 keepLines"),
    Style(
        "Callout Title", **{**NOTE, "before": 10}, bold=True, rule=("left", AMBER), extra="left=180 keepNext"
    ),
    Style("Callout", **{**NOTE, "after": 10}, rule=("left", AMBER), extra="left=180"),
    Style("Missing", 8.5, SANS, colour=MUTE, before=4, after=4, line=1.1),
    Style("Annex", 9.5, after=5),
    Style("Team Question", after=4, extra="keepNext keepLines"),
    Style("Definition Term", 10, SANS, bold=True, before=6, after=0, extra="keepNext"),
    Style("Definition", 10, after=4),
    Style("footnote text", 8.5, SANS, after=2, line=1.1),
    Style("Block Text", 10.5, italic=True, extra="left=360"),
    Style("header", 8.5, SANS, colour=MUTE, after=0, extra="toEnd"),
    Style("footer", 8.5, SANS, colour=MUTE, after=0, extra="jc=right"),
]
CHARACTERS = {
    "Good": f'<w:b/><w:color w:val="{TEAL}"/>',
    "Bad": f'<w:b/><w:color w:val="{RED}"/>',
    "Careful": f'<w:b/><w:color w:val="{AMBER}"/>',
    "Neutral": f'<w:color w:val="{MUTE}"/>',
    "Interval": f'<w:b w:val="0"/><w:color w:val="{MUTE}"/><w:sz w:val="16"/>',
    "Interval Close": f'<w:b w:val="0"/><w:color w:val="{MUTE}"/><w:sz w:val="14"/>',
    "Evidence": f'<w:color w:val="{MUTE}"/><w:sz w:val="16"/><w:bdr w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>',
    "Evidence Close": f'<w:color w:val="{MUTE}"/><w:sz w:val="14"/><w:bdr w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>',
    "Caption Label": f'<w:b/><w:color w:val="{INK}"/>',
    "Verbatim Char": '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:sz w:val="18"/>',
    "footnote reference": '<w:vertAlign w:val="superscript"/>',
    "Hyperlink": f'<w:color w:val="{TEAL}"/>',
}


def _table(name: str, borders: str, first_row: str, default: bool) -> str:
    """A table style: thin lines between rows, the header's line in ink."""
    mark = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="table"{mark} w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:trPr><w:cantSplit/></w:trPr>{first_row}</w:style>"
    )


def styles() -> str:
    """word/styles.xml, whole."""
    hair = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'
    first_row = (
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
    )
    rows = f"<w:bottom {hair}/><w:insideH {hair}/>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'{run(SERIF, 10.5)}<w:lang w:val="es-CO"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        + "".join(style.xml() for style in PARAGRAPHS)
        + '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        + "".join(character(name, inner) for name, inner in CHARACTERS.items())
        + _table("Table", rows, first_row, default=True)
        + _table("SideBySide", f"<w:top {hair}/>{rows}", "", default=False)
        + "</w:styles>"
    )
