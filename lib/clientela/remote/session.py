"""A conversation with a server that speaks Spark Connect: never longer than agreed, and told in one line when it fails."""

from __future__ import annotations

import importlib
import logging
import os
import re
import socket
import threading
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from clientela.companies.config import ConfigError
from clientela.companies.elsewhere import Elsewhere
from clientela.companies.mistakes import VARIABLE, shown_variable
from clientela.present.language import _

# So long for somebody to answer at the address, and for a farewell that nobody needs.
ANSWER, FAREWELL = 10, 5
# How often a call that broke off is tried again; the library's own fifteen times are ten minutes.
TRIES = 3
SETTINGS = {
    # As DuckDB: what cannot be divided or read is nothing, and times are those of the company's clock.
    "spark.sql.ansi.enabled": "false",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "UTC",
}


class RemoteError(ConfigError):
    """The server that company.yml names did not do what it was asked; the message is one line, without address, token or values of rows."""


class Session:
    """A server that is asked one thing after another."""

    def __init__(self, where: Elsewhere) -> None:
        self._seconds = where.timeout
        address = _from_environment(where.connect)
        _somebody(*where.place)
        _client()
        self._spark: Any = None
        self._spark = self._within(lambda: _session(address), _("conectarse"))

    def close(self) -> None:
        """Say goodbye, and that nothing is to go on; a server that is gone is not waited for."""
        _in_time(self._leave, FAREWELL)

    def read(self, name: str, folder: Path) -> None:
        """Call the Parquet files of a folder by a name."""
        self._within(lambda: self._spark.read.parquet(str(folder)).createOrReplaceTempView(name), name)

    def write(self, name: str, sql: str, given: Mapping[str, Any], folder: Path) -> None:
        """Put the rows of a query into a folder as Parquet files."""
        self._within(lambda: self._spark.sql(sql, args=dict(given)).write.parquet(str(folder)), name)

    def empty(self, name: str, sql: str, given: Mapping[str, Any]) -> bool:
        """Whether a query has no rows."""
        return bool(self._within(lambda: self._spark.sql(sql, args=dict(given)).limit(1).count() == 0, name))

    def _within(self, work: Callable[[], Any], name: str) -> Any:
        found = _in_time(work, self._seconds)
        if isinstance(found, TimeoutError):
            self.close()
            raise RemoteError(
                _("El motor de engine: no terminó «{name}» en {seconds} s (timeout).").format(
                    name=name, seconds=self._seconds
                )
            )
        if isinstance(found, Exception):
            raise RemoteError(_failed(found, name)) from None
        return found

    def _leave(self) -> None:
        if self._spark is not None:
            self._spark.interruptAll()
            self._spark.stop()


def _in_time(work: Callable[[], Any], seconds: float) -> Any:
    """What some work gives, or the error that it ended with; TimeoutError when it goes on, alone."""
    ended: list[Any] = []

    def run() -> None:
        try:
            ended.append(work())
        except Exception as error:  # whatever the client raises, the caller says it in one line
            ended.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return ended[0] if ended else TimeoutError()


def _somebody(host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), ANSWER).close()
    except OSError:
        raise RemoteError(
            _("Nadie responde en la dirección de engine: ({host}, puerto {port}).").format(
                host=host, port=port
            )
        ) from None


def _client() -> None:
    """Load the thin client and the translator, which nothing else needs."""
    try:
        with warnings.catch_warnings():
            # It warns of a pandas that it does not know; no frame of it is used.
            warnings.simplefilter("ignore")
            for module in ("pyspark.sql.connect.session", "sqlglot"):
                importlib.import_module(module)
        # It writes the server's own words, queries and values, on the terminal.
        for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
            logging.getLogger(name).disabled = True
    except ImportError:
        raise RemoteError(_("Para engine: falta el cliente: pip install 'clientela[connect]'")) from None


def _session(address: str) -> Any:
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession

    spark = SparkSession.builder.remote(address).create()
    spark.client.set_retry_policies([DefaultPolicy(max_retries=TRIES)])
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    return spark


def _failed(error: Exception, name: str) -> str:
    """Why something failed, without the server's own words, which may hold a value of a row."""
    if isinstance(error, RemoteError):
        return str(error)
    text = str(error)
    if re.search(
        r"UNAVAILABLE|RETRIES_EXCEEDED|SESSION_(CLOSED|NOT_FOUND)|Connection (reset|refused)|Socket closed",
        text,
    ):
        return _("El motor de engine: dejó de responder durante «{name}».").format(name=name)
    kind = re.search(r"\[([A-Z][A-Z_.]+)\]", text)
    return _("El motor de engine: no pudo con «{name}» ({kind}).").format(
        name=name, kind=kind[1] if kind else type(error).__name__
    )


def _from_environment(address: str) -> str:
    """The address with ${NAME} taken from the environment."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in os.environ:
            name = shown_variable(found[1])
            raise RemoteError(_("engine: falta la variable de entorno {name}.").format(name=name))
        return os.environ[found[1]]

    return VARIABLE.sub(value, address)
