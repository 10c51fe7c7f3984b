-- One row a customer and year of being one (0 = the first): what it bought, and what it took to serve it.
WITH bought AS (
    SELECT
        l.customer_id,
        (l.day - e.since) // 365 AS tenure_year,
        count(DISTINCT CASE WHEN l.is_purchase THEN l.order_id END) AS orders,
        count(DISTINCT CASE WHEN l.is_purchase THEN l.day END) AS purchase_days,
        sum(l.amount) AS amount,
        sum(l.margin) AS margin,
        sum(CASE WHEN l.is_purchase THEN l.discount END) AS discount,
        sum(CASE WHEN l.is_purchase THEN l.amount END) AS amount_bought,
        count(DISTINCT CASE WHEN l.is_return THEN l.order_id END) AS returns
    FROM lines AS l
    JOIN entrants AS e USING (customer_id)
    WHERE l.fate = 'used' AND l.day >= e.since AND l.day <= $as_of
    GROUP BY l.customer_id, (l.day - e.since) // 365
),
talked AS (
    SELECT e.customer_id, (CAST(t.opened_at AS DATE) - e.since) // 365 AS tenure_year, count(*) AS interactions
    FROM main.interactions AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    JOIN entrants AS e ON e.customer_id = coalesce(i.customer_id, t.customer_id)
    -- Praise costs nobody work.
    WHERE t.kind IS DISTINCT FROM 'praise' AND CAST(t.opened_at AS DATE) BETWEEN e.since AND $as_of
    GROUP BY e.customer_id, (CAST(t.opened_at AS DATE) - e.since) // 365
),
written AS (
    SELECT e.customer_id, (CAST(t.sent_on AS DATE) - e.since) // 365 AS tenure_year, count(*) AS contacts
    FROM main.contacts AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    JOIN entrants AS e ON e.customer_id = coalesce(i.customer_id, t.customer_id)
    WHERE t.arm IS DISTINCT FROM 'control' AND CAST(t.sent_on AS DATE) BETWEEN e.since AND $as_of
    GROUP BY e.customer_id, (CAST(t.sent_on AS DATE) - e.since) // 365
)
SELECT
    customer_id,
    tenure_year,
    coalesce(b.orders, 0) AS orders,
    coalesce(b.purchase_days, 0) AS purchase_days,
    coalesce(b.amount, 0) AS amount,
    b.margin,
    b.discount,
    coalesce(b.amount_bought, 0) AS amount_bought,
    coalesce(b.returns, 0) AS returns,
    coalesce(t.interactions, 0) AS interactions,
    coalesce(w.contacts, 0) AS contacts
FROM bought AS b
FULL JOIN talked AS t USING (customer_id, tenure_year)
FULL JOIN written AS w USING (customer_id, tenure_year)
ORDER BY customer_id, tenure_year
