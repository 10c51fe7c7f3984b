"""The ladder of loyalty: on which rung each customer stands today."""
