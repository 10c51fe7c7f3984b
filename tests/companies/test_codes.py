"""Ids that are themselves personal are codes everywhere but in the private folder, and only those."""

import datetime as dt
import errno
import json
import os
import stat

import duckdb
import pandas as pd
import pytest

from clientela import intake
from clientela.companies import codes, preparation, scope
from clientela.companies.config import load
from clientela.publish.run import manifest, run_store, verify
from clientela.warehouse import Warehouse

PERSONAL = {
    "e-mails": [f"ana{i}@buzon.invalid" for i in range(12)],
    "national numbers": [str(1_030_000_000 + 7919 * i) for i in range(12)],
    "numbers with points": [f"52.{100 + 61 * i}.{i:03}" for i in range(12)],
    "Spanish documents": [f"{12345678 + 977 * i}Z" for i in range(12)],
    "Chilean documents": [f"{10 + i}.345.678-K" for i in range(12)],
    "Mexican codes": [f"GODE56123{i % 10}{'ABC' if i < 10 else 'XYZ'}" for i in range(12)],
    "telephones": [f"+57 310 555 {1000 + 37 * i}" for i in range(12)],
    "names": [f"Zulma Tocarema{'' if i == 0 else f' {i}'}" for i in range(12)],
    "surnames first": [f"TOCAREMA RUIZ, {name}" for name in ["ANA", "LUZ", "EVA", "SOL", "MAR", "PAZ", "LEA", "NOA", "ZOE", "AMI", "ELE", "IVA"]],
    "documents of many countries": [one.format(a=100 + 7 * i, b=10 + i) for i in (1, 2) for one in (
        "{a}-{b}-4321", "20-34{a}1{b}-9", "{a}-12{a}{b}-8", "V-12.{a}.6{b}", "AB{b}34{b}C", "{b}.{a}.678/0001-95")],
    "documents of many more": [one.format(a=100 + 7 * i, b=10 + i) for i in (1, 2) for one in (
        "8-{a}-1234", "PE-{b}-4321", "1-0{a}-0987", "0801-1980-{b}345", "001-0101{b}-0010A", "{b}23 56789 0101")],
    "papers of more letters": [one.format(a=100 + 7 * i, b=10 + i) for i in (1, 2) for one in (
        "RSSMRA85T{b}A562S", "GMVLMR800705{b}M{a}", "12{a}67 LP", "ES91 2100 0418 4502 00{b} {a}2", "0057310555{a}1", "310.555.1{a}")],
    "passports": [f"AN{123456 + 7919 * i}" for i in range(6)] + [f"G{11234567 + 7919 * i}" for i in range(6)],
    "numbers after letters": [f"CLI-{1_030_000_000 + 7919 * i}" for i in range(12)],
    "names beside a code": [one.format(i=i) for i in (1, 2, 3) for one in (
        "V0{i} - Rosa Tunjano", "V0{i}-Julio Bacatá", "103000{i}000 Ana María Ruiz", "Luz Pérez-Gómez (C0{i})")],
    "addresses that hide their sign": [one.format(i=i) for i in (1, 2, 3) for one in (
        "ana{i} (at) buzon.co", "ana{i}[arroba]buzon.co", "ana{i}＠buzon.co", "ana{i} at buzon.co", "instagram.com/ana{i}", "10.0.0.{i}")],
    "names joined": ["ana.ruiz", "luz_mora", "eva-diaz", "p.sanz", "AnaTunjano", "LuzMora", "ROSA.RUIZ", "josé.gómez", "ana.maria.ruiz", "o_bacatá"],
    "names with a year": ["ruiz1985", "mora1990", "diaz77", "sanz68", "gomez1971", "rojas82"],
    "letters and a birthday": [one.format(i=i) for i in range(1, 4) for one in ("AR-1985-03-0{i}", "ar 0{i}/03/85", "1985030{i}AR", "LP0{i}031990")],
    "birthdays and a number": [one.format(i=i, j=7 * i) for i in range(1, 4) for one in (
        "8507{i}0-03{j:02}", "{i}10185-1{j:02}4", "850{i}01/12{j:02}", "85.07.{i}0-033.{j:02}", "8501{i}1-14-56{j:02}", "{i}31052-30{j}T")],
    "documents of other alphabets": [f"ΑΒ{123456 + 7919 * i}" for i in range(6)] + [f"S{1234567 + 7919 * i}D" for i in range(6)],
    "documents of many parts": [one.format(i=i) for i in range(1, 4) for one in (
        "1 85 05 78 006 08{i} 91", "1{i}345-1234567-1", "1-10{i}9-00123-45-6", "A12345{i}(3)", "411{i} 1111 1111 1111", "3{i}01234567890001")],
    "streets": [one.format(i=i) for i in range(1, 4) for one in ("Calle {i} # 34-56", "Cra {i} No 72-41 apto 301", "Av. Las Palmas {i}3")],
    "documents with their kind": [f"CC {1_030_000_000 + 7919 * i}" for i in range(12)],
    "documents behind other words": [one.format(i=i, n=1_030_000_000 + 7919 * i) for i in range(1, 4) for one in (
        "PAS-AB10465{i}", "tel:+5215{n}", "(+57) 31{n}", "(601) 555-105{i} ext 1{i}", "10.454.07{i}-G", "cliente={n}")],
    "signs of other scripts": [one.format(i=i) for i in "１２３" for one in (
        "١٠{i}٠٠٤٥٦٢٢", "１０{i}０７８１３４５", "ana{i}%40buzon.co", "ana{i}\u200b@\u200bbuzon.co")],
    "names with something around": [one.format(i=i) for i in (1, 2, 3) for one in (
        "{i}000 (Ana Ruiz Mora)", "* Luz Mora {i}", "{i}001;Eva;Díaz", "cliente=Sol Sanz {i}", "<noa{i}@buzon.co>", "AnaRuizMora{i}")],
    "names of one word of signs": [f"王小{sign}" for sign in "一丁三上下不丑且世丘丙业"],
    "accounts": [f"{1113848815361628851096 + 79190001 * i}" for i in range(6)] + [f"****-****-****-14{10 + i}" for i in range(6)],
    "plates": ["1230 BGP", "1265 CHL", "1352 BHL", "1144FHN", "1183BGN", "AB137HM", "AC142JP", "AD325JL", "BRA2E19", "KLM3F40", "XYZ4G51", "BDFK12"],
    "vehicles": [f"1HGCM8263{i}A00435{i}" for i in range(1, 10)] + [f"WVWZZZ1JZXW00001{i}" for i in range(3)],
    "birthdays": [f"19{50 + 3 * i}-0{1 + i % 9}-1{i % 10}" for i in range(12)],
    "places in the network and on the earth": [one.format(i=i) for i in range(1, 4) for one in (
        "00:2d:d0:4f:e6:8{i}", "2001:db8::20ec:d6c{i}", "4.6070{i}3,-74.21143", "x.com/ana{i}", "C/ Mayor {i}, 3.º B")],
}  # fmt: skip
OWN = {
    "letters and figures": [f"CLI-{i:05}" for i in range(12)],
    "short numbers": [str(100 + i) for i in range(12)],
    "numbers given out in a row": [str(10_000_001 + i) for i in range(12)],
    "padded numbers": [f"{i:08}" for i in range(1, 13)],
    "letters and long figures": [f"CL{i:07}" for i in range(12)],
    "codes of a machine": [f"9f{i:x}c4e7ab{i:x}" for i in range(12)],
    "a year and a number": [f"C-{2019 + i % 6}-{1 + 977 * i:04}" for i in range(12)],
    "a branch and a number": [f"{1 + i % 3:03}-{1 + i:05}" for i in range(12)],
    "words with one beginning": [f"tienda{i:02}" for i in range(12)],
    "codes of a shop": [f"cus_Nf{i}frFeUfNV" for i in range(12)],
    "numbers of those who bought": [str(10_000_000 + 97 * i + i * i % 53) for i in range(40)],
    "long numbers of those who bought": [str(1_000_000_000 + 61 * i + i * i % 31) for i in range(40)],
    "numbers behind two letters": [f"ID-{i:06}" for i in range(100, 112)],
    "places of a shop": [f"Mesa {i}" for i in range(12)],
    "codes with a gap": [f"CL{i * (1 if i % 6 else 3):07}" for i in range(1, 60)],
    "a word and a long number": [f"CUST00000000{12345 + i}" for i in range(12)],
    "single words": ["ana", "luz", "eva", "sol", "mar", "paz", "lea", "noa", "zoe", "ami", "ele", "iva"],
}  # fmt: skip


