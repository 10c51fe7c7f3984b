"""How a result looks: tables, figures and their colours, numbers and dates, the words of a column, in the reader's language."""

from clientela.present.figures import Figure
from clientela.present.show import show
from clientela.present.tables import Table

__all__ = ["Figure", "Table", "show"]
