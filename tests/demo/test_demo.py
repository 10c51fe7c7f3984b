"""The story company: the same seed gives the same bytes, every table is there, and what was planted can be seen with a pencil."""

from __future__ import annotations

import json
import sqlite3
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from stdnum.co import nit

from clientela.companies import config
from clientela.companies.source import Source
from clientela.demo import plan, write
from clientela.demo.catalogue import bags
from clientela.demo.seasons import day_of, holy_week, price_index
from clientela.folders import project

SMALL = 200


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    write(folder, customers=SMALL)
    return folder


@pytest.fixture(scope="module")
def aurora() -> Path:
    """The committed story, at full size."""
    return project.company_folder("aurora")


@pytest.fixture(scope="module")
def till(aurora: Path) -> pd.DataFrame:
    """All sales of the tills and the telephone, the overlap of two exports taken out."""
    parts = [
        pd.read_csv(path, sep=";", decimal=",", encoding="cp1252", dtype={"cliente": str})
        for path in sorted(aurora.glob("ventas_*.csv"))
    ]
    months = [
        part[pd.to_datetime(part.fecha, dayfirst=True).dt.month == int(path.stem[-2:])]
        for part, path in zip(parts, sorted(aurora.glob("ventas_*.csv")), strict=True)
    ]
    table = pd.concat(months, ignore_index=True)
    return table.assign(fecha=pd.to_datetime(table.fecha, dayfirst=True))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# The same seed, the same bytes


def test_same_seed_same_bytes(small: Path, tmp_path: Path):
    started = time.process_time()
    write(tmp_path, customers=SMALL)
    assert time.process_time() - started < 8  # about three on a quiet machine
    assert contents(tmp_path) == contents(small)


def test_another_seed_another_story(small: Path, tmp_path: Path):
    write(tmp_path, seed=7, customers=SMALL)
    differs = {name for name, bytes_ in contents(tmp_path).items() if contents(small).get(name) != bytes_}
    assert {"ventas_2024-03.csv", "clientes_tienda.csv", "servicio.db", "personal.xlsx"} <= differs
    assert not {"company.yml", "STORY.md", "catalogo.xlsx"} & differs


@pytest.mark.slow
def test_committed_story_is_what_the_generator_writes(aurora: Path, tmp_path: Path):
    write(tmp_path)
    assert meaning(tmp_path) == meaning(aurora)


