"""Intake: the user's files become typed tables, and nothing is lost."""

from clientela.intake.check import Check, check
from clientela.intake.contract import contract
from clientela.intake.loading.load import load
from clientela.intake.loading.work import Intake, TableFacts
from clientela.intake.openings import Opening
from clientela.intake.places import files, unseen
from clientela.intake.problems import Assumption, Change, IntakeError, Problem
from clientela.intake.proposing.dialogue import Ask, Asked, Choice, nobody
from clientela.intake.proposing.propose import propose
from clientela.intake.questions import Question, question
from clientela.intake.reasons import Fate, Reason

__all__ = [
    "Ask",
    "Asked",
    "Assumption",
    "Change",
    "Check",
    "Choice",
    "Fate",
    "Intake",
    "IntakeError",
    "Opening",
    "Problem",
    "Question",
    "Reason",
    "TableFacts",
    "check",
    "contract",
    "files",
    "load",
    "nobody",
    "propose",
    "question",
    "unseen",
]
