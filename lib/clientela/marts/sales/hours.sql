-- One row a weekday (1 = Monday) and hour: when people buy.
SELECT
    isodow(day) AS weekday,
    hour,
    count(DISTINCT order_id) AS orders,
    sum(amount) AS amount
FROM lines
WHERE is_purchase
GROUP BY isodow(day), hour
ORDER BY weekday, hour
