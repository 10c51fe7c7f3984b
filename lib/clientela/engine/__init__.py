"""An analysis is declared once: what it needs follows from its parameters, what follows from it stands beside it; and every threshold."""

from clientela.engine.answers import Answers, Broken, unasked
from clientela.engine.declared import Analysis, Step, analysis, declared, findings_of, step

__all__ = ["Analysis", "Answers", "Broken", "Step", "analysis", "declared", "findings_of", "step", "unasked"]
