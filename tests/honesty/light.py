"""A company seen without its files: its frames become typed tables at once, and only what is asked is answered.

No intake, no identity, no notebook: the frames are clean and every code is one customer, so that hundreds of companies cost some seconds
each. What intake does to files, and what all chapters say together, is judged by the whole path.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from honesty import files, stages
from honesty.laws import AS_OF, Laws, company
from honesty.run import Said

from clientela.companies import preparation
from clientela.companies.config import Company
from clientela.companies.quality_rules import query, vocabulary
from clientela.engine.declared import declared
from clientela.failures import STRICT
from clientela.intake.contract import Table, contract
from clientela.marts import ORDER, SAVED, Marts
from clientela.stage import Stage, numbered
from clientela.warehouse import Warehouse

# The analyses behind the first page and every amount at stake, in the stages' order.
ASKED: Mapping[str, tuple[str, ...]] = {
    "company": ("sales", "drivers", "outlook", "goals"),
    "product": ("categories", "portfolio", "satisfaction", "recovery"),
    "segments": ("rfm", "movement", "concentration"),
    "loyalty": (
        "status", "retention", "worth", "due", "equity", "targets", "achieved", "renewals", "promoters", "sources",
    ),
}  # fmt: skip


def said(number: int, asked: Mapping[str, Iterable[str]] = ASKED) -> Said:
    """What one company of the null is told by the analyses asked."""
    family, laws = company(number)
    start = time.process_time()
    os.environ[STRICT] = "1"
    with tempfile.TemporaryDirectory(prefix="honesty-") as name, stages.one_thread():
        try:
            tables = files.frames(laws)
            marts = build(Path(name), tables)
            results, findings = answers(laws, tables, marts, asked)
        except Exception:  # A company that fails is counted as such: the others go on.
            return Said(number, family, [], {}, time.process_time() - start, traceback.format_exc(limit=-3))
    return Said(number, family, findings, results, time.process_time() - start)


def build(folder: Path, tables: Mapping[str, pd.DataFrame]) -> Marts:
    """The marts of clean frames, saved below a folder."""
    with Warehouse() as warehouse:
        run = warehouse.connection.execute
        run("CREATE TABLE identity (source VARCHAR, source_id VARCHAR, customer_id VARCHAR)")
        for table in contract().tables.values():
            run(_created(table))
            if table.name in tables:
                warehouse.connection.register("frame", tables[table.name].astype(str))
                run(_filled(table, list(tables[table.name])))
                warehouse.connection.unregister("frame")
        # The invented contacts are well written, all of them.
        usable = " UNION ".join(
            f"SELECT '{name}' AS field, {name} AS value FROM customers" for name in ("email", "phone")
        )
        run(f"CREATE TABLE usable_contacts AS {usable}")
        query.lay(warehouse.connection, vocabulary.read(), AS_OF)
        first = dt.date.fromisoformat(str(tables["transactions"]["date"].min()))
        facts = _facts(first, tables)
        given = {
            "as_of": AS_OF, "zero_is_purchase": False, "margin_rate": None, "window_days": facts["window_days"],
            "most_things": preparation.MOST_THINGS, "entry_days": min(180, facts["window_days"] // 2),
            **preparation.cuts(Company.model_construct()),
        }  # fmt: skip
        for mart in ORDER:
            warehouse.build(mart, given)
        for mart in SAVED:
            warehouse.save(mart, folder)
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    return Marts(folder)


def _facts(first: dt.date, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    about = {
        name: {"rows": len(frame), "columns": list(frame), "sources": [name]}
        for name, frame in tables.items()
    }
    return {
        "as_of": AS_OF.isoformat(), "first_day": first.isoformat(), "last_day": AS_OF.isoformat(), "lines": len(tables["transactions"]),
        "window_days": preparation.window(first, AS_OF), "tables": about, "assumptions": [], "problems": [], "questions": [], "money": True,
    }  # fmt: skip


def _created(table: Table) -> str:
    columns = [f'"{column.name}" {column.sql_type}' for column in table.kept.values()]
    fate = ["fate VARCHAR DEFAULT 'used'", "reason VARCHAR"] if table.name == "transactions" else []
    columns += ["source VARCHAR", "source_file VARCHAR", "source_row BIGINT", *fate]
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"


def _filled(table: Table, columns: list[str]) -> str:
    """The frame's texts as the contract's types: a blank is nothing, «sí» is yes."""
    kept = [name for name in columns if name in table.kept]
    values = []
    for name in kept:
        kind = table.kept[name].sql_type
        text = f"nullif(\"{name}\", '')"
        values.append(f"{text} = 'sí'" if kind == "BOOLEAN" else f"CAST({text} AS {kind})")
    names = ", ".join(f'"{name}"' for name in kept)
    place = f"'{table.name}', '{table.name}.csv', row_number() OVER ()"
    return f"INSERT INTO {table.name} ({names}, source, source_file, source_row) SELECT {', '.join(values)}, {place} FROM frame"


def answers(
    laws: Laws, tables: Mapping[str, pd.DataFrame], marts: Marts, asked: Mapping[str, Iterable[str]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The numbers by their keys and the findings, as a report's records have them."""
    made = Company.model_validate({
        "name": "Prueba", "sources": {"transactions": [{"path": "transactions.csv"}]}, "as_of": AS_OF,
        "costs": files.COSTS, "goals": files.goals(laws, tables["transactions"]),
    })  # fmt: skip
    results: dict[str, Any] = {}
    findings: list[dict[str, Any]] = []
    for name, wanted in asked.items():
        stage = Stage(name, made, marts, marts.folder)
        for what in wanted:
            found = stage.ask(declared(name)[what])
            results |= numbered(found)
        findings += [{**asdict(one), "stage": name} for one in stage.answers.findings()]
    return results, findings
