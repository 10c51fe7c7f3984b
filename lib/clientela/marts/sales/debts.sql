-- One row a customer and age of what it owes on the last day: how much, in how many orders, and the earliest day by which it was to be paid.
SELECT
    coalesce(i.customer_id, t.customer_id) AS customer_id,
    CASE
        WHEN t.due_on >= CAST($as_of AS DATE) THEN 'due_later'
        WHEN date_diff('day', CAST(t.due_on AS DATE), CAST($as_of AS DATE)) <= 30 THEN 'days_30'
        WHEN date_diff('day', CAST(t.due_on AS DATE), CAST($as_of AS DATE)) <= 60 THEN 'days_60'
        WHEN date_diff('day', CAST(t.due_on AS DATE), CAST($as_of AS DATE)) <= 90 THEN 'days_90'
        ELSE 'days_more'
    END AS age,
    sum(t.amount) AS open_amount,
    count(DISTINCT coalesce(t.order_id, CAST(CAST(t.date AS DATE) AS VARCHAR))) AS orders,
    min(CAST(t.due_on AS DATE)) AS due_on
FROM main.transactions AS t
LEFT JOIN main.identity AS i ON i.source = t.source AND i.source_id = t.customer_id
WHERE t.due_on IS NOT NULL AND t.amount IS NOT NULL AND CAST(t.date AS DATE) <= CAST($as_of AS DATE)
    AND (t.paid_on IS NULL OR t.paid_on > CAST($as_of AS DATE))
    -- Where nobody writes down what comes in, nobody knows what is owed.
    AND (SELECT count(paid_on) FROM main.transactions) > 0
GROUP BY
    coalesce(i.customer_id, t.customer_id),
    CASE
        WHEN t.due_on >= CAST($as_of AS DATE) THEN 'due_later'
        WHEN date_diff('day', CAST(t.due_on AS DATE), CAST($as_of AS DATE)) <= 30 THEN 'days_30'
        WHEN date_diff('day', CAST(t.due_on AS DATE), CAST($as_of AS DATE)) <= 60 THEN 'days_60'
        WHEN date_diff('day', CAST(t.due_on AS DATE), CAST($as_of AS DATE)) <= 90 THEN 'days_90'
        ELSE 'days_more'
    END
ORDER BY customer_id, age
