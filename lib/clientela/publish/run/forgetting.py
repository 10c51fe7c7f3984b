"""`clientela forget`: somebody is forgotten, and a certificate says so without a name."""

from __future__ import annotations

from clientela import intake
from clientela.companies import config, erasure
from clientela.folders import project


def forget(company: str, customer: str) -> int:
    """Forget a customer of a company; prints the certificate and keeps it beside the reports. 1 when nobody has this id."""
    try:
        settings = config.load(company)
        certificate = erasure.forget(settings, customer)
    except (config.ConfigError, intake.IntakeError) as error:
        print(error)
        return 1
    except LookupError as error:
        print(f"No se olvidó a nadie: {error}.")
        return 1
    folder = project.home() / "reports" / settings.key / "certificates"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{certificate.number}.txt"
    path.write_text(certificate.text(), encoding="utf-8")
    print(
        f"{certificate.text()}\nGuardada en {path.relative_to(project.home())}. Haga de nuevo el informe: make report COMPANY={company}"
    )
    return 0
