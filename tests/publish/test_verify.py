"""A report made again from its manifest: the same, or otherwise for a reason that is said."""

import json
import os

import pytest

from clientela.companies.config import ConfigError
from clientela.publish.run import run
from clientela.publish.run import verify as again
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


def test_a_manifest_of_somebody_else_leads_nowhere(home, tmp_path):
    (home / "data" / "x").mkdir(parents=True)
    (home / "data" / "secreto.csv").write_text("S3creta")
    place = home / "run"
    place.mkdir()
    told = place / "manifest.json"
    for said in ("{", json.dumps({"company": "../../fuera"})):
        told.write_text(said)
        with pytest.raises(ValueError, match=r"manifest|sin barras"):
            verify(place)
    told.unlink()
    os.mkfifo(told)
    with pytest.raises(ValueError, match="manifest"):
        verify(place)
    told.unlink()
    settings = {"name": "X", "part": [], "engine": {"connect": "sc://ajeno.invalid:1", "workspace": "/"}}
    record = {
        "company": "x",
        "inputs": {"data/x/../secreto.csv": ""},
        "settings": {**settings, "sources": {}},
    }
    again._furnish(record, home, tmp_path / "new")
    assert '"engine": null' in (tmp_path / "new" / "data" / "x" / "company.yml").read_text()
    assert not list(tmp_path.glob("new/**/secreto.csv"))
    record["settings"]["sources"] = {"transactions": [{"url": "postgresql://ajeno.invalid/b", "table": "t"}]}
    with pytest.raises(ConfigError, match="no está en el company"):
        again._furnish(record, home, tmp_path / "other")
