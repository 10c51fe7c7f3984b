"""The SQL that compares two rows: a level of agreement a field, and the weight that the levels add up to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from clientela.intake.identity.scoring.levels import Field
from clientela.intake.identity.scoring.weights import Weights


def levels_sql(field: Field) -> str:
    """The number of the first level that holds, from 1; 0 where either side is blank."""
    blank = " AND ".join(
        f"({column}_l IS NULL OR {column}_r IS NULL)" for column in (field.columns[0], *field.either)
    )
    whens = [f"WHEN {blank} THEN 0"] + [
        f"WHEN {level.condition} THEN {number}"
        for number, level in enumerate(field.levels, start=1)
        if level.condition != "ELSE"
    ]
    last = len(field.levels) if field.levels[-1].condition == "ELSE" else 0
    return f"CAST(CASE {' '.join(whens)} ELSE {last} END AS UTINYINT)"


def level_name_sql(field: Field) -> str:
    """The level's name for its number."""
    cases = " ".join(f"WHEN {number} THEN '{level.name}'" for number, level in enumerate(field.levels, 1))
    return f"CASE level_{field.name} {cases} ELSE 'blank' END"


def weight_sql(field: Field, weights: Weights) -> str:
    """The weight of a field's level, log2(m / u); a value in full agreement weighs by how frequent it is, not by `u`."""
    cases = []
    for number, level in enumerate(field.levels, start=1):
        m, u = weights[field.name][level.name]
        if level.tf:
            # `rare_` is -log2 of the value's frequency.
            rare = f"least(rare_{level.tf}_l, rare_{level.tf}_r)"
            cases.append(f"WHEN {number} THEN {math.log2(m)!r}::DOUBLE + {rare}")
        else:
            cases.append(f"WHEN {number} THEN {math.log2(m / u)!r}::DOUBLE")
    return f"CASE level_{field.name} {' '.join(cases)} ELSE 0 END"


def highest(field: Field, weights: Weights) -> float:
    """The most that a field can add where no value of it weighs more than its own rarity (which counts apart)."""
    return max(
        0.0,
        *(
            math.log2(m / u)
            for level in field.levels
            if not level.tf
            for m, u in [weights[field.name][level.name]]
        ),
    )


def sides(columns: Iterable[str]) -> str:
    """Columns of both rows, as the conditions call them."""
    return ", ".join(f"l.{column} AS {column}_l, r.{column} AS {column}_r" for column in columns)


def rarities(fields: Sequence[Field]) -> list[str]:
    """The columns whose frequent values weigh less."""
    return list(dict.fromkeys(level.tf for field in fields for level in field.levels if level.tf))


def needed(fields: Sequence[Field]) -> list[str]:
    """The columns that the conditions of these fields read."""
    return list(dict.fromkeys(column for field in fields for column in field.columns))
