-- One row a year: the customers who bought in the year before it, and how many of them bought again in it. Two years in a row, so that they compare.
WITH ago AS (
    SELECT customer_id, date_diff('day', day, CAST($as_of AS DATE)) // 365 AS years
    FROM customer_days
    WHERE is_purchase AND day <= CAST($as_of AS DATE)
    GROUP BY customer_id, date_diff('day', day, CAST($as_of AS DATE)) // 365
),
pairs AS (
    SELECT a.years - 1 AS years, a.customer_id, b.customer_id IS NOT NULL AS again
    FROM ago AS a
    LEFT JOIN ago AS b ON b.customer_id = a.customer_id AND b.years = a.years - 1
    WHERE a.years IN (1, 2)
)
SELECT
    CASE years WHEN 0 THEN 'now' ELSE 'before' END AS period,
    count(*) AS customers,
    count(*) FILTER (WHERE again) AS kept,
    (SELECT min(day) FROM customer_days) <= CAST($as_of AS DATE) - 365 * (CAST(years AS INTEGER) + 2) + 1 AS complete
FROM pairs
GROUP BY years
ORDER BY period
