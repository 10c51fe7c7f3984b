-- One row a product of the last two periods: how much it moved, and how far chance alone may move it (each buyer on its own).
WITH buyers AS (
    SELECT
        product_id,
        coalesce('c' || customer_id, 'o' || order_id) AS buyer,
        CAST(coalesce(sum(amount) FILTER (WHERE day > CAST($as_of AS DATE) - $window_days), 0) AS DECIMAL(18, 2)) AS amount_now,
        CAST(coalesce(sum(amount) FILTER (WHERE day <= CAST($as_of AS DATE) - $window_days), 0) AS DECIMAL(18, 2)) AS amount_before
    FROM lines
    WHERE product_id IS NOT NULL AND is_product AND day > CAST($as_of AS DATE) - 2 * $window_days
    GROUP BY product_id, coalesce('c' || customer_id, 'o' || order_id)
)
SELECT
    b.product_id,
    any_value(p.name) AS name,
    any_value(p.category) AS category,
    sum(b.amount_now) AS amount_now,
    sum(b.amount_before) AS amount_before,
    sqrt(CAST(sum(CAST(b.amount_now - b.amount_before AS DECIMAL(18, 2)) * CAST(b.amount_now - b.amount_before AS DECIMAL(18, 2))) AS DOUBLE)) AS spread,
    count(*) AS buyers
FROM buyers AS b
LEFT JOIN catalogue AS p USING (product_id)
GROUP BY b.product_id
ORDER BY b.product_id