def meaning(folder: Path) -> dict[str, object]:
    """What the files say: another zlib or SQLite may pack the same workbook or database into other bytes."""
    return {str(path.relative_to(folder)): said(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def said(path: Path) -> object:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return {name: book.read(name) for name in book.namelist()}
    if path.suffix == ".db":
        with sqlite3.connect(path) as connection:
            return list(connection.iterdump())
    return path.read_bytes()


# The contract


def test_every_table_has_a_source_whose_files_exist(aurora: Path):
    company = config.load("aurora")
    assert set(company.sources) == set(config.TABLES)
    for sources in company.sources.values():
        for source in sources:
            assert source.path is None or list(aurora.glob(source.path)), source.path


def test_columns_named_in_company_yml_are_in_the_files(aurora: Path):
    for sources in config.load("aurora").sources.values():
        for source in sources:
            assert set(map(str, source.columns.values())) <= header(aurora, source), source


def header(folder: Path, source: Source) -> set[str]:
    """The names of the columns a source holds."""
    if source.url:
        with sqlite3.connect(folder / source.url.removeprefix("sqlite:///")) as connection:
            found = connection.execute(source.query or f'SELECT * FROM "{source.table}"')
            return {column[0] for column in found.description}
    path = sorted(folder.glob(str(source.path)))[0]
    if path.suffix == ".xlsx":
        return set(
            pd.read_excel(
                path, sheet_name=source.sheet, header=(source.header or 1) - 1, nrows=1, engine="calamine"
            ).columns
        )
    return set(pd.read_csv(path, sep=source.separator, encoding=source.encoding, nrows=1).columns)


def test_sizes(aurora: Path, till: pd.DataFrame):
    web = pd.read_csv(aurora / "pedidos_web.csv")
    assert 55_000 < len(till) + len(web) < 70_000
    assert pd.read_csv(aurora / "truth/status.csv").person.nunique() == 5000
    assert sum(map(len, contents(aurora).values())) < 12_000_000


# What is spoiled on purpose


def test_two_exports_overlap(aurora: Path):
    for month, days in (("2024-09", 5), ("2025-01", 6)):
        rows = pd.read_csv(aurora / f"ventas_{month}.csv", sep=";", encoding="cp1252")
        over = rows[~rows.fecha.str.endswith(f"{month[5:]}/{month[:4]}")]
        assert 0 < over.fecha.nunique() <= days


def test_nits_have_their_check_digit(aurora: Path):
    force = pd.read_excel(aurora / "clientes_fuerza_ventas.xlsx", header=1, dtype=str, engine="calamine")
    whole = force.NIT.dropna()[lambda text: text.str.contains("-")].str.replace(".", "")
    assert 0.85 < whole.map(nit.is_valid).mean() < 1.0


def test_people_stand_in_several_records(aurora: Path):
    truth = pd.read_csv(aurora / "truth/duplicates.csv")
    records = truth.person.value_counts()
    assert len(records) == 5000
    assert 0.1 < (records > 1).mean() < 0.2
    assert truth.source_id.is_unique
    assert set(truth.source) == {source.name for source in config.load("aurora").sources["customers"]}


def test_careless_collector_writes_junk(aurora: Path):
    rows = pd.read_csv(aurora / "clientes_tienda.csv", sep=";", encoding="cp1252", dtype=str)
    junk = rows.celular.isin(["3000000000", "1111111111", "0", "no tiene", "3001234567"])
    by = junk.groupby(rows.registrado_por).mean()
    assert by[plan.CARELESS_COLLECTOR] > 0.3
    assert by.drop(plan.CARELESS_COLLECTOR).max() < 0.02


# What is planted


def test_sample_works_for_new_households_only(aurora: Path):
    segments = json.loads((aurora / "truth/planted.json").read_text())["sample_campaign"]["segments"]
    gain = {name: part["rate_treated"] - part["rate_control"] for name, part in segments.items()}
    assert 0.07 < gain["household_new"] < 0.22
    assert abs(gain["household_a_year_or_more"]) < 0.07
    assert abs(gain["organisation"]) < 0.11
    contacts = pd.read_csv(aurora / "contactos_campanas.csv")
    drawn = contacts[contacts["campaña"] == "C2025-09"]
    assert len(drawn) == sum(part["n_treated"] + part["n_control"] for part in segments.values())
    households = drawn[~drawn.cliente.str.startswith("F")]
    answered = (households["respondió"] == "Sí").groupby(households.grupo).mean()
    assert 0.02 < answered["tratado"] - answered["control"] < 0.12


def test_cali_breaks_its_promises(till: pd.DataFrame):
    sent = till[till.prometido.notna() & till.factura.str.startswith("FV")].drop_duplicates("factura")
    sent = sent[sent.fecha.dt.date >= plan.UNEVEN_SINCE]
    late = pd.to_datetime(sent.entregado, dayfirst=True) > pd.to_datetime(sent.prometido, dayfirst=True)
    share = late.groupby(sent.sede).mean()
    assert 0.24 < share["Cali"] < 0.34
    assert share.drop("Cali").max() < 0.1


def test_maintenance_does_not_keep_up(aurora: Path):
    rows = pd.read_csv(aurora / "capacidad.csv", sep=";", decimal=",", encoding="cp1252")
    rows = rows[(rows.unidad == "Mantenimiento")].assign(monday=lambda t: pd.to_datetime(t.inicio))
    could = rows.horas * 60 * (1 - rows.reductores) / rows.minutos_atencion
    busy = (rows.llegadas / could).groupby(rows.monday >= pd.Timestamp(plan.TECHNICIAN_LEFT)).mean()
    assert busy[False] < 0.85
    assert busy[True] > 1.3
    assert rows.llegadas.tail(12).isna().all()


def test_late_answers_make_people_leave(aurora: Path):
    seen = json.loads((aurora / "truth/planted.json").read_text())["complaints"]["seen"]
    assert abs(seen["well"][0] - plan.LEAVES_ANSWERED_WELL) < 0.03
    assert abs(seen["badly"][0] - plan.LEAVES_ANSWERED_BADLY) < 0.07


def test_one_seller_gives_discounts_away(till: pd.DataFrame):
    orders = till[
        (till.importe > 0)
        & till.factura.str.startswith("FV")
        & ~till.cliente.fillna("222").str.startswith(("F", "222"))
    ]
    share = orders.groupby("factura").agg(given=("descuento", "sum"), seller=("vendedor", "first"))
    by = (share.given > 0).groupby(share.seller).mean()
    assert by.idxmax() == plan.DISCOUNT_SELLER
    assert by[plan.DISCOUNT_SELLER] > 2 * by.drop(plan.DISCOUNT_SELLER).max()


def test_people_shop_on_paydays_and_not_in_holy_week(till: pd.DataFrame):
    homes = till[till.cliente.fillna("").str.startswith("T") & (till.importe > 0)]
    per_day = (
        homes.groupby("fecha").factura.nunique().reindex(pd.date_range(plan.START, plan.END), fill_value=0)
    )
    payday = per_day.index.day.isin([15, 16, 30, 31, 1])
    assert per_day[payday].mean() > 1.4 * per_day[~payday].mean()
    assert per_day[holy_week()].mean() < 0.7 * per_day.mean()


def test_one_seller_holds_six_of_the_ten_biggest(aurora: Path):
    key = json.loads((aurora / "truth/planted.json").read_text())["key_person"]
    force = pd.read_excel(aurora / "clientes_fuerza_ventas.xlsx", header=1, engine="calamine").set_index(
        "Código"
    )
    assert (force.Vendedor[key["top_ten"]] == key["seller"]).sum() == key["of_the_top_ten"] == 6
    assert 0.2 < key["share_of_margin_of_the_ten"] < 0.4


def test_rungs_and_status_agree(aurora: Path):
    rungs = pd.read_csv(aurora / "truth/rungs.csv").set_index("person").rung
    status = pd.read_csv(aurora / "truth/status.csv").set_index("person").status
    assert set(rungs) == set(plan.RUNGS)
    assert (rungs[status == "left"] == "customer").all()
    assert ((rungs == "prospect") == (status == "never_bought")).all()


def test_some_messages_hold_personal_data(aurora: Path):
    with sqlite3.connect(aurora / "servicio.db") as connection:
        texts = pd.read_sql("SELECT texto FROM pqrs", connection).texto
    assert texts.nunique() > 1000
    assert 30 < texts.str.contains(r"\b3\d{9}\b").sum() < 200
    assert not texts.str.contains("[{}]").any()


# Small parts


def test_bags_and_prices_and_days():
    assert bags(1.75, "HUI") == [("HUI-1000", 1), ("HUI-500", 1), ("HUI-250", 1)]
    assert day_of(plan.END) == plan.DAYS - 1 == 1095
    assert price_index()[[0, -1]].round(4).tolist() == [1.0, round(1.06 * 1.12 * 1.05, 4)]
