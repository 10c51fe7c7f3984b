-- One row a product and day on which it was sold, of the products that sell most: its price before discounts.
WITH largest AS (
    SELECT product_id, sum(amount) AS amount
    FROM lines
    WHERE is_product AND is_purchase AND product_id IS NOT NULL AND quantity > 0
    GROUP BY product_id
    ORDER BY amount DESC, product_id
    LIMIT $most_things
)
SELECT
    l.product_id,
    l.day,
    quantile_cont(CAST(l.amount + coalesce(l.discount, 0) AS DOUBLE) / CAST(l.quantity AS DOUBLE), 0.5) AS price,
    sum(l.amount) AS amount
FROM lines AS l
JOIN largest AS t USING (product_id)
WHERE l.is_product AND l.is_purchase AND l.quantity > 0 AND l.amount > 0
GROUP BY l.product_id, l.day
ORDER BY l.product_id, l.day