@pytest.fixture
def firm(company):
    def make(ids, sellers=("Rosa Elvira Tunjano", "Julio Bacatá"), header="cliente", more=""):
        rows = "".join(
            f'"{ids[i % len(ids)]}",2025-{1 + i % 12:02d}-{1 + i % 28:02d},{100 + i},"{sellers[i % len(sellers)]}"\n'
            for i in range(60)
        )
        settings = "name: Prueba\nas_of: 2025-12-31\nsources:\n  transactions: {path: ventas.csv}\n" + more
        return company(f"{header},fecha,importe,vendedor\n" + rows, settings=settings)

    return make


def texts(folder):
    """All that prepared tables say, the private folder apart."""
    found = [path.read_text() for path in folder.glob("*.json")]
    for path in sorted(folder.glob("*.parquet")):
        found.append(duckdb.execute(f"SELECT * FROM '{path}'").df().to_string())
    return "\n".join(found)


def settled(company):
    """The sales with codes in the place of personal ids, and the key from one to the other: before any mart is made."""
    with Warehouse() as warehouse:
        taken = intake.load(company, warehouse.connection, dt.date(2026, 1, 1))
        codes.settle(warehouse.connection, company, preparation.headers(company, taken))
        return warehouse.frame("FROM main.transactions"), warehouse.frame("FROM main.codes")


