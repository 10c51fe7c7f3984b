"""Who is active today and who has gone quiet, month by month, and by which rule that is told best."""
