"""Where a course is made: whose numbers, for whom, on a page or on paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from clientela.course.told.ask import Asked
from clientela.course.told.said import Told, tell

Edition = Literal["learner", "trainer"]
FIGURES = "figures"


@dataclass(frozen=True)
class Room:
    """Where a course is made: whose numbers, for whom, the folder in which pictures are put; on paper there is room to write."""

    own: Asked
    story: Asked | None
    edition: Edition
    folder: Path
    paper: bool = False

    @property
    def teaches(self) -> bool:
        """Is this for who teaches?"""
        return self.edition == "trainer"

    def tell(self, part: Any) -> Told:
        """A part of a lesson with its numbers in place."""
        return tell(part, self.own, self.story)
