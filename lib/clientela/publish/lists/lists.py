"""Whom to call first and why: one workbook a seller and one for all, with names, for their owner's eyes only.

Each has room for what came of it, and is read back as `contacts`: a part of the list, chosen by a stable lot, is not called,
so that the next report can say what the calls brought.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.engine import thresholds
from clientela.folders import project
from clientela.loyalty.campaigns.next_list import Limits, permission
from clientela.marts import Marts
from clientela.present import numbers
from clientela.present.language import _, speaking
from clientela.publish.lists.list_book import COLUMNS, book
from clientela.publish.lists.watched import watched

if TYPE_CHECKING:
    import pandas as pd

    from clientela.companies.config import Company


def write(target: Path, marts: Path, tables: Path, company: Company) -> list[Path]:
    """Write the call lists into `target` (mode 700, files 600); the paths written, none where nobody is to be called.

    `marts` is the folder that `prepare` gives, `tables` the stages' tables of this run (loyalty.due_list, loyalty.next_list,
    company.room). Thresholds of the company: room_per_week, control_share, rest_days.
    """
    with speaking(company.language):
        listed = calls(marts, tables, company)
        if listed.empty:
            return []
        project.owners_alone(target)
        books = {"todos": listed}
        if "seller_id" in listed and listed.seller_id.notna().any():
            for seller, part in listed.groupby(listed.seller_id.fillna("")):
                books[_file_name(str(seller), books)] = part
        currency = Marts(marts).currency(company.currency)
        return [book(target / f"{name}.xlsx", part, currency) for name, part in books.items()]


def calls(marts: Path, tables: Path, company: Company) -> pd.DataFrame:
    """The customers of the list, those first whom the chapter names first: one row each, controls without name or address.

    Only who may be called or written to and was not contacted lately; treated within room. Columns as in `COLUMNS`.
    """
    import pandas as pd

    as_of = dt.date.fromisoformat(json.loads((marts / "facts.json").read_text(encoding="utf-8"))["as_of"])
    found = pd.concat([_late(tables), _offered(tables)], ignore_index=True)
    found = found.drop_duplicates("customer_id").reset_index(drop=True)
    if found.empty:
        return found
    chosen: dict[str, Any] = thresholds.values(company.thresholds)
    rooms = _read(tables / "company.room.parquet")
    limits = Limits(as_of, chosen["room_per_week"], rest_days=chosen["rest_days"], rooms=rooms)
    known_by = names(marts / project.PRIVATE / "golden.parquet")
    # Where no telephone and no e-mail was ever written down, the company finds its customers by their ids.
    written = known_by[["phone", "email"]].notna().any(axis=None)
    found = _reachable(found, _read(marts / "permissions.parquet") if written else None, limits)
    found = found.merge(known_by, on="customer_id", how="left")
    found["campaign_id"] = f"lista-{as_of.isoformat()}"
    found["watch"] = found.customer_id.map(watched(marts, as_of))
    share = chosen["control_share"]
    found["arm"] = [
        "control" if lot(row.campaign_id, row.customer_id) < share else "treated"
        for row in found.itertuples()
    ]
    found = found.loc[pd.Series(_fits(found, limits.contacts()), index=found.index, dtype=bool)]
    return as_they_came(_without_controls_names(found).reset_index(drop=True), marts / project.PRIVATE)


def as_they_came(listed: pd.DataFrame, private: Path) -> pd.DataFrame:
    """The list with the company's own ids, where the report shows codes: it is private, and read back beside the sales."""
    from clientela.companies.codes import ids_behind

    ids = ids_behind(private)
    for kind, name in (("C", "customer_id"), ("V", "seller_id")):
        if ids and name in listed:
            listed[name] = [ids.get((kind, code), code) for code in listed[name]]
    return listed


