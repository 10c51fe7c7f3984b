-- One row a customer who is registered: what is written of who it is and where it lives; of its birth only the years, in bands.
WITH written AS (
    SELECT
        coalesce(i.customer_id, c.customer_id) AS customer_id,
        min(c.birth_date) AS birth_date,
        arg_min(c.sex, (c.source_row, c.source, c.source_file)) FILTER (WHERE c.sex IS NOT NULL) AS sex,
        arg_min(c.occupation, (c.source_row, c.source, c.source_file)) FILTER (WHERE c.occupation IS NOT NULL) AS occupation,
        arg_min(c.state, (c.source_row, c.source, c.source_file)) FILTER (WHERE c.state IS NOT NULL) AS state
    FROM main.customers AS c
    LEFT JOIN main.identity AS i ON i.source = c.source AND i.source_id = c.customer_id
    GROUP BY coalesce(i.customer_id, c.customer_id)
)
SELECT
    p.customer_id,
    p.kind,
    p.joined_on,
    w.sex,
    coalesce(
        p.age_band,
        CASE WHEN year(CAST($as_of AS DATE)) - year(w.birth_date) BETWEEN 10 AND 110
            THEN CAST(10 * ((year(CAST($as_of AS DATE)) - year(w.birth_date)) // 10) AS VARCHAR) END
    ) AS age_band,
    w.occupation,
    p.family_size,
    p.stratum,
    w.state,
    p.city,
    p.zone
FROM people AS p
JOIN written AS w USING (customer_id)
ORDER BY p.customer_id
