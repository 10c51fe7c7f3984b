"""`clientela card`: one customer on a private page and sheet."""

from __future__ import annotations

from clientela import intake
from clientela.companies import config
from clientela.folders import project


def card(company: str, customer: str) -> int:
    """Write the card of a customer of a company and say where; 1 when nobody has this id."""
    from clientela.publish.cards import known, page

    try:
        settings = config.load(company)
        found = known.known(settings, customer)
    except (config.ConfigError, intake.IntakeError) as error:
        print(error)
        return 1
    except LookupError as error:
        print(f"No hay ficha: {error}.")
        return 1
    target = project.home() / "reports" / settings.key / project.PRIVATE / "cards"
    for path in page.write(found, settings, target):
        print(path.relative_to(project.home()))
    return 0
