"""`show(x)`: puts a table, a figure, a finding or a gap into the notebook, as Markdown or as a picture."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from typing import Any

from clientela.folders import project
from clientela.present import numbers
from clientela.present.figures import Figure
from clientela.present.jupyter import captioned, dressed
from clientela.present.language import _
from clientela.present.tables import Table
from clientela.present.terms import REASONS, term
from clientela.results import SAMPLED_OF, Finding, Missing, Reason, Result

# Dots of a screen across a figure in a notebook.
ON_SCREEN = 760
# The currency of the company whose notebook is running; set when a stage opens.
_currency = [""]
# The missing answers told already: each is one line, however many tables and figures would have come of it.
_told: set[str] = set()
# The results whose sample has been told.
_sampled: set[str] = set()
# The tables and columns that the company has: nobody is asked to add them.
_there: set[str] = set()


def begin(currency: str, there: Iterable[str] = ()) -> None:
    """A notebook or an edition begins: write money in this currency; nothing has been called missing yet.

    `there` are the tables and columns that the company has.
    """
    _currency[0] = currency
    _told.clear()
    _sampled.clear()
    _there.clear()
    _there.update(there)


def show(thing: Any, result: Any = None) -> None:
    """Show a Table, a Figure, a Missing, Findings or a text; or `show(plot_status, status)`: what a function makes of a result.

    A Missing result is shown in the place of whatever would have been made of it. Tables and texts leave as `text/markdown` only; figures as
    PNG with caption, alternative text and label in the output's metadata.
    """
    from IPython.display import display

    if callable(thing):
        thing = result if isinstance(result, Missing) else _make(thing, result)
    if isinstance(thing, Missing):
        # What failed is said in each section that lacks it.
        if thing.key in _told and thing.reason != Reason.FAILED:
            return
        _told.add(thing.key)
    bundle, metadata = render(thing)
    if bundle:
        display(bundle, metadata=metadata, raw=True)
        if (said := sample_told(result)) and result.key not in _sampled:
            _sampled.add(result.key)
            display({"text/markdown": said}, raw=True)


def sample_told(result: Any) -> str:
    """What is said once beneath a result that rests on a sample; nothing of one that rests on everybody."""
    whole = result.values.get(SAMPLED_OF) if isinstance(result, Result) else None
    if whole is None:
        return ""
    said = _(
        "*Se apoya en una muestra de {n} de los {whole} clientes, siempre la misma; lo que se midió en ella lleva sus cuentas e intervalos.*"
    )
    return said.format(n=numbers.count(whole.n), whole=numbers.count(whole.value))


def _make(function: Callable[..., Any], result: Any) -> Any:
    """What a function makes of a result; one that asks for the currency is told the company's."""
    asks = "currency" in signature(function).parameters
    return function(result, currency=_currency[0]) if asks else function(result)


def render(thing: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """The output of `show`: a MIME bundle and its metadata."""
    if isinstance(thing, Figure):
        about = {"label": thing.label, "caption": thing.caption, "alt": thing.alt}
        png, width = thing.png(), {}
        if os.environ.get(project.RUN_FOLDER):
            # Only a report is read on a phone, and sets the caption and the width itself.
            about["phone"] = _text(thing.narrow())
        else:
            # As wide as its letters were meant: a notebook would stretch its many dots over the page.
            png, width = captioned(png, thing.caption), {"image/png": {"width": ON_SCREEN}}
        return {"image/png": _text(png), "text/plain": thing.alt}, {"clientela": about, **width}
    if thing is None or thing == [] or (isinstance(thing, Table) and not len(thing.frame)):
        return {}, {}
    mark: dict[str, Any] = {}
    if isinstance(thing, Missing):
        failed = {"failed": True} if thing.reason == Reason.FAILED else {}
        mark = {"clientela": {"missing": thing.key, **failed}}
    if isinstance(thing, Table) and thing.about:
        mark = {"clientela": {"blocks": thing.about}}
    text, about = dressed(markdown(thing))
    return {"text/markdown": text}, {"clientela": {**mark.get("clientela", {}), **about}} if about else mark


def _text(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def markdown(thing: Any) -> str:
    """A thing in Markdown."""
    if isinstance(thing, Table):
        return thing.markdown(_currency[0])
    if isinstance(thing, Missing):
        return _missing(thing)
    if isinstance(thing, Finding):
        return _finding(thing)
    if isinstance(thing, str):
        return thing
    if isinstance(thing, Iterable) and not isinstance(thing, Mapping):
        return "\n".join(f"- {markdown(part)}" for part in thing)
    raise TypeError(
        f"show() knows tables, figures, findings, missing answers and texts, not {type(thing).__name__}"
    )


def _finding(finding: Finding) -> str:
    text = f"**{finding.message}**"
    return f"{text} {finding.detail}" if finding.detail else text


def _missing(gap: Missing) -> str:
    if gap.reason == Reason.FAILED:
        return _("*Esto no se pudo calcular.*")
    missing = gap.beside(_there)
    text = _(REASONS[missing.reason])
    if missing.need is not None:
        text += _(" (hay {have}, hacen falta {need})").format(
            have=numbers.count(missing.have), need=numbers.count(missing.need)
        )
    what = term(missing.key).words
    if missing.add:
        return _("*{what}: todavía no; {reason}. Para abrirlo, agregue {add}.*").format(
            what=what, reason=text, add=", ".join(f"`{name}`" for name in missing.add)
        )
    return _("*{what}: todavía no; {reason}.*").format(what=what, reason=text)
