"""A matrix of small companies: every table, every pair, everything less one thing, and the odd shapes, by name and seed.

`python tests/matrix` makes the report of a thousand of them; `tests/test_matrix.py` of some thirty. Nothing here is Café Aurora's:
a suite that is only tried on the company that it tells stories about works on that company.
"""
