-- One row a weekday (1 = Monday) and hour: when people buy.
SELECT
    date_diff('day', CAST(date_trunc('week', day) AS DATE), day) + 1 AS weekday,
    hour,
    count(DISTINCT order_id) AS orders,
    sum(amount) AS amount
FROM lines
WHERE is_purchase
GROUP BY date_diff('day', CAST(date_trunc('week', day) AS DATE), day) + 1, hour
ORDER BY weekday, hour
