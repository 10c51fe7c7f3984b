"""How two rows are compared: a field and its levels of agreement, guards, and what makes up a kind of record; the values are in `specs`.

A level's `m` is how often it is seen between two rows of one customer, its `u` between rows of two customers. SQL conditions write a column of
the two rows as `name_l` and `name_r`; the first that holds counts; blank on either side is no evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Level:
    """One degree of agreement of a field; `least`: what `u` cannot be below, whatever few pairs say."""

    name: str
    condition: str
    m: float
    u: float
    fixed: bool = False
    tf: str | None = None
    least: float = 0.0


@dataclass(frozen=True)
class Field:
    """A field and its levels, from full agreement down; a level's `tf` names the column whose frequent values weigh less.

    `costly`: it takes so long to compare that it is compared last, and only where the other fields leave hope. `either`: it is blank only
    where these columns are blank too.
    """

    name: str
    columns: tuple[str, ...]
    levels: tuple[Level, ...]
    costly: bool = False
    either: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guard:
    """A case where probability alone must not merge: levels in the field's name ('blank' where either side has none).

    `few`: only where the rows are too few to teach weights. `families`: the keys that a family has in common, where the guard is about
    families.
    """

    name: str
    condition: str
    outcome: Literal["review", "apart"]
    few: bool = False
    families: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spec:
    """Everything that matching must know about one kind of record.

    `keys`: SQL expressions; two rows are compared when one of them is equal. `more`: keys for rows that too few documents, e-mails and
    telephones tell apart. `training`: conditions under which most pairs are one customer or not, to learn the weights from. `prior`: pairs
    expected per row before looking.
    """

    fields: tuple[Field, ...]
    keys: tuple[str, ...]
    training: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    prior: float = 0.1
    more: tuple[str, ...] = ()


def otherwise(m: float, u: float) -> Level:
    """What is left: the two differ."""
    return Level("different", "ELSE", m, u)


def same(name: str, m: float, u: float, tf: bool = True) -> Level:
    """Full agreement on one column."""
    return Level("same", f"{name}_l = {name}_r", m, u, tf=name if tf else None)


def text(name: str, close: tuple[float, ...] = (0.92, 0.88, 0.7), tf: bool = True, u: float = 0.01) -> Field:
    """A word or two written by hand: Jaro–Winkler, frequent values weigh less."""
    near = tuple(
        Level(f"close{cut}", f"jaro_winkler_similarity({name}_l, {name}_r) >= {cut}", 0.06 / len(close), u)
        for cut in close
    )
    return Field(
        name,
        (name,),
        (same(name, 0.9, u, tf), *near, otherwise(0.04, 1 - u * (1 + len(close)))),
    )


def code(name: str, slips: tuple[int, ...] = (1, 2), tf: bool = False, u: float = 0.001) -> Field:
    """A number or date typed by hand: as many wrong signs as `slips` allow."""
    near = tuple(
        Level(f"slip{n}", f"identity_near({name}_l, {name}_r, {n})", 0.06 / len(slips), u) for n in slips
    )
    return Field(
        name,
        (name,),
        (same(name, 0.9, u, tf), *near, otherwise(0.04, 1 - u * (1 + len(slips)))),
    )
