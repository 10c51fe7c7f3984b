"""Somebody is forgotten: nothing that was made names them, and what is imported later leaves them out."""

import json
import zipfile

import openpyxl
import pandas as pd
import pytest

from clientela.companies import erasure, preparation
from clientela.companies.config import load
from clientela.folders import project
from clientela.publish.cards import card
from clientela.publish.run import forgetting

WHO = "zulma.tocarema@buzon.invalid"
SETTINGS = """\
name: Prueba
as_of: 2025-12-31
sources:
  transactions: {path: ventas.csv}
  customers: {path: clientes.csv}
  interactions: {path: quejas.csv}
"""
BUYERS = [WHO, *(f"luz{i}@buzon.invalid" for i in range(1, 5))]
SALES = "cliente,fecha,importe\n" + "".join(
    f"{BUYERS[i % 5]},2025-03-{1 + i % 28:02d},{10 + i}\n" for i in range(50)
)


@pytest.fixture
def firm(company):
    firm = company(SALES + f"{WHO},sin fecha,10\n", settings=SETTINGS)
    (firm.folder / "clientes.csv").write_text(
        f"cliente,nombre,referido_por\n{WHO},Zulma Tocarema,\nluz1@buzon.invalid,Luz Mora,{WHO}\nluz2@buzon.invalid,Eva Sol,\n"
    )
    (firm.folder / "notes.es.md").write_text(f"# Fidelización\nLlamar a {WHO}.\n")
    (firm.folder / "quejas.csv").write_text(
        f"id,cliente,fecha,tipo,texto\nQ1,{WHO},2025-03-02,Queja,hola\n"
        "Q2,luz1@buzon.invalid,2025-03-02,Queja,hola\n"
    )
    return load("prueba")


def reports(firm, said):
    """Reports of earlier days that name somebody in every way that a report can."""
    place = project.home() / "reports" / firm.key
    for folder in (place / "runs" / "2025-01-01-a", place / "parts" / "cali" / "runs" / "b"):
        folder.mkdir(parents=True)
        (folder / "results.json").write_text(json.dumps({"as_of": "2025-01-01"}))
        pd.DataFrame({"customer_id": [said]}).to_parquet(folder / "t.parquet")
        book = openpyxl.Workbook()
        book.active["A1"] = said
        book.save(folder / "tables.xlsx")
        with zipfile.ZipFile(folder / "todo.zip", "w") as archive:
            archive.writestr("a.txt", said)
    (place / "failed").mkdir()
    (place / "failed" / "5_loyalty.ipynb").write_text(said)
    apart = firm.folder / "forms" / "private"
    apart.mkdir(parents=True)
    (apart / "visita_por_revisar.csv").write_text(said)
    (place / "parts" / f"customer_id-{said}").mkdir()
    (place / "latest").symlink_to("runs/2025-01-01-a", target_is_directory=True)


