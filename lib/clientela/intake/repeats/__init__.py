"""What is told twice: the same line, row, order or file, and a line number that is used again."""
