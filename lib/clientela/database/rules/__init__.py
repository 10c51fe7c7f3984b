"""Rules that the data should keep: complete, valid, fresh, unique and consistent, by source, field and who wrote it."""
