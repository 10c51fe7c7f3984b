-- One row a person or organisation that is known by name or id, whether it ever bought or not.
SELECT
    coalesce(i.customer_id, c.customer_id) AS customer_id,
    arg_min(c.kind, c.source_row) FILTER (WHERE c.kind IS NOT NULL) AS kind,
    min(c.joined_on) AS joined_on,
    arg_min(c.zone, c.source_row) FILTER (WHERE c.zone IS NOT NULL) AS zone,
    arg_min(c.city, c.source_row) FILTER (WHERE c.city IS NOT NULL) AS city,
    arg_min(c.stratum, c.source_row) FILTER (WHERE c.stratum IS NOT NULL) AS stratum,
    arg_min(c.age_band, c.source_row) FILTER (WHERE c.age_band IS NOT NULL) AS age_band,
    arg_min(c.family_size, c.source_row) FILTER (WHERE c.family_size IS NOT NULL) AS family_size,
    arg_min(c.seller_id, c.source_row) FILTER (WHERE c.seller_id IS NOT NULL) AS seller_id
FROM main.customers AS c
LEFT JOIN main.identity AS i ON i.source = c.source AND i.source_id = c.customer_id
GROUP BY coalesce(i.customer_id, c.customer_id)
ORDER BY coalesce(i.customer_id, c.customer_id)
