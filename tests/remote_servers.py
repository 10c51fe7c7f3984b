"""Servers that speak Spark Connect, each process ended with the test: Sail, and Apache Spark with a master and two workers."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What the server may take of the machine's memory: address space for Sail, each Java's heap for Spark.
SAIL_BYTES = 8 << 30
SPARK_HEAP = "1g"


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def sail(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Sail server under a memory limit: its address and its process."""
    port = free_port()
    command = [sys.executable, "-m", "pysail", "spark", "server", "--port", str(port)]
    with _started(folder, command, limit=SAIL_BYTES) as process:
        _answers(process, port, 60)
        yield f"sc://127.0.0.1:{port}", process


@contextmanager
def spark(home: Path, folder: Path) -> Iterator[str]:
    """Apache Spark's Connect server on a master and two workers, each a process: its address."""
    master, port = free_port(), free_port()
    run, place = str(home / "bin" / "spark-class"), f"spark://127.0.0.1:{master}"
    deploy = "org.apache.spark.deploy"
    worker = [run, f"{deploy}.worker.Worker", place, "--cores", "1", "--memory", "1500m", "--webui-port", "0"]
    connect = [
        str(home / "bin" / "spark-submit"), "--master", place, "--driver-memory", SPARK_HEAP, "--conf", "spark.sql.shuffle.partitions=4",
        "--conf", f"spark.connect.grpc.binding.port={port}", "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal",
    ]  # fmt: skip
    host = ["--host", "127.0.0.1", "--port", str(master), "--webui-port", "0"]
    with _started(folder, [run, f"{deploy}.master.Master", *host]) as leader:
        _answers(leader, master, 120)
        work = ["--work-dir", str(folder / "workers")]
        with (
            _started(folder, [*worker, *work]),
            _started(folder, [*worker, *work]),
            _started(folder, connect) as server,
        ):
            _answers(server, port, 300)
            yield f"sc://127.0.0.1:{port}"


@contextmanager
def _started(folder: Path, command: list[str], limit: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
            preexec_fn=bounded if limit else None,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], port: int, seconds: int) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended; see server.log"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"nobody answers at {port}")
