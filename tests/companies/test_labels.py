"""Persons within the names of things are codes outside the private folder; shops named after saints and streets keep their names."""

import datetime as dt

import pandas as pd
import pytest

from clientela import intake
from clientela.companies import codes, preparation, scope
from clientela.companies.config import ConfigError, load
from clientela.intake.contract import contract
from clientela.warehouse import Warehouse

CUSTOMERS = "cliente,nombre,celular,nit\n" + "".join(
    f"K{i},{name},{phone},{paper}\n"
    for i, (name, phone, paper) in enumerate(
        [
            ("Zulma Tocarema Ruiz", "310 555 9876", "1030567890"),
            ("Santa Rosa", "3115550000", "900111222"),
            ("Luz Mora", "3125550000", "52111222"),
        ]
    )
)
STAFF = "empleado,nombre,cargo\nE1,Abelardo Pérez Siachoque,vendedor\n"
# What stands in the name of a thing, and what is shown of it: each {} is a code.
SOMEBODY = {
    "ana@buzon.invalid": "{}",
    "Pedido de ana@buzon.invalid": "Pedido de {}",
    "Pedido ana%40buzon.invalid 2": "Pedido {} 2",
    "WhatsApp +57 310 555 9877": "WhatsApp {}",
    "línea (601) 555-1050": "línea {}",
    "310 555 9877": "{}",
    "Recarga 3105550001": "Recarga {}",
    "Bono celular: 310-555-0002": "Bono celular: {}",
    "Anillo CC 1.030.567.891": "Anillo CC {}",
    "Grabado DNI 12345678Z oro": "Grabado DNI {} oro",
    "Kit 123.456.789-09": "Kit {}",
    "Regalo para Zulma Tocarema Ruiz": "Regalo para {}",
    "REGALO PARA ZULMA TOCAREMA RUIZ": "REGALO PARA {}",
    "Sede de Abelardo Siachoque": "Sede de {}",
    "abelardo perez siachoque": "{}",
    "Placa 1030567890": "Placa {}",
    "tarjeta 4111 1111 1111 1111": "tarjeta {}",
}
NOBODY = [
    "San Martín 1250", "Santa Rosa", "Santa Rosa de Cabal", "Calle 72 # 10-34", "Av. 9 de Julio 1234", "Luz LED 12 W", "Mora 250 g",
    "Café 500 g x 12", "Vino 750 ml 2019", "Ref. 770-1234567", "Filtro 0451103336", "7701234567890", "Tornillo 3/8 x 100 mm",
    "Moto 125 cc 2020-2023", "Cable USB 2.0 1 m", "Llanta 205/55 R16", "Promo 2x1 @ 5000", "Pantalla 1920 x 1080", "Combo 100 200 300",
    "Plan 12 meses 49.900", "tienda-03", "F2025-000123", "ISBN 978-84-376-0494-7", "Bujía NGK 6962", "Caja 1.000.000 unidades",
    "Ruiz y Mora S.A.S.", "Bogotá, D. C.", "Perfume 212 VIP", "Mac OS 10.15.7",
]  # fmt: skip


@pytest.fixture
def firm(company):
    def make(names, more=""):
        rows = "".join(
            f'K{i % 3},2025-{1 + i % 12:02d}-{1 + i % 28:02d},{100 + i},"{names[i % len(names)]}","{names[-1 - i % len(names)]}",E1\n'
            for i in range(3 * len(names))
        )
        made = company(
            "cliente,fecha,importe,producto,sucursal,vendedor\n" + rows,
            settings="name: Prueba\nas_of: 2025-12-31\nsources:\n  transactions: {path: ventas.csv}\n"
            "  customers: {path: clientes.csv}\n  staff: {path: personal.csv}\n" + more,
        )
        (made.folder / "clientes.csv").write_text(CUSTOMERS)
        (made.folder / "personal.csv").write_text(STAFF)
        return load(made.key)

    return make


def settled(company):
    with Warehouse() as warehouse:
        taken = intake.load(company, warehouse.connection, dt.date(2026, 1, 1))
        codes.settle(warehouse.connection, company, preparation.headers(company, taken))
        sales = warehouse.frame("FROM main.transactions ORDER BY source_row")
        return sales, warehouse.frame("FROM main.codes WHERE kind = 'P'")


def test_persons_in_names_of_things_are_codes_and_the_rest_of_the_name_stays(firm):
    names = list(SOMEBODY)
    sales, key = settled(firm(names))
    shown = dict(zip(names, sales.product_id, strict=False))
    told = {name: codes.CODE.sub("{}", said) for name, said in shown.items()}
    assert told == SOMEBODY
    assert set(sales.branch) == set(sales.product_id)
    assert len(set(sales.product_id)) == len(names)
    by_code = key.set_index("code").id
    assert all(codes.CODE.sub(lambda one: by_code[one[0]], said) == name for name, said in shown.items())


def test_things_that_are_nobody_s_keep_their_names(firm):
    sales, key = settled(firm(NOBODY))
    assert set(sales.product_id) == set(NOBODY)
    assert key.empty


def test_ids_shown_on_purpose_are_shown_in_names_too(firm):
    sales, key = settled(firm(list(SOMEBODY), more="personal_ids: shown\n"))
    assert set(sales.product_id) == set(SOMEBODY)
    assert key.empty


def test_no_prepared_table_outside_the_private_folder_names_them(firm):
    made = preparation.prepare(firm(list(SOMEBODY)))
    said = "\n".join(pd.read_parquet(path).to_string() for path in sorted(made.glob("*.parquet")))
    said += "\n".join(path.read_text() for path in made.glob("*.json"))
    assert not [
        one for one in ("buzon", "555 9877", "3105550001", "Tocarema", "TOCAREMA", "Siachoque") if one in said
    ]
    assert "Grabado DNI" in said


def test_a_branch_called_like_a_person_is_asked_for_as_it_is_in_the_files(firm):
    company = firm(list(SOMEBODY))
    for asked in ("310 555 9877", "Sede de Abelardo Siachoque"):
        made = preparation.prepare(scope.of(company, [f"branch = {asked}"]))
        assert 0 < len(pd.read_parquet(made / "customers.parquet")) <= 3
    part = scope.of(company, ["branch = 310 555 9877"])
    assert "9877" not in part.name
    with pytest.raises(ConfigError, match="WHERE"):
        preparation.prepare(scope.of(company, ["branch = no@buzon.invalid"]))


def test_every_text_of_the_contract_is_one_of_a_person_or_of_a_thing():
    # A new table may bring a column of names: whoever adds it says whose they are.
    owners = {
        f"{name}.{column}"
        for name, table in contract().tables.items()
        for column in table.columns
        if column in ("owner", "name")
    }
    assert owners == {"customers.name", "staff.name", "products.name", "campaigns.name", "commitments.owner"}
