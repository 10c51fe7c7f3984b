-- One row a customer and channel: what was bought through it in the last period and in the one before.
SELECT
    customer_id,
    channel,
    count(DISTINCT CASE WHEN is_purchase AND day > CAST($as_of AS DATE) - $window_days THEN order_id END) AS orders_now,
    count(DISTINCT CASE WHEN is_purchase AND day <= CAST($as_of AS DATE) - $window_days THEN order_id END) AS orders_before,
    coalesce(sum(amount) FILTER (WHERE day > CAST($as_of AS DATE) - $window_days), 0) AS amount_now,
    sum(margin) FILTER (WHERE day > CAST($as_of AS DATE) - $window_days) AS margin_now
FROM lines
WHERE
    fate = 'used' AND customer_id IS NOT NULL AND channel IS NOT NULL
    AND day > CAST($as_of AS DATE) - 2 * $window_days AND day <= CAST($as_of AS DATE)
GROUP BY customer_id, channel
ORDER BY customer_id, channel
