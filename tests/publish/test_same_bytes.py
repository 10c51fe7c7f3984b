"""One company, two folders, two clocks, other threads: the same bytes; and outside `private/` nobody is named."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from clientela import demo
from clientela.folders import project

pytestmark = pytest.mark.slow

# What must not matter: threads, the hour's zone, the order of sets, the folder one starts from.
ONE = {"OMP_NUM_THREADS": "1", "TZ": "UTC", "PYTHONHASHSEED": "1"}
OTHER = {"OMP_NUM_THREADS": "2", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2", "LC_ALL": "C"}


def report(home: Path, settings: dict[str, str]) -> Path:
    """The report on Aurora in a process of its own, started from a folder of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "clientela", "report", "aurora"],
        cwd=home,
        env={**os.environ, **settings, "CLIENTELA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "reports" / "aurora" / "latest"


@pytest.fixture(scope="module")
def twins(tmp_path_factory) -> tuple[Path, Path]:
    """Two reports on the same 150 customers."""
    first, second = tmp_path_factory.mktemp("uno"), tmp_path_factory.mktemp("otra carpeta") / "más lejos"
    demo.write(first / "data" / "aurora", seed=7, customers=150)
    shutil.copytree(first / "data", second / "data")
    return report(first, ONE), report(second, OTHER)


def test_the_same_bytes(twins):
    one, other = (json.loads((run / "manifest.json").read_text(encoding="utf-8")) for run in twins)
    if one["code"] != other["code"]:
        pytest.skip("the library was edited between the two reports")
    differ = [
        name
        for name in sorted(one["outputs"] | other["outputs"])
        if one["outputs"].get(name) != other["outputs"].get(name)
    ]
    assert not differ
    kinds = {Path(name).suffix for name in one["outputs"]}
    assert kinds == {
        ".parquet", ".json", ".ipynb", ".html", ".docx", ".xlsx", ".pdf", ".qmd", ".png",
    } | {path.suffix for path in project.styles().rglob("*") if path.is_file()}  # fmt: skip
    # From nine hours before midnight on it is tomorrow in Tokyo.
    assert {key for key in one if one[key] != other[key]} <= {"seconds", "today"}


def test_the_segments_that_stage_3_hands_over_are_the_same_everywhere(twins):
    """Who stands in which segment: told by chapter 3 six times, counted by chapter 4, planned with by chapter 5."""
    tables = twins[0] / "tables"

    def counted(name: str, column: str = "segment", sums: str = "customers") -> dict[str, int]:
        found = pd.read_parquet(tables / f"{name}.parquet").groupby(column)[sums].sum()
        return {segment: int(n) for segment, n in found.items() if n}

    handed = pd.read_parquet(tables / "segments.rfm_customers.parquet").set_index("customer_id").segment
    assert handed.index.is_unique
    everybody = handed.value_counts().to_dict()
    assert counted("segments.rfm_segments") == counted("segments.playbook") == everybody
    assert counted("segments.movement_matrix") == everybody
    received = pd.read_parquet(tables / "segments.received.parquet")
    told = received[received.criterion == "segment"].set_index("micro_group").customers.to_dict()
    assert {name: n for name, n in told.items() if n} == everybody
    reach = pd.read_parquet(tables / "database.reach_segments.parquet").set_index("segment")
    # Chapter 4 counts who is on the register, and not who bought without being on it.
    assert all(
        n <= everybody[name] for name, n in reach.customers.drop("never_bought", errors="ignore").items()
    )
    steps = pd.read_parquet(tables / "database.reach_steps.parquet").customers
    assert (reach.customers.sum(), reach.contactable.sum()) == (steps.iloc[0], steps.iloc[-1])
    plan = pd.read_parquet(tables / "loyalty.plan_accounts.parquet").drop_duplicates("customer_id")
    planned = plan.set_index("customer_id").segment
    known = planned.index.isin(handed.index)
    assert known.any()
    assert (planned[known] == handed.reindex(planned.index[known])).all()


PREPARE = """\
import datetime, shutil, sys
from clientela.companies import config
from clientela.companies.preparation import prepare
shutil.move(prepare(config.load("prueba"), datetime.date(2026, 1, 1)), sys.argv[1])
"""


def test_more_threads_give_the_same_marts(company, home):
    """130,000 days of purchase, more than a thread takes at a time: two share out the sums of one customer."""
    sales = io.StringIO()
    rows = csv.writer(sales, lineterminator="\n")
    rows.writerow(["cliente", "fecha", "importe"])
    days = pd.date_range("2015-01-01", periods=2600).strftime("%Y-%m-%d")
    for turn in range(130_000):
        customer, day = turn % 50, days[turn // 50]
        rows.writerow([f"c{customer}", day, f"{(turn * 37 % 9973) / 100 + 0.01:.2f}"])
    company(sales.getvalue())
    made = []
    for threads in ("1", "4"):
        target = home / f"marts{threads}"
        environment = {**os.environ, "OMP_NUM_THREADS": threads}
        subprocess.run([sys.executable, "-c", PREPARE, str(target)], env=environment, check=True)
        made.append({path.name: path.read_bytes() for path in target.rglob("*") if path.is_file()})
    assert made[0].keys() == made[1].keys()
    assert not [name for name in made[0] if made[0][name] != made[1][name]]


def plain(text: str) -> str:
    """Small letters without accents, one blank between words."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(sign for sign in letters if not unicodedata.combining(sign)).split())


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def people(data: Path) -> Iterator[dict[str, str]]:
    """Every customer as the three lists of Aurora have them."""
    for name, encoding, mark, columns in (
        ("clientes_tienda.csv", "cp1252", ";", ("nombre", "correo", "celular", "cedula", "direccion")),
        ("clientes_web.csv", "utf-8", ",", ("nombre_completo", "email", "telefono", "documento", "direccion_envio")),
    ):  # fmt: skip
        with (data / name).open(encoding=encoding, newline="") as stream:
            for row in csv.DictReader(stream, delimiter=mark):
                yield dict(
                    zip(("name", "email", "phone", "tax_id", "address"), map(row.get, columns), strict=True)
                )
    book = pd.read_excel(
        data / "clientes_fuerza_ventas.xlsx", sheet_name="Clientes", header=1, dtype=str, engine="calamine"
    )
    columns = ["Razón social", "Correo", "Teléfono", "NIT", "Dirección"]
    for row in book.fillna("")[columns].itertuples(index=False):
        yield dict(zip(("name", "email", "phone", "tax_id", "address"), row, strict=True))


def secrets(data: Path) -> tuple[set[str], set[str]]:
    """Texts and numbers that tell who somebody is."""
    found = list(people(data))
    texts = {plain(row[field] or "") for row in found for field in ("name", "email", "address")}
    numbers = {digits(row[field] or "")[-10:] for row in found for field in ("phone", "tax_id")}
    # A first name alone, or a number such as 1111111111, is nobody's.
    return (
        {text for text in texts if " " in text or "@" in text},
        {number for number in numbers if len(number) >= 7 and len(set(number)) > 2},
    )


def told(path: Path) -> str:
    """All that a file says to whoever opens it."""
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        return "\n".join(" | ".join(map(str, row)) for row in frame.itertuples())
    if path.suffix in {".docx", ".xlsx"}:
        with zipfile.ZipFile(path) as parts:
            names = [name for name in parts.namelist() if name.endswith((".xml", ".rels"))]
            return "\n".join(parts.read(name).decode() for name in names)
    if path.suffix == ".pdf":
        reader = shutil.which("pdftotext")
        return (
            subprocess.run([reader, path, "-"], capture_output=True, check=True).stdout.decode()
            if reader
            else ""
        )
    if path.suffix == ".png" or project.styles().name in path.parts:
        return ""
    text = path.read_text(encoding="utf-8")
    # Pictures and letters in base64 say nothing.
    return re.sub(r"[A-Za-z0-9+/=]{400,}", "", text)


def named(text: str, texts: set[str], numbers: set[str]) -> list[str]:
    """Which secrets a text gives away; numbers also when they are written in groups."""
    flat = plain(text)
    written = {
        digits(found)[-10:] for found in re.findall(r"(?<![\d.,])\+?\d[\d .()-]{5,18}\d(?![\d.,]\d)", flat)
    }
    written |= set(re.findall(r"(?<![\d.,])\d{7,12}(?!\d)", flat))
    return sorted(secret for secret in texts if secret in flat) + sorted(numbers & written)


def test_the_search_finds_who_is_there():
    texts, numbers = {"ana maria rios", "ana@correo.co"}, {"3157654321", "47557880"}
    assert named("<td>Ana María\nRíos</td>", texts, numbers) == ["ana maria rios"]
    assert named("llame al +57 (315) 765-4321", texts, numbers) == ["3157654321"]
    assert named("CC 47.557.880", texts, numbers) == ["47557880"]
    assert named("valor 0.47557880, 1.47557880", texts, numbers) == []


def test_outside_private_nobody_is_named(twins):
    run = twins[0]
    texts, numbers = secrets(run.parents[2] / "data" / "aurora")
    assert len(texts) > 300
    assert len(numbers) > 150
    open_to_all = [
        path for path in run.rglob("*") if path.is_file() and path.relative_to(run).parts[0] != "private"
    ]
    found = {path.relative_to(run).as_posix(): named(told(path), texts, numbers) for path in open_to_all}
    assert len(found) > 50
    assert not {name: who for name, who in found.items() if who}


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_private_is_for_its_owner_alone(twins):
    private = twins[0] / "private"
    assert private.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in private.rglob("*") if path.is_file()} == {0o600}
    # What is prepared for the next run knows as much.
    for kept in (twins[0].parents[2] / ".cache" / "aurora").glob("*/*"):
        assert kept.stat().st_mode & 0o777 == 0o700
