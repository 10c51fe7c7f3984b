"""`clientela forget`: somebody is forgotten, and a certificate says so without a name."""

from __future__ import annotations

from clientela.companies import erasure
from clientela.folders import project
from clientela.publish.run import one_customer


def forget(company: str, customer: str, joined: bool | None = None) -> int:
    """Forget a customer of a company; prints the certificate and keeps it beside the reports.

    1 when nobody has this id, or when it was joined with others and `joined` does not say whether these go too.
    """
    done = one_customer.asked(
        company, lambda settings: erasure.forget(settings, customer, joined), "No se olvidó a nadie"
    )
    if done is None:
        return 1
    settings, certificate = done
    folder = project.home() / "reports" / settings.key / "certificates"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{certificate.number}.txt"
    path.write_text(certificate.text(), encoding="utf-8")
    print(
        f"{certificate.text()}\nGuardada en {path.relative_to(project.home())}. Haga de nuevo el informe: make report COMPANY={company}"
    )
    return 0
