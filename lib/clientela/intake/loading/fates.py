"""Why a row cannot be used, as SQL: by its own cells, and by what its table needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientela.intake.cells import Cell
from clientela.intake.contract import Column, Table
from clientela.intake.readers.raw import quoted
from clientela.intake.reasons import Reason
from clientela.intake.sales import Sale

OLDEST = 1900
LONGEST_ID = 200
TOTAL = r"^\W*(gran )?(sub ?)?total(es)?( general(es)?)?\b|^\W*(suma|grand total)\b"


def judged_by(table: Table, cells: Mapping[str, Cell]) -> list[str]:
    """The columns without which a row cannot be used."""
    needed = [c.name for c in table.columns.values() if c.needed and c.name in cells]
    return needed + [c for group in table.needs_one_of for c in group if c in cells and c not in needed]


def reasons_of(table: Table, cells: Mapping[str, Cell], judged: Sequence[str], plan: Sale) -> tuple[str, str]:
    """SQL of the reason why a row cannot be used (NULL when it can), and of the column and value behind it."""
    whens = [
        ("extra IS NOT NULL", Reason.TOO_MANY_CELLS, "extra"),
        ("filtered", Reason.FILTERED, "NULL"),
        ("is_header", Reason.REPEATED_HEADER, "NULL"),
        ("titled", Reason.GROUP_TITLE, "NULL"),
    ]
    needed = [c for c in table.columns.values() if c.needed and c.name in judged and not c.may_be_blank]
    if table.name == "transactions":
        # A sale without a customer is an anonymous one.
        needed = [c for c in needed if c.name != "customer_id"]
    dates = [c for c in needed if c.type in ("date", "timestamp")]
    absent = " OR ".join(f'"b_{c.name}"' for c in (dates or needed)) or "false"
    # «Subtotal» may stand in the column of the date itself.
    undated = " OR ".join(f'"t_{c.name}" IS NULL' for c in dates) or absent
    whens.append(
        (
            f"({undated}) AND regexp_matches(lower(strip_accents(lead)), {quoted(TOTAL)})",
            Reason.TOTAL_ROW,
            "lead",
        )
    )
    whens.append((f"alone AND ({absent})", Reason.NO_PARTNER, "NULL"))
    whens += plan.reasons
    for column in needed:
        whens += _needed_reasons(column)
    whens += _amount_reasons(table, judged)
    ids = [c for c in cells.values() if c.column.type == "id"]
    whens += [
        (f'length("t_{c.column.name}") > {LONGEST_ID}', Reason.LONG_ID, quoted(c.column.name)) for c in ids
    ]
    reason = "CASE" + "".join(f" WHEN {when} THEN '{why}'" for when, why, _detail in whens) + " END"
    detail = "CASE" + "".join(f" WHEN {when} THEN {text}" for when, _why, text in whens) + " END"
    return reason, detail


def _shown(column: str) -> str:
    return f"{quoted(column)} || ': ' || CAST(\"{column}\" AS VARCHAR)"


def _needed_reasons(column: Column) -> list[tuple[str, Reason, str]]:
    value, whens = f'"t_{column.name}"', [(f'"b_{column.name}"', Reason.MISSING_VALUE, quoted(column.name))]
    if column.type in ("date", "timestamp"):
        whens.append((f"{value} IS NULL", Reason.UNREADABLE_DATE, _shown(column.name)))
        whens.append(
            (f"year({value}) NOT BETWEEN {OLDEST + 1} AND 2200", Reason.IMPOSSIBLE_DATE, _shown(column.name))
        )
    elif column.type in ("money", "number", "share"):
        whens.append((f"{value} IS NULL", Reason.UNREADABLE_NUMBER, _shown(column.name)))
    elif column.type in ("choice", "flag"):
        whens.append((f"{value} IS NULL", Reason.UNKNOWN_VALUE, _shown(column.name)))
    return whens


def _amount_reasons(table: Table, judged: Sequence[str]) -> list[tuple[str, Reason, str]]:
    """A sale needs its amount, or its quantity and price."""
    every = [column for group in table.needs_one_of for column in group if column in judged]
    if not every:
        return []
    unknown = '"v_amount" IS NULL'
    wrong = [
        (f'{unknown} AND NOT "b_{c}" AND "t_{c}" IS NULL', Reason.UNREADABLE_NUMBER, _shown(c)) for c in every
    ]
    return [*wrong, (unknown, Reason.MISSING_VALUE, quoted(every[0]))]
