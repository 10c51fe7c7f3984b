"""Sheets: workbooks of Excel and LibreOffice, and the pages that go by their name."""
