"""How large a packed file may become: one that bursts is refused before it fills the disk or the memory."""

from __future__ import annotations

from clientela.intake.places import Place
from clientela.intake.problems import Problem, TooMuch
from clientela.present.language import gettext as _

LARGEST_UNPACKED = 4 << 30
LARGEST_RATIO = 200
SMALL = 64 << 20


def bursts(unpacked: int, packed: int) -> bool:
    """Whether so many bytes are more than any honest file of that size holds.

    >>> bursts(10 << 20, 1000), bursts(1 << 30, 1 << 20), bursts(1 << 30, 100 << 20)
    (False, True, False)
    """
    return unpacked > LARGEST_UNPACKED or (unpacked > SMALL and unpacked / max(1, packed) > LARGEST_RATIO)


def too_large(place: Place, unpacked: int, remedy: str) -> TooMuch:
    """What is said of a file that would burst."""
    message = _("al abrirlo ocuparía {size} MB: no se abre").format(size=unpacked >> 20)
    return TooMuch([Problem(place.shown, message, remedy, severity="error")])


def too_many(place: Place, files: int, remedy: str) -> TooMuch:
    """What is said of an archive with more files than anybody packs."""
    message = _("trae {n} archivos: no se abre").format(n=files)
    return TooMuch([Problem(place.shown, message, remedy, severity="error")])
