-- One row a customer and purchase day: the next one, and what was known of the customer's gaps by then.
WITH purchases AS (
    SELECT
        customer_id,
        day,
        day - lag(day) OVER w AS gap,
        row_number() OVER w - 1 AS repeat_days,
        lead(day) OVER w AS next_day
    FROM customer_days
    WHERE is_purchase
    WINDOW w AS (PARTITION BY customer_id ORDER BY day)
)
SELECT
    customer_id,
    day,
    next_day,
    repeat_days,
    quantile_cont(gap, 0.9) OVER (PARTITION BY customer_id ORDER BY day ROWS UNBOUNDED PRECEDING) AS gap_q90
FROM purchases
ORDER BY customer_id, day
