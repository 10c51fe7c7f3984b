r"""Our Markdown as JupyterLab and the repository's web page show it, and back.

They take what stands between two dollars for a formula, and know no caption: a table's sums ran into one another, and under it stood
`: Caption {#tbl-a}`. A notebook's output has `\\$` for a dollar, and its caption as a line of text; what the report needs is in the metadata.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

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
    return text.replace("$", SHOWN), about


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
