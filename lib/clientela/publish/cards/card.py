"""`clientela card`: one customer on a private page and sheet."""

from __future__ import annotations

from clientela.folders import project
from clientela.publish.run import one_customer


def card(company: str, customer: str) -> int:
    """Write the card of a customer of a company and say where; 1 when nobody has this id."""
    from clientela.publish.cards import known, page

    found = one_customer.asked(company, lambda settings: known.known(settings, customer), "No hay ficha")
    if found is None:
        return 1
    settings, told = found
    target = project.home() / "reports" / settings.key / project.PRIVATE / "cards"
    for path in page.write(told, settings, target):
        print(path.relative_to(project.home()))
    return 0
