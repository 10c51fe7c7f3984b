-- One row a customer and year of being one (0 = the first) in which it bought: what and how much.
SELECT
    d.customer_id,
    (d.day - e.since) // 365 AS tenure_year,
    sum(d.orders) AS orders,
    count(*) FILTER (WHERE d.is_purchase) AS purchase_days,
    sum(d.amount) AS amount,
    sum(d.margin) AS margin
FROM customer_days AS d
JOIN entrants AS e USING (customer_id)
WHERE d.day >= e.since AND d.day <= $as_of
GROUP BY d.customer_id, (d.day - e.since) // 365
ORDER BY d.customer_id, tenure_year
