"""What is asked of one customer at a time: the answer, or in words why there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from clientela import intake
from clientela.companies import config

Answer = TypeVar("Answer")


def asked(
    company: str, ask: Callable[[config.Company], Answer], nobody: str
) -> tuple[config.Company, Answer] | None:
    """A company's settings and what it answers; None, and the reason is printed, for a mistake of theirs or an id that nobody has."""
    try:
        settings = config.load(company)
        return settings, ask(settings)
    except (config.ConfigError, intake.IntakeError) as error:
        print(error)
    except LookupError as error:
        print(f"{nobody}: {error}.")
    return None
