"""What each table opens in the report, in words; and what a company has of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientela.present.language import N_, gettext

# What is said of a table that no analysis reads; nobody is asked to bring it.
NOTHING = N_("Por ahora nada: sus filas se cuentan y se revisan, y ningún análisis las lee")
OPENS = {
    "transactions": N_("Ventas y metas, portafolio, segmentos, fidelidad y valor de los clientes"),
    "customers": N_("Perfil y micro-segmentos, calidad de la base, duplicados, alcance y autorizaciones"),
    "products": N_("Categorías, margen por producto, afinidad entre productos"),
    "interactions": N_("Quejas y recuperación, tiempos de respuesta, causas de deserción, voz del cliente"),
    "surveys": N_("Brechas entre lo esperado y lo recibido, jerarquía de valor, satisfacción"),
    "items": N_("Dimensiones y factores de cada encuesta, con sus preguntas"),
    "respondents": N_("Satisfacción por grupo y su relación con la intención de volver y recomendar"),
    "staff": N_("Quiénes trabajan y dónde"),
    "capacity": N_(
        "Lo que se puede atender, dónde se ahoga el servicio y cuántos contactos caben en una campaña"
    ),
    "expenses": N_("Gasto sobre ventas, costo de adquirir y de retener"),
    "campaigns": N_("Nombre, fechas y costo de cada campaña, al lado de sus contactos"),
    "contacts": N_("Efecto de las campañas frente a su grupo de control, presión de contacto"),
    "prospects": N_("Embudo de prospectos y costo de captación por origen"),
    "contracts": N_("Retención contractual y renovaciones"),
    "benchmarks": N_(
        "El puesto frente a la competencia, indicador por indicador, y el de las metas de posicionamiento"
    ),
    "commitments": N_("Compromisos con clientes: los cumplidos, los vencidos y quién responde"),
}


@dataclass(frozen=True)
class Opening:
    """A table of the contract: what it opens, whether the company has it, and which of its columns are still to be had."""

    table: str
    rows: int | None
    columns: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def promises(self) -> bool:
        """Does any analysis read the table?"""
        return OPENS[self.table] != NOTHING

    @property
    def words(self) -> str:
        """What the table opens, in the reader's language."""
        return gettext(OPENS[self.table])


def openings(
    rows: Mapping[str, int], columns: Mapping[str, tuple[str, ...]], every: Mapping[str, tuple[str, ...]]
) -> tuple[Opening, ...]:
    """For every table of the contract, what the company has; those it has first."""
    found = [
        Opening(
            table,
            rows.get(table),
            columns.get(table, ()),
            tuple(c for c in all_columns if c not in columns.get(table, ())),
        )
        for table, all_columns in every.items()
    ]
    return tuple(sorted(found, key=lambda opening: opening.rows is None))
