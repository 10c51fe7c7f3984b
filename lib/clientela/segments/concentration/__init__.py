"""How much of the sales rests on how few customers."""
