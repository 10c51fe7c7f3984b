"""How a column is written, decided on all of it: numbers and dates by the shapes of their texts."""
