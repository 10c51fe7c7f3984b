"""`engine` in company.yml: where the marts are made, when not by DuckDB on this machine."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, field_validator

from clientela.companies.source import Strict

# Who asks, and with which token, stands behind the /; and is never shown.
ADDRESS = re.compile(r"sc://(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\])(?::(?P<port>[0-9]{1,5}))?(?:/(?:;\S*)?)?")
PORT = 15002


class Elsewhere(Strict):
    """A server that speaks Spark Connect, and a folder that it and this machine see under the same path."""

    connect: str = Field(
        repr=False,
        description="sc://host:15002; behind it, where the server asks for them, /;use_ssl=true;token=${NAME}, ${NAME} of the environment",
    )
    workspace: str = Field(
        description="the folder that both sides read and write; what a run puts there goes with it"
    )
    timeout: int = Field(600, ge=1, description="the most seconds that one query may take")

    @field_validator("connect")
    @classmethod
    def _address(cls, given: str) -> str:
        found = ADDRESS.fullmatch(given)
        if not found or int(found["port"] or PORT) not in range(1, 65536):
            raise ValueError("debe ser la dirección de un servidor Spark Connect, como sc://servidor:15002")
        return given

    @field_validator("workspace")
    @classmethod
    def _whole_path(cls, given: str) -> str:
        if not Path(given).is_absolute():
            raise ValueError(
                "debe ser una ruta completa, la misma en este equipo y en el servidor, como /datos/clientela"
            )
        return given

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        found = ADDRESS.fullmatch(self.connect)
        assert found is not None, "validated"
        return found["host"].strip("[]"), int(found["port"] or PORT)


def shown(connect: str) -> str:
    """An address as it may be written down.

    >>> shown("sc://casa:15002/;use_ssl=true;token=S3creto")
    'sc://casa:15002'
    """
    return connect.split("/;")[0]
