-- One row a month of entry and way in: how many showed interest, and how many of them are customers by now.
WITH whose AS (
    SELECT source_id, any_value(customer_id) AS customer_id
    FROM main.identity
    GROUP BY source_id
    HAVING count(DISTINCT customer_id) = 1
),
buyers AS (
    SELECT DISTINCT customer_id FROM customer_days WHERE is_purchase
)
SELECT
    CAST(date_trunc('month', p.entered_on) AS DATE) AS month,
    p.acquired_by,
    count(DISTINCT p.prospect_id) AS prospects,
    count(DISTINCT CASE WHEN b.customer_id IS NOT NULL THEN p.prospect_id END) AS bought,
    -- Registered as persons too: they are counted there, once.
    count(DISTINCT CASE WHEN b.customer_id IS NULL AND k.customer_id IS NOT NULL THEN p.prospect_id END) AS registered
FROM main.prospects AS p
LEFT JOIN whose AS w ON w.source_id = p.became_customer_id
LEFT JOIN buyers AS b ON b.customer_id = coalesce(w.customer_id, p.became_customer_id)
LEFT JOIN people AS k ON k.customer_id = coalesce(w.customer_id, p.became_customer_id)
WHERE p.entered_on IS NULL OR CAST(p.entered_on AS DATE) <= $as_of
GROUP BY 1, 2
ORDER BY month, acquired_by
