"""Who is who: the rows of several sources become persons and organisations, each once, with a golden record."""

from clientela.intake.identity.report import Identity
from clientela.intake.identity.resolve import Decision, Options, resolve

__all__ = ["Decision", "Identity", "Options", "resolve"]
