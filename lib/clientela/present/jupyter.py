r"""Our Markdown as JupyterLab and the repository's web page show it, and back.

They take what stands between two dollars for a formula, and know no caption: a table's sums ran into one another, and under it stood
`: Caption {#tbl-a}`. A notebook's output has `\\$` for a dollar, and its caption as a line of text; what the report needs is in the metadata.
A picture has its caption drawn under it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clientela.folders import project

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

CAPTION = re.compile(r"\n\n: (?P<caption>[^\n]*) \{#(?P<label>[\w-]+)\}$")
SHOWN = r"\\$"


def dressed(text: str) -> tuple[str, dict[str, Any]]:
    r"""A text to be shown in a notebook, and what `plain` needs beside it.

    >>> dressed("| $2 |\n\n: Sums of $ {#tbl-a}")
    ('| \\\\$2 |\n\nSums of \\\\$', {'table': {'caption': 'Sums of $', 'label': 'tbl-a'}})
    """
    found = CAPTION.search(text)
    about = {"table": found.groupdict()} if found else {}
    if found:
        text = f"{text[: found.start()]}\n\n{found['caption']}"
    # A dollar of the company's own text bears a sign before it already, which a report does not need: formulas are off there.
    return text.replace(r"\$", "$").replace("$", SHOWN), about


def plain(text: str, about: Mapping[str, Any]) -> str:
    r"""The text of a notebook's output as the report reads it.

    >>> plain(*dressed("| $2 |\n\n: Sums of $ {#tbl-a}"))
    '| $2 |\n\n: Sums of $ {#tbl-a}'
    """
    text = text.replace(SHOWN, "$")
    if "table" in about:
        table = about["table"]
        text = f"{text.rpartition(chr(10) * 2)[0]}\n\n: {table['caption']} {{#{table['label']}}}"
    return text


def captioned(png: bytes, caption: str) -> bytes:
    """A picture on a longer sheet, with its caption under it in lines as wide as the picture."""
    from PIL import Image, ImageDraw, ImageFont

    with Image.open(io.BytesIO(png)) as picture:
        drawn, dots = picture.convert("RGB"), picture.info["dpi"]
    # Letters of eleven points, as in the figure.
    letters = round(11 * dots[0] / 72)
    font = ImageFont.truetype(project.styles() / "fonts" / "SourceSans3-Regular.ttf", letters)
    lines = list(_lines(caption, font, drawn.width - letters))
    sheet = Image.new("RGB", (drawn.width, drawn.height + round((len(lines) * 1.3 + 0.9) * letters)), "white")
    sheet.paste(drawn)
    below = (letters // 2, drawn.height + letters // 2)
    ImageDraw.Draw(sheet).multiline_text(
        below, "\n".join(lines), font=font, fill="#5b6675", spacing=letters // 5
    )
    buffer = io.BytesIO()
    sheet.save(buffer, format="png", dpi=dots, compress_level=1)
    return buffer.getvalue()


def _lines(text: str, font: FreeTypeFont, width: float) -> Iterator[str]:
    line = ""
    # Only where there is a plain blank, and none before its sign: «95 %» stays together.
    for word in re.split(" (?!%)", text):
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            yield line
            longer = word
        line = longer
    yield line
