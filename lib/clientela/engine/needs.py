"""What an analysis may read, told from its declaration alone: before any run, and for the documentation."""

from __future__ import annotations

import inspect
import re
from typing import Any

from clientela.engine.answers import MANY, PARTS, SAMPLE
from clientela.engine.declared import Analysis, Step, declared
from clientela.engine.record import Record
from clientela.engine.thresholds import THRESHOLDS

_MART = re.compile(r"\bmarts\.(\w+)")
_SAMPLED = re.compile(r"\bmarts\.sampled\(\"(\w+)\"")
# What the marts tell besides: no queries.
_NO_MARTS = {"as_of", "facts", "folder", "there", "sampled", "in_sample", "how_many"}
SETTINGS = {"company", "currency", "cuts", "as_of", "facts", "forms", "tables"}


def needs(asked: Step[..., Any]) -> Record:
    """The marts, settings, thresholds and other answers behind one analysis or step."""
    found, waiting, seen = Record(), [asked], set()
    while waiting:
        one = waiting.pop()
        if one.key in seen:
            continue
        seen.add(one.key)
        for name in one.needs.values():
            waiting += _told(one, name, found)
    return found


def _told(one: Step[..., Any], name: str, found: Record) -> list[Step[..., Any]]:
    """Put down what a name stands for; the steps that have to be looked through in turn."""
    other, _colon, own = name.rpartition(":")
    if other == SAMPLE:
        found.thresholds[MANY] = THRESHOLDS[MANY].default
        found.marts |= {own, "customers"}
        return []
    if other == PARTS:
        found.marts.add(own)
        return []
    first, *parts = own.split(".")
    known = declared(other or one.stage).get(first)
    if known is not None and known is not one:
        found.answers |= {known.key: None} if isinstance(known, Analysis) else {}
        return [known]
    if first in THRESHOLDS:
        found.thresholds[first] = THRESHOLDS[first].default
    elif first in SETTINGS:
        found.settings.add(own)
    elif first == "marts":
        source = "" if parts else inspect.getsource(one.function)
        read = {parts[0]} if parts else {*_MART.findall(source), *_SAMPLED.findall(source)}
        found.marts |= {"customers" if mart == "customers_at" else mart for mart in read - _NO_MARTS}
    else:
        found.marts.add(first)
    return []
