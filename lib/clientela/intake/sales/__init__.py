"""What only sales have: orders on several lines, states, currencies, taxes and refunds; and the amount that comes of them."""

from clientela.intake.sales.amounts import sale
from clientela.intake.sales.asked import asked
from clientela.intake.sales.basis import Sale, where_nothing_is_paid
from clientela.intake.sales.continued import continued
from clientela.intake.sales.named import add_products, named_products
from clientela.intake.sales.nobody import non_products

__all__ = [
    "Sale",
    "add_products",
    "asked",
    "continued",
    "named_products",
    "non_products",
    "sale",
    "where_nothing_is_paid",
]
