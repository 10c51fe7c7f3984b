"""Questions with numbered choices in a terminal; Enter takes the guess."""

from __future__ import annotations

import sys

from clientela.intake import Asked
from clientela.present.language import gettext as _


def is_one() -> bool:
    """Whether somebody sits at a terminal and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(asked: Asked) -> int:
    """Which choice somebody takes; a text that is no number of one is asked again."""
    print(f"\n{asked.text}")
    for number, choice in enumerate(asked.choices, start=1):
        print(f"  {number}. {choice.said}" + (f"   {choice.beside}" if choice.beside else ""))
    guess = asked.guess + 1
    while True:
        try:
            text = input(_("Número [{guess}]: ").format(guess=guess)).strip()
        except EOFError:
            return asked.guess
        if not text:
            return asked.guess
        if text.isdigit() and 1 <= int(text) <= len(asked.choices):
            return int(text) - 1
        print(
            _("Escriba un número de 1 a {n}, o Enter para {guess}.").format(n=len(asked.choices), guess=guess)
        )
