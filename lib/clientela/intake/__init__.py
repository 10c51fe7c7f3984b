"""Intake: the user's files become typed tables, and nothing is lost."""

from clientela.intake.contract import contract
from clientela.intake.load import Intake, TableFacts, load
from clientela.intake.places import files
from clientela.intake.problems import Assumption, Change, IntakeError, Problem
from clientela.intake.reasons import Fate, Reason

__all__ = [
    "Assumption",
    "Change",
    "Fate",
    "Intake",
    "IntakeError",
    "Problem",
    "Reason",
    "TableFacts",
    "contract",
    "files",
    "load",
]
