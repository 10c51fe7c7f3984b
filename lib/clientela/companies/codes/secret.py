"""How an id becomes a code: with a secret of the company's, which only its owner reads."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from pathlib import Path

from clientela.companies.config import Company
from clientela.folders import project

# The company's own secret: without it nobody can try all numbers until a code comes out.
SECRET = ".codes"
NO_RIGHT = {errno.EROFS, errno.EACCES, errno.EPERM}
# Of a customer, of who sells and serves, and of somebody within the name of a thing.
CODE = re.compile(r"[CVP]-[0-9A-F]{8,16}", re.IGNORECASE)
# Codes are as short as they can be without two alike.
WIDTHS = (8, 12, 16)


def code(company: Company, kind: str, value: object) -> str:
    """The code of one id, as short as codes are."""
    digest = hashlib.sha256(f"{secret(company)}{kind}:{value}".encode()).hexdigest()
    return f"{kind}-{digest[: WIDTHS[0]].upper()}"


def sql(company: Company, kind: str, id_: str, width: int) -> str:
    return f"'{kind}-' || upper(left(sha256('{secret(company)}{kind}:' || {id_}), {width}))"


def secret(company: Company) -> str:
    """The company's secret, made when it is first needed: 32 bytes that only its owner reads.

    Where the company's folder may not be written in, it lies in the private folder of its reports.
    """
    path = next(iter(secret_files(company)), company.folder / SECRET)
    if not path.is_file():
        try:
            _write(path)
        except OSError as error:
            if error.errno not in NO_RIGHT:
                raise
            path = _beside_reports(company)
            project.owners_alone(path.parent)
            _write(path)
    said = path.read_text(encoding="ascii").strip()
    return said if re.fullmatch(r"[0-9a-f]{64}", said) else hashlib.sha256(said.encode()).hexdigest()


def secret_files(company: Company) -> list[Path]:
    """The file with the secret, where there is one: what the codes depend on."""
    found = [path for path in (company.folder / SECRET, _beside_reports(company)) if path.is_file()]
    return found[:1]


def _beside_reports(company: Company) -> Path:
    return project.home() / "reports" / (company.key or company.folder.name) / project.PRIVATE / SECRET


def _write(path: Path) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        # Another run was quicker: its secret is the company's.
        pass
