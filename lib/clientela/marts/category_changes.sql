-- One row a category of the last two periods: how much it moved, how far chance alone may move it, and what came back.
WITH sold AS (
    SELECT
        coalesce(p.category, '') AS category,
        coalesce('c' || l.customer_id, 'o' || l.order_id) AS buyer,
        (l.day > CAST($as_of AS DATE) - $window_days) AS is_now,
        l.amount,
        l.is_return,
        l.is_purchase
    FROM lines AS l
    JOIN catalogue AS p USING (product_id)
    WHERE l.is_product AND l.day > CAST($as_of AS DATE) - 2 * $window_days
),
buyers AS (
    SELECT
        category,
        buyer,
        CAST(coalesce(sum(amount) FILTER (WHERE is_now), 0) AS DECIMAL(18, 2)) AS amount_now,
        CAST(coalesce(sum(amount) FILTER (WHERE NOT is_now), 0) AS DECIMAL(18, 2)) AS amount_before,
        count(*) FILTER (WHERE is_now AND is_purchase) AS lines_bought,
        count(*) FILTER (WHERE is_now AND is_return) AS lines_returned,
        coalesce(sum(amount) FILTER (WHERE is_now AND is_return), 0) AS amount_returned
    FROM sold
    GROUP BY category, buyer
)
SELECT
    category,
    sum(amount_now) AS amount_now,
    sum(amount_before) AS amount_before,
    sqrt(CAST(sum(CAST(amount_now - amount_before AS DECIMAL(18, 2)) * CAST(amount_now - amount_before AS DECIMAL(18, 2))) AS DOUBLE)) AS spread,
    count(*) AS buyers,
    sum(lines_bought) AS lines_bought,
    sum(lines_returned) AS lines_returned,
    sum(amount_returned) AS amount_returned
FROM buyers
GROUP BY category
ORDER BY category
