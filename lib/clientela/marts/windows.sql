-- One row a comparison period: the last one ("now") and the equally long one before it.
-- `spread` is how far the change may swing by chance alone: each customer (each order, where nobody is named) moves on its own.
WITH periods AS (
    SELECT 'before' AS period, CAST($as_of AS DATE) - 2 * $window_days + 1 AS first_day, CAST($as_of AS DATE) - $window_days AS last_day
    UNION ALL
    SELECT 'now' AS period, CAST($as_of AS DATE) - $window_days + 1 AS first_day, CAST($as_of AS DATE) AS last_day
),
firsts AS (
    SELECT customer_id, min(day) AS first_purchase
    FROM customer_days
    WHERE is_purchase
    GROUP BY customer_id
),
moves AS (
    SELECT
        CAST(
            coalesce(sum(amount) FILTER (WHERE day > CAST($as_of AS DATE) - $window_days), 0)
            - coalesce(sum(amount) FILTER (WHERE day <= CAST($as_of AS DATE) - $window_days), 0)
            AS DECIMAL(38, 2)
        ) AS move
    FROM lines
    WHERE day > CAST($as_of AS DATE) - 2 * $window_days
    GROUP BY coalesce('c' || customer_id, 'o' || order_id)
),
chance AS (
    SELECT sqrt(CAST(sum(move * move) AS DOUBLE)) AS spread FROM moves
),
history AS (
    SELECT min(day) AS history_from FROM lines
)
SELECT
    p.period,
    p.first_day,
    p.last_day,
    any_value(h.history_from) AS history_from,
    any_value(c.spread) AS spread,
    coalesce(sum(l.amount), 0) AS amount,
    coalesce(sum(CASE WHEN l.customer_id IS NOT NULL AND l.fate = 'used' THEN l.amount END), 0) AS amount_identified,
    sum(l.margin) AS margin,
    sum(CASE WHEN l.customer_id IS NOT NULL AND l.fate = 'used' THEN l.margin END) AS margin_identified,
    coalesce(sum(CASE WHEN l.is_return THEN l.amount END), 0) AS amount_returned,
    count(DISTINCT CASE WHEN l.is_purchase THEN l.order_id END) AS orders,
    count(DISTINCT CASE WHEN l.is_purchase AND l.fate = 'used' AND l.customer_id IS NOT NULL THEN l.order_id END) AS orders_identified,
    count(DISTINCT CASE WHEN l.is_purchase AND l.fate = 'used' THEN l.customer_id END) AS customers,
    count(DISTINCT CASE WHEN l.is_purchase AND l.fate = 'used' AND f.first_purchase >= p.first_day THEN l.customer_id END) AS new_customers
FROM periods AS p
LEFT JOIN lines AS l ON l.day >= p.first_day AND l.day <= p.last_day
LEFT JOIN firsts AS f ON f.customer_id = l.customer_id
CROSS JOIN chance AS c
CROSS JOIN history AS h
GROUP BY p.period, p.first_day, p.last_day
ORDER BY p.first_day