def lot(campaign: object, customer: object) -> float:
    """A number from 0 to 1 drawn for a customer in a campaign; the same each time it is asked.

    >>> lot("lista-2026-06-30", "T1") == lot("lista-2026-06-30", "T1")
    True
    """
    drawn = hashlib.blake2b(f"{campaign}|{customer}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn, "big") / 2**64


def _read(path: Path) -> pd.DataFrame | None:
    import pandas as pd

    return pd.read_parquet(path) if path.is_file() else None


def names(path: Path) -> pd.DataFrame:
    """Who the customers are and how to reach them: customer_id, person, phone, email."""
    import pandas as pd

    golden = _read(path)
    if golden is None:
        return pd.DataFrame(columns=["customer_id", "person", "phone", "email"])
    parts = golden.reindex(columns=["first_name", "last_name"]).fillna("").astype(str)
    both = (parts["first_name"] + " " + parts["last_name"]).str.strip()
    person = golden["name"].where(golden["name"].notna(), both.where(both != ""))
    return golden[["customer_id", "phone", "email"]].assign(person=person)


def _late(tables: Path) -> pd.DataFrame:
    """The customers who should be back by now, with the reason in words."""
    import pandas as pd

    due = _read(tables / "loyalty.due_list.parquet")
    if due is None or due.empty:
        return pd.DataFrame(columns=["customer_id"])
    text = _("Debía haber vuelto: suele comprar cada {gap} días y lleva {late} de más.")
    why = [
        text.format(gap=numbers.count(gap), late=numbers.count(late))
        for gap, late in zip(due.typical_gap, due.days_late, strict=True)
    ]
    # What comes of a call was never measured: only what such a customer buys is known, and the page says no more.
    kept = ["customer_id", "days_late", "repeat_mean", "seller_id"]
    return (
        due[[name for name in kept if name in due]].rename(columns={"repeat_mean": "usual"}).assign(why=why)
    )


def _offered(tables: Path) -> pd.DataFrame:
    """The customers to whom the next campaign makes an offer."""
    import pandas as pd

    offered = _read(tables / "loyalty.next_list.parquet")
    if offered is None or offered.empty:
        return pd.DataFrame(columns=["customer_id"])
    names = {"expected_gain": "stake", "gain_least": "stake_low", "gain_most": "stake_high"}
    why = [_("Ofrecerle: {offer}.").format(offer=offer) for offer in offered.offer]
    kept = ["customer_id", *names, "contact_channel", "seller_id"]
    return offered[[name for name in kept if name in offered]].rename(columns=names).assign(why=why)


def _reachable(found: pd.DataFrame, permissions: pd.DataFrame | None, limits: Limits) -> pd.DataFrame:
    """Those who may be contacted and are not tired of it, with the channel; all of them where nobody was ever registered."""
    import pandas as pd

    if permissions is None or permissions.empty:
        return found.assign(channel=None, may_phone=True, may_email=True)
    found = found.merge(permissions, on="customer_id", how="inner")
    asked = (
        found.contact_channel.map(permission)
        if "contact_channel" in found
        else pd.Series("", index=found.index)
    )
    asked = asked.where(found.contact_channel.notna(), "") if "contact_channel" in found else asked
    phone = found.may_phone.astype(bool) & asked.isin(["", "may_phone"])
    email = found.may_email.astype(bool) & asked.isin(["", "may_email"])
    post = found.may_post.astype(bool) & (asked == "may_post")
    channel = pd.Series(None, index=found.index, dtype=object)
    for chosen, word in ((post, _("correo postal")), (email, _("correo")), (phone, _("teléfono"))):
        channel = channel.mask(chosen, word)
    days = (pd.Timestamp(limits.as_of) - pd.to_datetime(found.last_contact)).dt.days
    tired = (days < limits.rest_days) | found.unsubscribed.astype(bool)
    return found.assign(channel=channel)[channel.notna() & ~tired].reset_index(drop=True)


def _fits(found: pd.DataFrame, rooms: dict[str, float]) -> list[bool]:
    """Row by row, the first of the list first: is there room for it? A control takes none."""
    left: dict[str, float] = {}
    for name, room in rooms.items():
        needed = permission(name) if name else ""
        left[needed] = min(left.get(needed, room), room)
    fits = []
    full = False
    for row in found.itertuples():
        takes = [""] if row.channel is None else ["", permission(row.channel)]
        short = any(left.get(name, 1.0) < 1 for name in takes)
        # Who comes after the last call is neither called nor compared with.
        full = full or left.get("", 1.0) < 1
        fits.append(not short and not full)
        if fits[-1] and row.arm == "treated":
            for name in takes:
                if name in left:
                    left[name] -= 1
    return fits


def _without_controls_names(found: pd.DataFrame) -> pd.DataFrame:
    """The rows in the sheet's columns; who is not to be called has no name, telephone or e-mail there, and stands last."""
    import pandas as pd

    table = found.reindex(columns=[name for name, _words, _width in COLUMNS])
    control = table.arm == "control"
    for name in ("person", "phone", "email", "channel", "watch"):
        table[name] = table[name].astype(object).mask(control, None)
    # An address is shown only where its owner lets it be used.
    for name, may in (("phone", "may_phone"), ("email", "may_email")):
        table[name] = table[name].where(found[may].astype(bool), None)
    table["why"] = table.why.mask(control, _("No contactar: sirve para comparar."))
    return pd.concat([table[~control], table[control]])


def _file_name(seller: str, taken: dict[str, Any]) -> str:
    """A file's name for a seller: letters, digits, - and _ only, and never twice."""
    plain = re.sub(r"[^\w-]+", "_", seller).strip("_")[:60] or "sin_vendedor"
    name = f"vendedor_{plain}"
    if name.casefold() in {other.casefold() for other in taken}:
        name += "_" + hashlib.blake2b(seller.encode(), digest_size=3).hexdigest()
    return name
