-- One row a rule, source, collector and month of writing: how many rows it was asked of, and how many break it.
SELECT
    c.source,
    c.table_name,
    r.field,
    r.check_name,
    r.dimension,
    c.rule,
    r.owner,
    r.name_es,
    r.name_en,
    c.collector,
    c.month,
    c.rows,
    c.broken
FROM main.checked_cells AS c
JOIN main.checked_rules AS r ON r.rule = c.rule
ORDER BY c.rule, c.source, c.collector, c.month
