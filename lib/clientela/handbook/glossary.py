"""The glossary as a page, in the words of the report."""

from __future__ import annotations

from clientela.handbook.tables import table
from clientela.present.language import _, gettext
from clientela.publish.page.appendix import GLOSSARY


def page() -> str:
    """Each word with what it means here."""
    rows = [(f"**{gettext(word)}**", gettext(meaning)) for word, meaning in GLOSSARY]
    return f"# {_('Las palabras del informe')}\n\n{table([_('palabra'), _('qué significa')], rows)}\n"
