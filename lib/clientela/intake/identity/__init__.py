"""Who is who: the rows of several sources become persons and organisations, each once, with a golden record."""

from clientela.intake.identity.report import Identity
from clientela.intake.identity.resolve import Decision, Options, resolve
from clientela.intake.identity.review import ReviewError, read_review, write_review

__all__ = ["Decision", "Identity", "Options", "ReviewError", "read_review", "resolve", "write_review"]
