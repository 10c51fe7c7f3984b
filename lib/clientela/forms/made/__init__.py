"""A form made: a workbook to fill in, a page to print, an XLSForm."""
