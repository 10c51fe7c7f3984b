"""The customer files of three systems that do not talk: the tills, the web shop and the sales force's workbook."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from clientela.demo import bonds, files, names, plan
from clientela.demo.chance import stream
from clientela.demo.life import Life
from clientela.demo.records import SYSTEMS


def write(folder: Path, life: Life) -> None:
    """Write clientes_tienda.csv, clientes_web.csv and clientes_fuerza_ventas.xlsx."""
    table = _known(life)
    files.csv_old(folder / f"{SYSTEMS['T']}.csv", _till(table[table.system == "T"]))
    files.csv_new(folder / f"{SYSTEMS['W']}.csv", _web(table[table.system == "W"]))
    title = "Café Aurora · Clientes de la fuerza de ventas · corte 30/06/2026"
    force = _force(table[table.system == "F"], life)
    files.excel(folder / f"{SYSTEMS['F']}.xlsx", {"Clientes": (title, force)})


def _known(life: Life) -> pd.DataFrame:
    """Every record with what the person's ties add to it."""
    table = pd.DataFrame(life.book.rows)
    rng, who = stream(life.seed, "known"), life.everyone.set_index("person")
    of = table.person.map
    first = ~table.duplicated("person") & (rng.random(len(table)) < 0.75)
    cities = of(who.branch).map(dict(enumerate(plan.BRANCHES)))
    return table.assign(
        kind=np.where(of(who.kind) == "organisation", "Empresa", "Persona"),
        city=cities,
        department=cities.map(names.words()["departments"]),
        zone=of(who.zone),
        type=of(who.type),
        household=of(who.household),
        parent=of(who.account).map(life.main).fillna(""),
        referred_by=of(life.referred).map(life.main).where(first, "").fillna(""),
        consumer=of(life.consumer).map(life.main).where(first | table.duplicated("person"), "").fillna(""),
    )


def _yes(values: pd.Series) -> list[str]:
    return ["Sí" if value else "No" for value in values]


def _whole(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else str(int(value)) for value in values]


def _till(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "codigo": rows.source_id,
            "tipo": rows.kind,
            "nombre": rows.name,
            "cedula": rows.tax_id,
            "celular": rows.phone,
            "correo": rows.email,
            "direccion": rows.address,
            "ciudad": rows.city,
            "barrio": rows.zone,
            "estrato": _whole(rows.stratum),
            "nacimiento": [files.spanish_date(date) for date in rows.birth],
            "sexo": rows.sex,
            "ocupacion": rows.occupation,
            "personas_hogar": _whole(rows.family),
            "hogar": rows.household,
            "registro": [files.spanish_date(date) for date in rows.joined],
            "como_nos_conocio": rows.source,
            "registrado_por": rows.seller,
            "referido_por": rows.referred_by,
            "quien_lo_toma": rows.consumer,
            "acepta_correo": _yes(rows.consent_email),
            "acepta_llamada": _yes(rows.consent_phone),
            "acepta_carta": _yes(rows.consent_post),
        }
    )


def _web(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": rows.source_id,
            "tipo": rows.kind.map({"Persona": "natural", "Empresa": "jurídica"}),
            "nombre_completo": rows.name,
            "documento": rows.tax_id,
            "telefono": rows.phone,
            "email": rows.email,
            "direccion_envio": rows.address,
            "ciudad": rows.city,
            "departamento": rows.department,
            "genero": rows.sex.map({"Mujer": "F", "Hombre": "M"}).fillna(""),
            "fecha_nacimiento": rows.birth,
            "creado": rows.joined,
            "origen": rows.source,
            "recomendado_por": rows.referred_by,
            "consumidor": rows.consumer,
            "opt_in_email": rows.consent_email.astype(int),
            "opt_in_sms": rows.consent_phone.astype(int),
        }
    )


def _force(rows: pd.DataFrame, life: Life) -> pd.DataFrame:
    scores = bonds.convergence(stream(life.seed, "convergence"), len(life.everyone))[rows.person.to_numpy()]
    return pd.DataFrame(
        {
            "Código": rows.source_id,
            "Tipo": rows.kind,
            "Razón social": rows.name,
            "NIT": rows.tax_id,
            "Teléfono": rows.phone,
            "Correo": rows.email,
            "Dirección": rows.address,
            "Ciudad": rows.city,
            "Departamento": rows.department,
            "Actividad": rows.type,
            "Cuenta principal": rows.parent,
            "Cliente desde": rows.joined,
            "Origen": rows.source,
            "Vendedor": rows.seller,
            "Referido por": rows.referred_by,
            "Autoriza correo": _yes(rows.consent_email),
            "Autoriza llamada": _yes(rows.consent_phone),
            "Conv. calidad": scores[:, 0],
            "Conv. servicio": scores[:, 1],
            "Conv. sostenibilidad": scores[:, 2],
        }
    )
