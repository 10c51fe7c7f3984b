"""What BENCH.md measures can be measured: small sizes, real processes."""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from clientela.folders import project

BENCH = Path(__file__).parent / "bench"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A module of the bench, which is a folder of scripts and no package."""

    def load(name: str) -> ModuleType:
        monkeypatch.syspath_prepend(str(BENCH))
        spec = importlib.util.spec_from_file_location(f"bench_{name.strip('_')}", BENCH / f"{name}.py")
        assert spec
        assert spec.loader
        found = importlib.util.module_from_spec(spec)
        # A dataclass looks its module up while it is made.
        monkeypatch.setitem(sys.modules, spec.name, found)
        spec.loader.exec_module(found)
        return found

    return load


def test_every_section_has_a_module_and_a_place_in_the_page(module) -> None:  # type: ignore[no-untyped-def]
    bench = module("__main__")
    page = (project.root() / "BENCH.md").read_text(encoding="utf-8")
    for section in bench.SECTIONS:
        assert (BENCH / f"{section}.py").is_file()
        assert re.search(rf"<!-- {section} -->\n\n\| .*?<!-- /{section} -->", page, re.S), section
    assert (
        bench.put("a\n<!-- x -->\nold\n<!-- /x -->\nb", "x", "new")
        == "a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb"
    )
    with pytest.raises(ValueError, match="no place for y"):
        bench.put(page, "y", "new")


def test_steps_are_measured_in_turn(module, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A step that takes .3 s of the clock and none of the processor, one that fails, one that is not here, one that is left out."""
    measured, log = module("measured"), tmp_path / "log"
    said = "import sys, time; sys.path.insert(0, sys.argv[1]); from measured import Clock; open(sys.argv[2], 'a').write(sys.argv[3]); clock = Clock()"
    step = f"{said}; time.sleep(.3); clock.lap('all'); clock.say(found=7)"
    ways = {
        "slow": [sys.executable, "-c", step, str(BENCH), str(log), "s"],
        "fails": [sys.executable, "-c", "raise SystemExit('no such column')"],
        "absent": [str(tmp_path / "python")],
        "left out": "reads no Parquet",
        "also": [sys.executable, "-c", step, str(BENCH), str(log), "a"],
    }
    found = measured.in_turn(ways, 2)
    assert log.read_text() == "sasa"
    assert 0.3 <= found["slow"].seconds < 3
    assert found["slow"].processor < 0.2
    assert found["slow"].told == {"found": 7}
    assert 5 < found["slow"].peak < 200
    assert found["fails"] == "not run: no such column"
    assert found["absent"] == "not here (No such file or directory)"
    assert found["left out"] == "reads no Parquet"


def test_all_ways_find_the_same_customers(tmp_path: Path) -> None:
    """2,000 lines of some 100 customers: DuckDB, pandas and ours, whose three parts are of one run."""
    file, told = tmp_path / "sales.csv", {}
    script = str(BENCH / "mart.py")
    subprocess.run([sys.executable, script, "write", "2000", str(file)], check=True)
    for way in ("duckdb", "pandas", "clientela"):
        done = subprocess.run(
            [sys.executable, script, way, str(file)], check=True, capture_output=True, text=True
        )
        told[way] = json.loads(done.stdout.splitlines()[-1])["told"]
    customers, amount = told["duckdb"]["customers"], told["duckdb"]["amount"]
    assert 80 < customers <= 100
    for way in told:
        assert told[way]["customers"] == customers
        assert told[way]["amount"] == pytest.approx(amount, rel=1e-12)
    parts = told["clientela"]["parts"]
    seconds = [parts[part][0] for part in ("examined", "customers", "others")]
    assert all(seconds)
    assert sum(seconds) == pytest.approx(parts["all"][0], abs=0.05)


def test_who_finds_something_else_is_no_comparison(module) -> None:  # type: ignore[no-untyped-def]
    mart = module("mart")
    took = module("measured").Took

    def one(customers: int, amount: float) -> object:
        return took({"all": [1.0, 1.0]}, 1.0, {"customers": customers, "amount": amount})

    mart.Took = took
    mart._agree({"duckdb": one(5, 10.0), "pandas": one(5, 10.0 + 1e-12), "polars": "not here"})
    with pytest.raises(ValueError, match=r"pandas: 5 customers and 10\.1, DuckDB 5 and 10\.0"):
        mart._agree({"duckdb": one(5, 10.0), "pandas": one(5, 10.1)})


def test_a_set_is_resolved_from_its_file(module, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The story company, made anew: rows, decision, curve."""
    script, file = str(BENCH / "identity.py"), str(tmp_path / "set.duckdb")
    subprocess.run([sys.executable, script, "write", "Aurora", file], check=True)
    done = subprocess.run([sys.executable, script, "ours", file], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])["told"]
    assert told["rows"] > 1500
    precision, recall, f1 = told["decisions"]["found"]
    assert precision > 0.98
    assert recall > 0.93
    assert f1 == pytest.approx(2 * precision * recall / (precision + recall))
    assert told["best"] > 0.95


def test_the_file_read_is_measured_beside_what_is_here(module) -> None:  # type: ignore[no-untyped-def]
    """Three thousand rows, once: a row for each way, and the reason of one that is not here."""
    table = module("intake").measure(argparse.Namespace(rows=[3000], repeat=1, peers="/nowhere/python"))
    lines = table.splitlines()
    assert len(lines) == 7
    assert "| 3,000 | DuckDB, plain |" in lines[2]
    assert "not here (No such file or directory)" in table
    assert re.search(
        r"clientela, every cell examined, a ledger of every row \| \d+\.\d\d \| \d+\.\d\d \| \d+\.\d \| \d",
        table,
    )
