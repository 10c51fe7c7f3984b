"""The forms that people of the story filled in, as a collecting tool exports them: data/aurora/forms/<form>/."""

from clientela.demo.filled.written import planted, write

__all__ = ["planted", "write"]
