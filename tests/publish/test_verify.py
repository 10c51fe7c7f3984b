"""A report made again from its manifest: the same, or otherwise for a reason that is said."""

import json

import pytest

from clientela.publish.run import run
from clientela.publish.run.verify import verify

pytestmark = pytest.mark.slow

SALES = "cliente,fecha,importe\n" + "".join(
    f"c{n % 7},2024-{1 + n // 28:02d}-{1 + n % 28:02d},{10 + n}\n" for n in range(200)
)


def test_a_report_comes_out_the_same_or_for_a_reason(company, home, notebooks):
    company(SALES)
    assert run.report("prueba") == 0
    latest = home / "reports" / "prueba" / "latest"
    assert verify(latest) == []
    assert not (home / "reports" / "prueba" / "failed").exists()

    (home / "data" / "prueba" / "ventas.csv").write_text(SALES + "c1,2024-09-01,5\n")
    said = verify(latest)
    assert "html/index.html: sale distinto" in said
    assert said[-1] == "data/prueba/ventas.csv: cambió"

    (home / "data" / "prueba" / "ventas.csv").write_text(SALES)
    record = json.loads((latest / "manifest.json").read_text())
    record["packages"]["duckdb"] = "1.0.0"
    record["code"], record["commit"] = "", "abc123"
    (latest / "manifest.json").write_text(json.dumps(record))
    (latest / "results.json").write_text("{}")
    assert verify(latest) == ["results.json: cambió después de hecho"]

    record["outputs"]["results.json"] = "0"
    (latest / "manifest.json").write_text(json.dumps(record))
    said = verify(latest)
    assert "results.json: sale distinto" in said
    assert "el código cambió (era abc123)" in said
    assert any(line.startswith("duckdb: era 1.0.0, es ") for line in said)


def test_what_cannot_be_made_again_says_why(company, home, notebooks):
    company(SALES)
    assert run.report("prueba") == 0
    (home / "data" / "prueba" / "ventas.csv").unlink()
    said = verify(home / "reports" / "prueba" / "latest")
    assert len(said) == 1
    assert said[0].startswith("no se pudo repetir: ventas.csv")
