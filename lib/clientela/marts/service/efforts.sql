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
),
served AS (
    SELECT
        coalesce(b.customer_id, t.customer_id) AS customer_id, coalesce(b.older, t.older) AS older,
        b.orders, b.amount, b.discount, b.returns, t.interactions
    FROM bought AS b
    FULL JOIN talked AS t ON t.customer_id = b.customer_id AND t.older = b.older
),
every AS (
    SELECT
        coalesce(s.customer_id, w.customer_id) AS customer_id, coalesce(s.older, w.older) AS older,
        s.orders, s.amount, s.discount, s.returns, s.interactions, w.contacts
    FROM served AS s
    FULL JOIN written AS w ON w.customer_id = s.customer_id AND w.older = s.older
)
SELECT
    e.customer_id,
    e.older,
    p.kind,
    coalesce(e.orders, 0) AS orders,
    coalesce(e.amount, 0) AS amount,
    e.discount,
    coalesce(e.returns, 0) AS returns,
    coalesce(e.interactions, 0) AS interactions,
    coalesce(e.contacts, 0) AS contacts
FROM every AS e
LEFT JOIN people AS p ON p.customer_id = e.customer_id
ORDER BY e.customer_id, e.older
