-- One row a customer of the last period, in its first year and after it: what it bought and what it took to serve it.
WITH bought AS (
    SELECT
        l.customer_id,
        date_diff('day', e.since, l.day) >= 365 AS older,
        count(DISTINCT CASE WHEN l.is_purchase THEN l.order_id END) AS orders,
        sum(CASE WHEN l.is_purchase THEN l.amount END) AS amount,
        sum(CASE WHEN l.is_purchase THEN l.discount END) AS discount,
        count(DISTINCT CASE WHEN l.is_return THEN l.order_id END) AS returns
    FROM lines AS l
    JOIN new_customers AS e USING (customer_id)
    WHERE l.fate = 'used' AND l.day > CAST($as_of AS DATE) - $window_days AND l.day <= $as_of
    GROUP BY l.customer_id, date_diff('day', e.since, l.day) >= 365
),
talked AS (
    SELECT e.customer_id, date_diff('day', e.since, CAST(t.opened_at AS DATE)) >= 365 AS older, count(*) AS interactions
    FROM main.interactions AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    JOIN new_customers AS e ON e.customer_id = coalesce(i.customer_id, t.customer_id)
    -- Praise costs nobody work.
    WHERE t.kind IS DISTINCT FROM 'praise'
        AND CAST(t.opened_at AS DATE) > CAST($as_of AS DATE) - $window_days AND CAST(t.opened_at AS DATE) <= $as_of
    GROUP BY e.customer_id, date_diff('day', e.since, CAST(t.opened_at AS DATE)) >= 365
),
written AS (
    SELECT e.customer_id, date_diff('day', e.since, CAST(t.sent_on AS DATE)) >= 365 AS older, count(*) AS contacts
    FROM main.contacts AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    JOIN new_customers AS e ON e.customer_id = coalesce(i.customer_id, t.customer_id)
    WHERE t.arm IS DISTINCT FROM 'control'
        AND CAST(t.sent_on AS DATE) > CAST($as_of AS DATE) - $window_days AND CAST(t.sent_on AS DATE) <= $as_of
    GROUP BY e.customer_id, date_diff('day', e.since, CAST(t.sent_on AS DATE)) >= 365
)
SELECT
    customer_id,
    older,
    p.kind,
    coalesce(b.orders, 0) AS orders,
    coalesce(b.amount, 0) AS amount,
    b.discount,
    coalesce(b.returns, 0) AS returns,
    coalesce(t.interactions, 0) AS interactions,
    coalesce(w.contacts, 0) AS contacts
FROM bought AS b
FULL JOIN talked AS t USING (customer_id, older)
FULL JOIN written AS w USING (customer_id, older)
LEFT JOIN people AS p USING (customer_id)
ORDER BY customer_id, older
