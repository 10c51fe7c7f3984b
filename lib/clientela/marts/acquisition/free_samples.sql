-- One row a customer who was given something for nothing: the first such day, what it was, and the first paid purchase after it.
-- Free is a line of no amount that is no return; whoever had bought before, or buys on that day, was a customer already.
WITH told AS (
    SELECT
        customer_id,
        min(day) FILTER (WHERE is_purchase) AS first_purchase,
        min(day) FILTER (WHERE NOT is_purchase AND NOT is_return AND is_product AND amount = 0) AS day
    FROM lines
    WHERE fate = 'used' AND customer_id IS NOT NULL AND day <= $as_of
    GROUP BY customer_id
),
given AS (
    SELECT t.customer_id, min(l.product_id) AS product_id
    FROM told AS t
    JOIN lines AS l ON l.customer_id = t.customer_id AND l.day = t.day
    WHERE l.fate = 'used' AND NOT l.is_purchase AND NOT l.is_return AND l.amount = 0
    GROUP BY t.customer_id
)
SELECT
    t.customer_id,
    p.kind,
    t.day,
    g.product_id,
    coalesce(t.first_purchase <= t.day, FALSE) AS was_customer,
    CASE WHEN t.first_purchase > t.day THEN t.first_purchase END AS first_paid
FROM told AS t
JOIN given AS g USING (customer_id)
LEFT JOIN people AS p USING (customer_id)
WHERE t.day IS NOT NULL
ORDER BY t.customer_id
