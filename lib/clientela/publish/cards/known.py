"""All that is known of one customer: asked of the company's own files each time, since no report keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela import intake
from clientela.companies import codes, erasure, preparation
from clientela.folders import project
from clientela.marts import Marts
from clientela.warehouse import Warehouse

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from clientela.companies.config import Company

PURCHASES = 15
# One query a section, of the rows that are theirs; `theirs` are (source, id) of the customer.
SECTIONS = {
    "records": """SELECT source, source_file, source_row, customer_id, seller_id, joined_on FROM main.customers
        WHERE (source, customer_id) IN (FROM theirs) ORDER BY joined_on NULLS LAST, source, source_row""",
    "messages": """SELECT CAST(opened_at AS DATE) AS opened, kind, channel, text, CAST(attended_at AS DATE) AS attended,
        CAST(CASE WHEN closings > 0 THEN closed_at ELSE attended_at END AS DATE) AS closed, resolved, agent
        FROM (SELECT *, count(closed_at) OVER () AS closings FROM main.interactions)
        WHERE (source, customer_id) IN (FROM theirs) ORDER BY closed IS NOT NULL, opened_at DESC""",
    "promises": """SELECT made_on, what, due_on, kept_on FROM main.commitments
        WHERE (source, customer_id) IN (FROM theirs) ORDER BY kept_on IS NOT NULL, due_on""",
    "contracts": """SELECT contract_id, start, "end" AS finish, price, renewed FROM main.contracts
        WHERE (source, customer_id) IN (FROM theirs) ORDER BY "end" DESC NULLS FIRST""",
    "purchases": f"""SELECT CAST(t.date AS DATE) AS day, coalesce(min(p.name), t.product_id) AS product, sum(t.quantity) AS quantity,
        sum(t.amount) AS amount, t.channel, t.branch FROM main.transactions AS t LEFT JOIN main.products AS p ON p.product_id = t.product_id
        WHERE (t.source, t.customer_id) IN (FROM theirs)
        GROUP BY CAST(t.date AS DATE), t.product_id, t.channel, t.branch ORDER BY day DESC, product LIMIT {PURCHASES}""",
    "mailings": """SELECT coalesce(k.name, t.campaign_id) AS mailing, t.sent_on, t.channel, t.opened, t.attended, t.responded
        FROM main.contacts AS t LEFT JOIN (SELECT campaign_id, min(name) AS name FROM main.campaigns GROUP BY 1) AS k USING (campaign_id)
        WHERE (t.source, t.customer_id) IN (FROM theirs) AND t.arm IS DISTINCT FROM 'control' ORDER BY t.sent_on DESC NULLS LAST""",
    "answers": """SELECT CAST(s.date AS DATE) AS day, coalesce(i.text_es, s.item) AS question, s.answer FROM main.surveys AS s
        LEFT JOIN (SELECT instrument, item, min(text_es) AS text_es FROM main.items GROUP BY 1, 2) AS i USING (instrument, item)
        WHERE (s.source, s.customer_id) IN (FROM theirs) ORDER BY day DESC NULLS LAST, question LIMIT 40""",
}  # fmt: skip
# Where the customer's own row is.
PLACES = {
    "golden": f"{project.PRIVATE}/golden.parquet",
    "customers": "customers.parquet",
    "permissions": "permissions.parquet",
}


@dataclass(frozen=True)
class Known:
    """One customer: the id by which the report knows it, the golden record, figures, permissions and a frame a section."""

    customer_id: str
    as_of: dt.date
    currency: str
    golden: dict[str, Any]
    figures: dict[str, Any]
    may: dict[str, Any]
    sections: dict[str, pd.DataFrame]


def known(company: Company, customer: str) -> Known:
    """Look a customer up by any id of the files, or by its code in a report. Raises LookupError where nobody has it, or is forgotten."""
    import pandas as pd

    marts = preparation.prepare(company)
    identity = _decoded(pd.read_parquet(marts / "identity.parquet"), marts / project.PRIVATE)
    wanted = customer.strip().casefold()
    found = identity[
        (identity.source_id.str.casefold() == wanted) | (identity.customer_id.str.casefold() == wanted)
    ]
    if found.empty:
        raise LookupError("ningún archivo de la empresa conoce este código")
    who = str(found.customer_id.iloc[0])
    theirs = identity[identity.customer_id == who]
    with Warehouse() as warehouse:
        taken = intake.load(company, warehouse.connection, dt.date.today())
        erasure.keep_out(warehouse.connection, company)
        sections = _sections(warehouse.connection, theirs[["source", "real_id"]])
    one = {name: _row(marts / place, who) for name, place in PLACES.items()}
    currency = Marts(marts).currency(company.currency)
    return Known(who, taken.as_of, currency, one["golden"], one["customers"], one["permissions"], sections)


def _decoded(identity: pd.DataFrame, private: Path) -> pd.DataFrame:
    """The ids as the files have them (`real_id`), where the marts have codes."""
    import pandas as pd

    behind = {code: one for (kind, code), one in codes.ids_behind(private).items() if kind == "C"}
    coded = identity.assign(real_id=identity.source_id.map(lambda one: behind.get(one, one)))
    # Asked by the id as it came or by its code, the same customer is found.
    both = pd.concat([coded, coded.assign(source_id=coded.real_id)])
    return both.drop_duplicates(["source", "source_id", "customer_id"])


def _sections(connection: duckdb.DuckDBPyConnection, theirs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    connection.execute("CREATE TEMP TABLE theirs (source VARCHAR, real_id VARCHAR)")
    connection.executemany("INSERT INTO theirs VALUES (?, ?)", theirs.drop_duplicates().to_numpy().tolist())
    return {name: connection.execute(query).df() for name, query in SECTIONS.items()}


def _row(path: Path, who: str) -> dict[str, Any]:
    """The customer's row of a table, without what is empty; nothing where there is none."""
    import pandas as pd

    if not path.is_file():
        return {}
    frame = pd.read_parquet(path, filters=[("customer_id", "==", who)])
    if frame.empty:
        return {}
    return {str(name): value for name, value in frame.iloc[0].items() if not pd.isna(value)}
