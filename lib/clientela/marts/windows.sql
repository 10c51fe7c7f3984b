-- One row a comparison period: the last one ("now") and the equally long one before it.
-- `*_only`: who bought in one period and not in the other. `*_new`: who first bought in it. `*_whole`: who bought both in the first
-- quarter of the period before and in the last quarter of this one, so that nobody counts who came or went halfway.
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
bought AS (
    SELECT
        customer_id,
        CAST(coalesce(sum(amount) FILTER (WHERE day > CAST($as_of AS DATE) - $window_days), 0) AS DECIMAL(38, 2)) AS amount_now,
        CAST(coalesce(sum(amount) FILTER (WHERE day <= CAST($as_of AS DATE) - $window_days), 0) AS DECIMAL(38, 2)) AS amount_before,
        count(DISTINCT CASE WHEN is_purchase AND day > CAST($as_of AS DATE) - $window_days THEN order_id END) AS orders_now,
        count(DISTINCT CASE WHEN is_purchase AND day <= CAST($as_of AS DATE) - $window_days THEN order_id END) AS orders_before,
        bool_or(is_purchase AND day <= CAST($as_of AS DATE) - 2 * $window_days + $window_days // 4)
        AND bool_or(is_purchase AND day > CAST($as_of AS DATE) - $window_days // 4) AS is_whole
    FROM lines
    WHERE fate = 'used' AND customer_id IS NOT NULL AND day > CAST($as_of AS DATE) - 2 * $window_days AND day <= CAST($as_of AS DATE)
    GROUP BY customer_id
),
sides AS (
    SELECT customer_id, 'now' AS period, amount_now AS amount, orders_now AS orders, orders_before AS other, is_whole FROM bought
    UNION ALL
    SELECT customer_id, 'before' AS period, amount_before AS amount, orders_before AS orders, orders_now AS other, is_whole FROM bought
),
moved AS (
    SELECT
        s.period,
        count(*) FILTER (WHERE s.other = 0) AS customers_only,
        coalesce(sum(s.amount) FILTER (WHERE s.other = 0), 0) AS amount_only,
        coalesce(sum(s.amount) FILTER (WHERE f.first_purchase >= p.first_day), 0) AS amount_new,
        sqrt(CAST(coalesce(sum(s.amount * s.amount) FILTER (WHERE f.first_purchase >= p.first_day), 0) AS DOUBLE)) AS spread_new,
        count(*) FILTER (WHERE s.is_whole) AS customers_whole,
        coalesce(sum(s.orders) FILTER (WHERE s.is_whole), 0) AS orders_whole,
        -- Of the differences between the periods, squared: the sums are of whole numbers, so the same on any machine.
        coalesce(sum((s.orders - s.other) * (s.orders - s.other)) FILTER (WHERE s.is_whole), 0) AS squares_whole
    FROM sides AS s
    JOIN periods AS p USING (period)
    JOIN firsts AS f USING (customer_id)
    WHERE s.orders > 0
    GROUP BY s.period
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
    count(DISTINCT CASE WHEN l.is_purchase AND l.fate = 'used' AND f.first_purchase >= p.first_day THEN l.customer_id END) AS new_customers,
    coalesce(any_value(m.customers_only), 0) AS customers_only,
    coalesce(any_value(m.amount_only), 0) AS amount_only,
    coalesce(any_value(m.amount_new), 0) AS amount_new,
    coalesce(any_value(m.spread_new), 0) AS spread_new,
    coalesce(any_value(m.customers_whole), 0) AS customers_whole,
    coalesce(any_value(m.orders_whole), 0) AS orders_whole,
    coalesce(any_value(m.squares_whole), 0) AS squares_whole
FROM periods AS p
LEFT JOIN lines AS l ON l.day >= p.first_day AND l.day <= p.last_day
LEFT JOIN firsts AS f ON f.customer_id = l.customer_id
LEFT JOIN moved AS m ON m.period = p.period
CROSS JOIN chance AS c
CROSS JOIN history AS h
GROUP BY p.period, p.first_day, p.last_day
ORDER BY p.first_day