def naming(folder, said):
    """Every file below a folder that says something, looked for inside of what is packed too."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (said.encode() in erasure.content(path) or said in path.name):
            found.append(path.relative_to(folder).as_posix())
    return found


def test_nothing_names_who_was_forgotten_and_the_next_import_keeps_them_out(firm, capsys):
    preparation.prepare(firm)
    reports(firm, WHO)
    assert card.card("prueba", WHO) == 0
    assert naming(project.home() / "reports" / "prueba" / "private", "Tocarema")
    assert len(naming(project.home(), WHO)) > 10
    assert forgetting.forget("prueba", WHO) == 0
    assert card.card("prueba", WHO) == 1, "no card is made of who was forgotten"
    certificate = capsys.readouterr().out
    left = naming(project.home(), WHO)
    assert left == [
        f"data/prueba/{name}" for name in ("clientes.csv", "notes.es.md", "quejas.csv", "ventas.csv")
    ]
    assert "ventas.csv" in certificate
    assert "notes.es.md" in certificate
    assert not [said for said in (WHO, "Zulma", "Tocarema") if said in certificate]
    made = preparation.prepare(load("prueba"))
    assert not naming(project.home() / ".cache", WHO)
    assert not naming(project.home() / ".cache", "Tocarema")
    ledger = pd.read_parquet(made / "ledger.parquet")
    assert ledger[ledger.reason == "forgotten"].rows.sum() == 10 + 1 + 1
    assert ledger[ledger.table_name == "transactions"].rows.sum() == 51
    assert len(pd.read_parquet(made / "customers.parquet")) == 4


def test_the_list_of_the_forgotten_names_nobody_and_only_its_owner_reads_it(firm):
    erasure.forget(firm, WHO)
    path = firm.folder / erasure.LIST
    assert path.stat().st_mode & 0o777 == 0o600
    assert WHO not in path.read_text()
    assert "Tocarema" not in path.read_text()


@pytest.mark.parametrize("more", ["", "personal_ids: shown\n"])
@pytest.mark.parametrize("still", [True, False], ids=["still in the files", "no longer in them"])
def test_a_name_within_the_name_of_a_thing_stays_a_code_for_who_was_forgotten(company, more, still):
    things = ("Clase de yoga - Ana Lopez", "Clase de yoga - Eva Sol", "Grabado 52998224 oro", "Té")
    rows = "".join(f"A{i % 3},2025-03-{1 + i:02d},{10 + i},{things[i % 4]}\n" for i in range(20))
    firm = company(
        "cliente,fecha,importe,producto\n" + rows, settings=SETTINGS.rsplit("  inter", 1)[0] + more
    )
    people = "cliente,nombre,documento\nA0,Ana López,52998224\nA1,Eva Sol,41700111\nA2,Luz Mora,80222333\n"
    (firm.folder / "clientes.csv").write_text(people)
    firm = load("prueba")
    assert "ventas.csv" in erasure.forget(firm, "A0").still_in
    assert not [
        said
        for said in ("ana", "lopez", "52998224")
        if said in (firm.folder / erasure.LIST).read_text().lower()
    ]
    if not still:
        (firm.folder / "clientes.csv").write_text(people.replace("A0,Ana López,52998224\n", ""))
    made = preparation.prepare(load("prueba"))
    assert not [said for said in ("Ana Lopez", "52998224") if naming(made, said)]
    products = set(pd.read_parquet(made / "products.parquet").product_id)
    assert "Té" in products
    assert len(products) == 4
    assert ("Clase de yoga - Eva Sol" in products) == bool(more), (
        "who was not forgotten is shown where ids are"
    )


def test_a_person_is_found_by_the_code_that_a_report_shows(firm):
    made = preparation.prepare(firm)
    key = {
        row["id"]: row["code"]
        for row in pd.read_parquet(made / "private" / "codes.parquet").to_dict("records")
    }
    assert erasure.forget(firm, key[WHO]).ids == 1
    assert len(pd.read_parquet(preparation.prepare(load("prueba")) / "customers.parquet")) == 4


def test_who_is_in_no_file_any_more_is_still_taken_out_of_what_was_made(firm):
    preparation.prepare(firm)
    reports(firm, WHO)
    for path in (*firm.folder.glob("*.csv"), firm.folder / "notes.es.md"):
        path.write_text(
            "".join(line for line in path.read_text().splitlines(keepends=True) if WHO not in line)
        )
    done = erasure.forget(load("prueba"), WHO)
    assert done.runs == 2
    assert done.still_in == ()
    assert not naming(project.home(), WHO)


def test_nobody_is_forgotten_by_mistake(firm, capsys):
    preparation.prepare(firm)
    assert forgetting.forget("prueba", "no-hay-tal") == 1
    assert "No se olvidó a nadie" in capsys.readouterr().out
    assert not (firm.folder / erasure.LIST).exists()
    assert list((project.cache("prueba") / "marts").iterdir())


def test_who_was_joined_with_others_is_asked_for(company, capsys):
    firm = company(
        "cliente,fecha,importe\n" + "".join(f"A{i % 4},2025-03-{1 + i:02d},{10 + i}\n" for i in range(20)),
        settings="name: Prueba\nas_of: 2025-12-31\nsources:\n  transactions: {path: ventas.csv}\n  customers: {path: clientes.csv}\n",
    )
    same = "Zulma Tocarema,zulma@buzon.invalid,3105551234,52998224"
    (firm.folder / "clientes.csv").write_text(
        f"cliente,nombre,correo,telefono,documento\nA0,{same}\nA1,{same}\n"
        "A2,Eva Sol,eva@buzon.invalid,3105550001,41700111\nA3,Luz Mora,luz@buzon.invalid,3205550002,80222333\n"
    )
    firm = load("prueba")
    assert forgetting.forget("prueba", "A0") == 1
    assert "A1" in capsys.readouterr().out
    assert not erasure.remembered(firm)
    assert erasure.forget(firm, "A0", joined=False).ids == 1
    assert erasure.forget(firm, "A2").ids == 1, "who is alone is not asked for"
    assert erasure.forget(firm, "A1", joined=True).ids == 2