@pytest.mark.parametrize("kind", ["e-mails", "names"])
def test_personal_ids_are_codes_in_every_table(firm, kind):
    made = preparation.prepare(firm(PERSONAL[kind]))
    customers = pd.read_parquet(made / "customers.parquet")
    assert len(customers) == 12
    assert all(codes.CODE.fullmatch(one) for one in customers.customer_id)
    said = texts(made)
    assert not [one for one in [*PERSONAL[kind], "Tunjano", "Bacat"] if one in said]
    key = pd.read_parquet(made / "private" / "codes.parquet")
    assert set(key[key.kind == "C"].id) == set(PERSONAL[kind])
    assert set(key[key.kind == "C"].code) == set(customers.customer_id)


@pytest.mark.parametrize("kind", PERSONAL)
def test_personal_ids_of_every_kind_are_found(firm, kind):
    sales, key = settled(firm(PERSONAL[kind]))
    theirs = key[key.kind == "C"].set_index("id").code
    assert set(theirs.index) == set(PERSONAL[kind])
    assert set(sales.customer_id) == set(theirs)
    assert all(codes.CODE.fullmatch(one) for one in [*sales.customer_id, *sales.seller_id])


@pytest.mark.parametrize("kind", OWN)
def test_the_companys_own_codes_stay_as_they_are(firm, kind):
    sales, key = settled(firm(OWN[kind], sellers=("V1", "V2")))
    assert set(sales.customer_id) == set(OWN[kind])
    assert key.empty


def test_documents_among_codes_in_a_row_are_found_and_the_codes_stay(firm):
    documents, row = (
        [str(1_030_000_000 + 7919 * i) for i in range(8)],
        [f"{7_000_000 + i}" for i in range(20)],
    )
    sales, key = settled(firm([*documents, *row]))
    assert set(key[key.kind == "C"].id) == set(documents)
    assert set(row) < set(sales.customer_id)


def test_without_personal_ids_there_is_no_key(firm):
    made = preparation.prepare(firm(OWN["single words"], sellers=("V1", "V2")))
    assert set(pd.read_parquet(made / "customers.parquet").customer_id) == set(OWN["single words"])
    assert not (made / "private" / "codes.parquet").exists()


