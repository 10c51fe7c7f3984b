"""Why a row does not count everywhere: a closed list, with its words."""

from __future__ import annotations

from enum import StrEnum

from clientela.present.language import N_, gettext


class Fate(StrEnum):
    """What became of a row: used everywhere, used in totals only, or set aside."""

    USED = "used"
    TOTALS = "totals"
    SET_ASIDE = "set_aside"


class Reason(StrEnum):
    """Why a row counts in totals only, or was set aside."""

    ANONYMOUS = "anonymous"
    NON_PRODUCT = "non_product"
    FILTERED = "filtered"
    TOTAL_ROW = "total_row"
    GROUP_TITLE = "group_title"
    REPEATED_HEADER = "repeated_header"
    TOO_MANY_CELLS = "too_many_cells"
    MISSING_VALUE = "missing_value"
    UNREADABLE_DATE = "unreadable_date"
    IMPOSSIBLE_DATE = "impossible_date"
    UNREADABLE_NUMBER = "unreadable_number"
    UNKNOWN_VALUE = "unknown_value"
    LONG_ID = "long_id"
    DUPLICATE_LINE = "duplicate_line"
    DUPLICATE_KEY = "duplicate_key"
    DUPLICATE_ROW = "duplicate_row"
    FUTURE = "future"
    CANCELLED = "cancelled"
    QUOTATION = "quotation"
    TEST_ORDER = "test_order"
    REFUNDED = "refunded"
    PAYMENT = "payment"
    OTHER_CURRENCY = "other_currency"
    ORDER_ROW = "order_row"
    NO_ANSWER = "no_answer"
    NO_PARTNER = "no_partner"
    JOINED = "joined"
    SAME_ORDER = "same_order"
    FORGOTTEN = "forgotten"


TOTALS = (Reason.ANONYMOUS, Reason.NON_PRODUCT)
# What a file does wrong and whoever writes or exports it can mend; the rest is as it should be: an order given back, a quotation, freight,
# what was asked to be left out, the same row in two extracts.
MENDABLE = frozenset({
    Reason.ANONYMOUS, Reason.REPEATED_HEADER, Reason.TOO_MANY_CELLS, Reason.MISSING_VALUE, Reason.UNREADABLE_DATE, Reason.IMPOSSIBLE_DATE,
    Reason.UNREADABLE_NUMBER, Reason.UNKNOWN_VALUE, Reason.LONG_ID, Reason.DUPLICATE_LINE, Reason.DUPLICATE_KEY, Reason.NO_PARTNER,
})  # fmt: skip

WORDS = {
    Reason.ANONYMOUS: N_("Venta sin cliente identificado"),
    Reason.NON_PRODUCT: N_("Código que no es un producto (flete, ajuste, comisión…)"),
    Reason.FILTERED: N_("Fila que company.yml pide no usar"),
    Reason.TOTAL_ROW: N_("Fila de total, no de datos"),
    Reason.GROUP_TITLE: N_("Título de las filas de abajo, que lo llevan como un dato suyo"),
    Reason.REPEATED_HEADER: N_("Encabezado repetido entre los datos"),
    Reason.TOO_MANY_CELLS: N_("Fila con más celdas que columnas"),
    Reason.MISSING_VALUE: N_("Falta un dato necesario"),
    Reason.UNREADABLE_DATE: N_("Fecha que no se puede leer"),
    Reason.IMPOSSIBLE_DATE: N_("Fecha imposible (de relleno)"),
    Reason.UNREADABLE_NUMBER: N_("Número que no se puede leer"),
    Reason.UNKNOWN_VALUE: N_("Valor que no está en la lista de los conocidos"),
    Reason.LONG_ID: N_("Código de más de 200 caracteres"),
    Reason.DUPLICATE_LINE: N_("Línea repetida: el mismo número de línea"),
    Reason.DUPLICATE_KEY: N_("Código repetido en su tabla"),
    Reason.DUPLICATE_ROW: N_("La misma fila en dos archivos que se traslapan"),
    Reason.FUTURE: N_("Posterior a la fecha de corte"),
    Reason.CANCELLED: N_("Pedido cancelado, anulado o fallido"),
    Reason.QUOTATION: N_("Cotización o borrador: aún no es una venta"),
    Reason.TEST_ORDER: N_("Pedido de prueba"),
    Reason.REFUNDED: N_("Pedido devuelto por completo"),
    Reason.PAYMENT: N_("Cobro de una venta, que ya cuenta por su factura"),
    Reason.OTHER_CURRENCY: N_("Venta en otra moneda"),
    Reason.NO_ANSWER: N_("Código de «no sabe, no responde», fuera de la escala: no cuenta"),
    Reason.SAME_ORDER: N_("El mismo pedido en otro archivo"),
    Reason.NO_PARTNER: N_("Fila sin pareja en el archivo al que se une"),
    Reason.JOINED: N_("Fila de otro archivo cuyos datos completan filas de esta tabla"),
    Reason.FORGOTTEN: N_("Fila de una persona que pidió ser olvidada"),
    Reason.ORDER_ROW: N_("Fila del pedido: su importe está repartido en sus líneas"),
}
# The same as other modules give the words of their values.
VALUES: dict[str, str] = {str(reason): words for reason, words in WORDS.items()}


def words(reason: Reason | str) -> str:
    """The reason in the reader's language."""
    return gettext(WORDS[Reason(reason)])
