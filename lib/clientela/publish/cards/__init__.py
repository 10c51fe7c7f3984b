"""The card of one customer: all that is known on a private page and sheet, for who is about to talk with them."""