def test_a_header_that_says_document_makes_numbers_in_a_row_personal(firm):
    made = preparation.prepare(firm([str(900_100_000 + i) for i in range(12)], header="cedula"))
    assert all(codes.CODE.fullmatch(one) for one in pd.read_parquet(made / "customers.parquet").customer_id)


def test_a_company_may_want_its_ids_shown(firm):
    made = preparation.prepare(firm(PERSONAL["e-mails"], more="personal_ids: shown\n"))
    assert set(pd.read_parquet(made / "customers.parquet").customer_id) == set(PERSONAL["e-mails"])


def test_codes_stay_the_same_while_the_secret_does_and_only_the_owner_reads_it(firm):
    company = firm(PERSONAL["e-mails"])
    first = set(pd.read_parquet(preparation.prepare(company) / "customers.parquet").customer_id)
    sales = company.folder / "ventas.csv"
    sales.write_text(sales.read_text() + '"nueva@buzon.invalid",2025-01-01,5,"Rosa Elvira Tunjano"\n')
    again = set(pd.read_parquet(preparation.prepare(company) / "customers.parquet").customer_id)
    assert first < again
    secret = company.folder / codes.SECRET
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    secret.write_text("f" * 64)
    assert not first & set(pd.read_parquet(preparation.prepare(company) / "customers.parquet").customer_id)


def test_a_seller_asked_for_by_name_is_a_code_in_folders_pages_and_manifest(firm):
    company = firm(OWN["letters and figures"])
    part = scope.of(load(company.key), ["seller_id = Rosa Elvira Tunjano"])
    facts = texts(preparation.prepare(part))
    shown = [part.name, run_store.place(part).name, facts, str(manifest.masked(part.model_dump(mode="json")))]
    assert not [one for one in shown if "unjano" in one]
    assert '"lines": 30' in facts


def test_a_part_by_a_name_or_an_address_does_not_say_it(firm):
    part = scope.of(firm(OWN["letters and figures"]), ["email = ana@buzon.invalid"])
    assert "buzon" not in part.name
    assert "buzon" not in run_store.place(part).name
    assert "buzon" not in str(manifest.masked(part.model_dump(mode="json")))


WITH_PERSONS = """\
name: X
sources:
  transactions:
    path: v.csv
    anonymous: [Rosa Tunjano, Mostrador]
    filter: "nota = Rosa Tunjano"
    values: {seller_id: {Rosa Tunjano: V1, Julio Tunjano: V2}}
  customers: {url: "sqlite:///v.db", query: "SELECT * FROM c WHERE nombre <> 'Rosa Tunjano' AND correo <> 'a@buzon.invalid' AND nit <> 1030567890"}
"""


def test_a_manifest_names_nobody_whom_company_yml_names_and_is_verified_all_the_same(home, monkeypatch):
    folder = home / "data" / "x"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(WITH_PERSONS)
    settings = json.loads(load("x").model_dump_json(exclude={"folder"}, by_alias=True))
    shown = manifest.masked(json.loads(json.dumps(settings)))
    assert not [one for one in ("Tunjano", "buzon", "1030567890") if one in json.dumps(shown)]
    assert "Mostrador" in json.dumps(shown)
    verify._told_again(shown, folder / "company.yml")
    assert shown["sources"] == settings["sources"]


def test_a_folder_that_is_read_only_has_its_secret_beside_the_reports(firm, monkeypatch):
    company, real = firm(PERSONAL["e-mails"]), os.open

    def refuses(path, *given, **more):
        if str(path).startswith(str(company.folder)):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, *given, **more)

    monkeypatch.setattr(os, "open", refuses)
    first = set(settled(company)[0].customer_id)
    assert first == set(settled(company)[0].customer_id)
    (secret,) = codes.secret_files(company)
    assert secret.parent.name == "private"
    assert not (company.folder / codes.SECRET).exists()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (secret, secret.parent)] == [0o600, 0o700]
