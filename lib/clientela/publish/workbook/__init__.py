"""Every table of a report in one workbook."""
