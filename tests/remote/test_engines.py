"""The marts of the story company on other engines, each row in its place and each number to 1e-9; and what is said when a server goes away.

Skipped where the engine is not installed: Sail comes with `pip install 'clientela[connect]' pysail`, Spark is found by SPARK_HOME.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from remote_servers import sail, spark

from clientela import remote
from clientela.companies import preparation
from clientela.companies.config import Company, load
from clientela.companies.elsewhere import Elsewhere
from clientela.marts import ORDER, SAVED
from clientela.warehouse import Warehouse

# Beside this many of its size two numbers are the same.
CLOSE = 1e-9
SALES = "cliente,fecha,importe\nana,2024-01-01,10\nana,2024-02-01,20\nbeto,2024-02-03,5\n"


def differences(address: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every mart of the story company that an engine makes otherwise than DuckDB, with what differs first."""
    here, there, work = (place / name for name in ("here", "there", "work"))
    for folder in (here, there, work):
        folder.mkdir()
    building, took = remote.building, {}

    @contextmanager
    def both(where: Elsewhere | None, warehouse: Warehouse) -> Iterator[remote.Build]:
        with building(where, warehouse) as build:

            def one(mart: str, parameters: Mapping[str, Any]) -> None:
                if mart == ORDER[0]:
                    for own in ORDER:
                        begun = time.perf_counter()
                        warehouse.build(own, parameters)
                        took[own] = [time.perf_counter() - begun]
                        if own in SAVED:
                            warehouse.save(own, here)
                begun = time.perf_counter()
                build(mart, parameters)
                took[mart].append(time.perf_counter() - begun)

            yield one

    monkeypatch.setattr(remote, "building", both)
    engine = Elsewhere(connect=address, workspace=str(work), timeout=300)
    company = load("aurora").model_copy(update={"engine": engine})
    preparation._build(company, dt.date(2026, 7, 1), there, {})
    assert not list(work.iterdir()), "what a run puts into the workspace goes with it"
    for name, seconds in ("DuckDB", 0), ("engine", 1):
        print(name, round(sum(each[seconds] for each in took.values()), 1), "s")
    return {
        mart: told for mart in SAVED if (told := unlike(here / f"{mart}.parquet", there / f"{mart}.parquet"))
    }


def unlike(one: Path, other: Path) -> str:
    """What differs first between two tables, rows in their order; "" where nothing does."""
    import pyarrow.parquet as pq

    first, second = pq.read_table(one), pq.read_table(other)
    if first.schema.remove_metadata() != second.schema.remove_metadata():
        return "columns or types"
    if len(first) != len(second):
        return f"{len(first)} and {len(second)} rows"
    for name in first.column_names:
        for row, (here, there) in enumerate(
            zip(first[name].to_pylist(), second[name].to_pylist(), strict=True)
        ):
            if here != there and not near(here, there):
                return f"{name}, row {row}: {here!r} and {there!r}"
    return ""


def near(one: Any, other: Any) -> bool:
    try:
        return abs(float(one) - float(other)) <= CLOSE * max(1.0, abs(float(one)))
    except (TypeError, ValueError):
        return False


def test_what_differs_is_noticed(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def table(name: str, **columns: list[Any]) -> Path:
        pq.write_table(pa.table(columns), tmp_path / name)
        return tmp_path / name

    right = table("a", x=[1.0, 2.0], y=["a", None])
    assert unlike(right, table("b", x=[1.0 + 1e-12, 2.0], y=["a", None])) == ""
    assert unlike(right, table("c", x=[2.0, 1.0], y=["a", None])) == "x, row 0: 1.0 and 2.0"
    assert unlike(right, table("d", x=[1.0, 2.0], y=["a", "b"])) == "y, row 1: None and 'b'"
    assert unlike(right, table("e", x=[1.0], y=["a"])) == "2 and 1 rows"
    assert unlike(right, table("f", x=[1, 2], y=["a", None])) == "columns or types"


def test_a_mart_without_rows_may_leave_no_file(
    company: Callable[..., Company], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Sail a company without interactions has no file of `voices`, which is ordered by a column that it does not show."""
    pytest.importorskip("sqlglot", reason="pip install 'clientela[connect]'")

    class Nothing:
        def __init__(self, _where: Elsewhere) -> None: ...

        def read(self, _name: str, folder: Path) -> None:
            assert any(folder.glob("*.parquet"))

        def write(self, *_asked: object) -> None: ...

        def empty(self, *_asked: object) -> bool:
            return True

        def close(self) -> None: ...

    monkeypatch.setattr(remote, "Session", Nothing)
    engine = Elsewhere(connect="sc://127.0.0.1", workspace=str(tmp_path), timeout=60)
    theirs = company(SALES, as_of="2024-03-01").model_copy(update={"engine": engine})
    place = tmp_path / "there"
    place.mkdir()
    preparation._build(theirs, dt.date(2026, 1, 1), place, {})
    assert (place / "voices.parquet").exists()


def test_every_mart_on_sail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pysail", reason="pip install 'clientela[connect]' pysail")
    with sail(tmp_path) as (address, _process):
        assert differences(address, tmp_path, monkeypatch) == {}


def test_every_mart_on_spark_with_two_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = os.environ.get("SPARK_HOME")
    if not home:
        pytest.skip("SPARK_HOME does not name Apache Spark 4")
    with spark(Path(home), tmp_path) as address:
        assert differences(address, tmp_path, monkeypatch) == {}


def test_a_server_that_dies_meanwhile_is_told_in_one_line(
    company: Callable[..., Company], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pysail", reason="pip install 'clientela[connect]' pysail")
    (tmp_path / "work").mkdir()
    with sail(tmp_path) as (address, process):
        engine = Elsewhere(
            connect=f"{address}/;user_id=S3creto", workspace=str(tmp_path / "work"), timeout=60
        )
        theirs = company(SALES, as_of="2024-03-01").model_copy(update={"engine": engine})
        build = remote.Remote.build

        def one(self: remote.Remote, mart: str, parameters: Mapping[str, Any]) -> None:
            if mart == "people":
                process.send_signal(signal.SIGKILL)
            build(self, mart, parameters)

        monkeypatch.setattr(remote.Remote, "build", one)
        with pytest.raises(remote.RemoteError, match="dejó de responder") as told:
            preparation.prepare(theirs, dt.date(2026, 1, 1))
    assert "\n" not in str(told.value)
    assert "S3creto" not in str(told.value)
    assert not list((tmp_path / "work").iterdir())
