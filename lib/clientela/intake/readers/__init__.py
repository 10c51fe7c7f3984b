"""The user's files and databases as plain rows: text cells, or typed ones where the file knows its types."""
