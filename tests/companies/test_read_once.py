"""What is hashed is what was read: a file that changes meanwhile is read again, and never vouched for."""

import json

import pandas as pd
import pytest

from clientela import intake
from clientela.companies import preparation
from clientela.folders import project
from clientela.publish.run import manifest

SALES = "cliente,fecha,importe\n" + "".join(f"c{i % 7},2025-01-{1 + i % 28:02d},{{}}\n" for i in range(50))
OLD, NEW = SALES.replace("{}", "1"), SALES.replace("{}", "1000")


def total(folder):
    return float(pd.read_parquet(folder / "months.parquet").amount.astype(float).sum())


def hooked(monkeypatch, change):
    """Let something happen to the files once they have been read."""
    load = intake.load

    def read_and_change(*given):
        found = load(*given)
        change()
        return found

    monkeypatch.setattr(intake, "load", read_and_change)


def test_a_file_replaced_while_it_is_read_is_read_again(company, monkeypatch):
    firm = company(OLD)
    file = firm.folder / "ventas.csv"
    hooked(monkeypatch, lambda: file.write_text(NEW))
    made = preparation.prepare(firm)
    assert total(made) == 50_000
    assert json.loads((made / "facts.json").read_text())["inputs"] == {"ventas.csv": project.sha256(file)}
    assert made.name == preparation.fingerprint(firm, preparation.dt.date.today())


def test_a_file_that_never_rests_is_one_clear_line_and_nothing_is_kept(company, monkeypatch):
    firm = company(OLD)
    file = firm.folder / "ventas.csv"
    hooked(monkeypatch, lambda: file.write_text(file.read_text() + "c1,2025-02-01,1\n"))
    with pytest.raises(intake.IntakeError, match=r"ventas\.csv: cambió cada vez mientras se leía") as told:
        preparation.prepare(firm)
    assert "\n" not in str(told.value)
    assert not [
        path for path in (project.cache(firm.key) / "marts").iterdir() if not path.name.startswith(".")
    ]


def test_a_second_file_that_arrives_meanwhile_counts(company, monkeypatch):
    settings = "name: x\nas_of: 2025-12-31\nsources:\n  transactions: {path: 'ventas*.csv'}\n"
    firm = company(OLD, settings=settings)
    hooked(monkeypatch, lambda: (firm.folder / "ventas_2.csv").write_text(NEW))
    assert total(preparation.prepare(firm)) == 50_050


def test_the_manifests_key_is_that_of_what_was_read_not_of_what_the_files_say_later(company):
    firm = company(OLD)
    today = preparation.dt.date(2026, 1, 31)
    made = preparation.prepare(firm, today)
    key = manifest.key(firm, ["es"], "Pandoc", None, [made.name])
    assert key == manifest.key(firm, ["es"], "Pandoc", None, manifest.marts_of(firm, ["es"], today))
    (firm.folder / "ventas.csv").write_text(NEW)
    assert key != manifest.key(firm, ["es"], "Pandoc", None, manifest.marts_of(firm, ["es"], today))
