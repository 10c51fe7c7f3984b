-- One row a customer and channel: what was bought through it in the last period and in the one before.
WITH each_order AS (
    SELECT
        customer_id,
        channel,
        bool_or(is_purchase AND day > CAST($as_of AS DATE) - $window_days) AS in_now,
        bool_or(is_purchase AND day <= CAST($as_of AS DATE) - $window_days) AS in_before,
        sum(amount) FILTER (WHERE day > CAST($as_of AS DATE) - $window_days) AS amount_now,
        sum(margin) FILTER (WHERE day > CAST($as_of AS DATE) - $window_days) AS margin_now
    FROM lines
    WHERE
        fate = 'used' AND customer_id IS NOT NULL AND channel IS NOT NULL
        AND day > CAST($as_of AS DATE) - 2 * $window_days AND day <= CAST($as_of AS DATE)
    GROUP BY customer_id, channel, order_id
)
SELECT
    customer_id,
    channel,
    count(*) FILTER (WHERE in_now) AS orders_now,
    count(*) FILTER (WHERE in_before) AS orders_before,
    coalesce(sum(amount_now), 0) AS amount_now,
    sum(margin_now) AS margin_now
FROM each_order
GROUP BY customer_id, channel
ORDER BY customer_id, channel
