"""The last of a table's loading: what is told twice, not yet true or counts in totals only; then its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clientela.companies.config import Company
from clientela.intake.contract import Table
from clientela.intake.loading import ledger, tenure
from clientela.intake.loading.cutoff import mark_future
from clientela.intake.loading.work import TableFacts, Work, named, present
from clientela.intake.parts import Part
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import quoted
from clientela.intake.reasons import Fate, Reason
from clientela.intake.repeats import extracts, overlap, twice
from clientela.intake.sales import add_products, non_products
from clientela.present.language import gettext as _


def finish_table(table: Table, work: Work) -> None:
    """Mark what is told twice, what is in the future and what counts in totals only; then write the table and its ledger."""
    if table.name not in work.staged:
        kinds = [f'"{column.name}" {column.sql_type}' for column in table.kept.values()]
        fate = ["fate VARCHAR", "reason VARCHAR"] if table.name == "transactions" else []
        kinds += ["source VARCHAR", "source_file VARCHAR", "source_row BIGINT", *fate]
        work.connection.execute(f"CREATE OR REPLACE TABLE {table.name} ({', '.join(kinds)})")
        return
    staged = work.staged[table.name][1]
    columns, parts, place = (
        present(table, staged),
        [part for one in staged for part in one.parts],
        table.name,
    )
    said = _of_lines(work.company) if table.name == "transactions" else {}
    notes, asked = overlap.mark_duplicates(work.connection, place, table, columns, parts, said)
    work.assumptions += notes
    work.questions += asked
    work.problems += twice.mark(work.connection, place, table, columns, parts)
    if table.name == "transactions" and len(parts) > 1:
        told = extracts.mark(work.connection, place, parts, _believed(work.company), work.company.currency)
        work.problems += told.problems
        work.questions += told.questions
    work.changes += overlap.changes(work.connection, place, table, parts)
    assert work.cut is not None, "the cut-off date is known before any table is marked"
    if table.event in columns:
        mark_future(work.connection, table, work.cut)
    if table.name == "transactions":
        _mark_totals(work, place, columns, parts)
    if "birth_date" in columns:
        # Two figures of a year: nobody is born after the cut-off date.
        late = "birth_date = birth_date - INTERVAL 100 YEAR WHERE birth_date > ?"
        work.connection.execute(f"UPDATE {place} SET {late}", [work.cut.day])
    entered = ledger.enter(work.connection, place, table, parts)
    if entered.aside:
        work.problems += ledger.problems(work.connection, place, table, parts)
        _leave(table, work)
    _settle(table, work)
    sources = tuple(one.parts[0].source for one in staged)
    work.tables[table.name] = TableFacts(entered.kept, tuple(present(table, staged)), sources)
    if table.name == "contracts":
        work.problems += tenure.told(work.connection, parts, work.cut.day)


def _of_lines(company: Company) -> dict[str, str | None]:
    """What company.yml says of the repeated line numbers of each source of sales."""
    return {
        name: source.repeated_lines for source, name in named("transactions", company.sources["transactions"])
    }


def _believed(company: Company) -> list[str]:
    """The sources of sales that count where another tells the same orders."""
    return [
        name for source, name in named("transactions", company.sources["transactions"]) if source.overrides
    ]


def name_products(work: Work) -> None:
    """Products that no list tells, by the names and categories that the sales carry."""
    for one in work.staged["transactions"][1] if "transactions" in work.staged else ():
        name = one.parts[0].source
        added = add_products(work.connection, one.products, name) if one.products else 0
        if not added:
            continue
        facts = work.tables.get("products", TableFacts(0, ("product_id", "name", "category"), ()))
        sources = tuple(dict.fromkeys([*facts.sources, name]))
        work.tables["products"] = TableFacts(facts.rows + added, facts.columns, sources)
        evidence = _("productos con el nombre o la categoría que traen las ventas")
        work.assumptions.append(Assumption(name, "named", str(added), evidence, "product_id"))


def only_buyers(work: Work) -> None:
    """Of a list of sales, those whose sales were all set aside are no buyers, nor people who were registered and never bought.

    Their lines are told where they were set aside: cancelled, in another currency, a quotation.
    """
    if not {"customers", "transactions"} <= work.tables.keys():
        return
    sold = {(one.path, one.url, one.table, one.sheet) for one in work.company.sources["transactions"]}
    for source, name in named("customers", work.company.sources["customers"]):
        if source.shape != "once" or (source.path, source.url, source.table, source.sheet) not in sold:
            continue
        rows = work.connection.execute(
            """DELETE FROM customers WHERE source = ? AND customer_id NOT IN
            (SELECT customer_id FROM transactions WHERE customer_id IS NOT NULL) RETURNING source""",
            [name],
        ).fetchall()
        work.connection.execute(
            f"UPDATE ledger SET rows = rows - ? WHERE table_name = 'customers' AND source = ? AND fate = '{Fate.USED}'",
            [len(rows), name],
        )
        facts = work.tables["customers"]
        work.tables["customers"] = replace(facts, rows=facts.rows - len(rows))


def _mark_totals(work: Work, place: str, columns: Sequence[str], parts: Sequence[Part]) -> None:
    """Sales of nobody in particular, and codes that are not products, count in totals only."""
    # Freight to nobody is freight first: it would else be sold as a product.
    if "product_id" in columns:
        _mark_codes(work, place)
    work.connection.execute(
        f"UPDATE {place} SET row_reason = '{Reason.ANONYMOUS}' WHERE row_reason IS NULL AND customer_id IS NULL"
    )


def _mark_codes(work: Work, place: str) -> None:
    """Codes that are no products, source by source."""
    for source, name in named("transactions", work.company.sources["transactions"]):
        mine = f"(SELECT * FROM {place} WHERE row_reason IS NULL AND source = {quoted(name)})"
        codes = non_products(work.connection, mine, source.non_product)
        if codes:
            listed = ", ".join(quoted(code) for code in codes)
            work.connection.execute(
                f"""UPDATE {place} SET row_reason = '{Reason.NON_PRODUCT}', row_detail = 'product_id: ' || product_id
                WHERE row_reason IS NULL AND source = {quoted(name)} AND product_id IN ({listed})"""
            )
            shown = ", ".join(
                f"{code} ({n})" for code, n in sorted(codes.items(), key=lambda item: -item[1])[:20]
            )
            work.assumptions.append(
                Assumption(
                    name,
                    "non_product",
                    shown,
                    _("códigos que no son productos: cuentan solo en los totales"),
                    "product_id",
                )
            )


def _leave(table: Table, work: Work) -> None:
    """What is set aside leaves the table."""
    aside = f"row_reason IS NOT NULL AND row_reason NOT IN ({ledger.TOTALS_SQL})"
    work.connection.execute(f"DELETE FROM {table.name} WHERE {aside}")


def _settle(table: Table, work: Work) -> None:
    """The columns that only intake needed leave the table."""
    run = work.connection.execute
    gone = ["row_detail", "row_part", "row_leftover"]
    if table.name == "transactions":
        gone.append("row_done")
        # A column made anew takes a thirtieth of the time that marking some of its rows does.
        fate = f"CASE WHEN row_reason IS NULL THEN '{Fate.USED}' ELSE '{Fate.TOTALS}' END"
        run(f"ALTER TABLE {table.name} ALTER COLUMN fate TYPE VARCHAR USING {fate}")
        run(f"ALTER TABLE {table.name} RENAME COLUMN row_reason TO reason")
    else:
        gone.append("row_reason")
    for column in gone:
        run(f"ALTER TABLE {table.name} DROP COLUMN {column}")
