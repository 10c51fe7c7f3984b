"""One run from files to a finished report: kept, told, explained, made again."""
