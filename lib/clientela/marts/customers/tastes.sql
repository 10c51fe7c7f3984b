-- One row a customer and category (a product, where there are no categories): what it had bought of it one period ago, and two periods ago.
-- A period is a year, or a third of the history.
WITH period AS (
    SELECT CAST(least(365, date_diff('day', CAST(min(date) AS DATE), CAST($as_of AS DATE)) // 3) AS INTEGER) AS days FROM main.transactions
),
bought AS (
    SELECT l.customer_id, coalesce(c.category, c.known_as, l.product_id) AS thing, l.day, l.amount, p.days
    FROM lines AS l
    LEFT JOIN catalogue AS c USING (product_id)
    CROSS JOIN period AS p
    WHERE l.fate = 'used' AND l.is_purchase AND l.is_product AND l.customer_id IS NOT NULL AND l.product_id IS NOT NULL
        AND l.day <= CAST($as_of AS DATE) - p.days
),
largest AS (
    SELECT thing, count(DISTINCT customer_id) AS customers FROM bought GROUP BY thing ORDER BY customers DESC, thing LIMIT 40
)
SELECT
    customer_id,
    thing,
    sum(amount) AS amount_before,
    coalesce(sum(amount) FILTER (WHERE day <= CAST($as_of AS DATE) - 2 * days), 0) AS amount_earlier
FROM bought
JOIN largest USING (thing)
GROUP BY customer_id, thing
ORDER BY customer_id, thing
