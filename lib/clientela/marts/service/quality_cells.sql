-- One row a measure of quality, month, branch, channel, person who attends and category: cases, their sum and their sum of squares.
-- `late_orders`: orders promised for the month, of them late; `delivery_days`: days from order to delivery; `unresolved_complaints`: complaints opened in the month,
-- of them not solved; `order_complaints`: complaints beside orders; `returned_lines`: lines sold, and lines that came back. A month is whole or left out.
WITH whole AS (
    SELECT month FROM months WHERE complete
),
delivered AS (
    SELECT
        CAST(date_trunc('month', promised_on) AS DATE) AS month, branch, channel, seller_id, category,
        CAST(least(coalesce(delivered_on, CAST($as_of AS DATE)), CAST($as_of AS DATE)) > promised_on AS INTEGER) AS late,
        -- Outliers of a forgotten order would drown the rest: three months are long enough.
        least(date_diff('day', day, coalesce(delivered_on, CAST($as_of AS DATE))), 90) AS days
    FROM deliveries
    -- Long overdue and never ticked off: nobody knows whether it came.
    WHERE promised_on < CAST($as_of AS DATE) AND (delivered_on IS NOT NULL OR promised_on >= CAST($as_of AS DATE) - 90)
),
answered AS (
    SELECT
        CAST(date_trunc('month', day) AS DATE) AS month, branch, agent,
        CASE WHEN resolved THEN 0 ELSE 1 END AS unresolved
    FROM voices
    -- What came in lately may still be solved.
    WHERE kind IN ('complaint', 'claim') AND day <= CAST($as_of AS DATE) - 60 AND (SELECT count(resolved) FROM voices) > 0
),
ordered AS (
    SELECT month, branch, count(DISTINCT order_id) AS orders
    FROM lines
    WHERE is_purchase AND branch IS NOT NULL
    GROUP BY month, branch
),
grumbled AS (
    SELECT CAST(date_trunc('month', day) AS DATE) AS month, branch, count(*) AS complaints
    FROM voices
    WHERE kind IN ('complaint', 'claim') AND branch IS NOT NULL
    GROUP BY 1, 2
),
gone AS (
    SELECT
        l.month, l.branch, l.channel, l.seller_id, c.category,
        count(*) FILTER (WHERE l.is_purchase) AS sold, count(*) FILTER (WHERE l.is_return) AS returned
    FROM lines AS l
    LEFT JOIN catalogue AS c USING (product_id)
    WHERE l.is_product
    GROUP BY l.month, l.branch, l.channel, l.seller_id, c.category
),
told AS (
    SELECT 'late_orders' AS measure, month, branch, channel, seller_id AS person, category, count(*) AS cases, sum(late) AS total, sum(late) AS squares
    FROM delivered GROUP BY month, branch, channel, seller_id, category
    UNION ALL
    SELECT 'delivery_days', month, branch, channel, seller_id, category, count(*), sum(days), sum(days * days)
    FROM delivered GROUP BY month, branch, channel, seller_id, category
    UNION ALL
    SELECT 'unresolved_complaints', month, branch, NULL, agent, NULL, count(*), sum(unresolved), sum(unresolved)
    FROM answered GROUP BY month, branch, agent
    UNION ALL
    -- A branch without a complaint all along does not write down where they come from.
    SELECT 'order_complaints', o.month, o.branch, NULL, NULL, NULL, o.orders, coalesce(g.complaints, 0), coalesce(g.complaints, 0)
    FROM ordered AS o
    LEFT JOIN grumbled AS g USING (month, branch)
    WHERE o.branch IN (SELECT branch FROM grumbled) AND o.month BETWEEN (SELECT min(month) FROM grumbled) AND (SELECT max(month) FROM grumbled)
    UNION ALL
    SELECT 'returned_lines', month, branch, channel, seller_id, category, sold, returned AS total, returned AS squares
    FROM gone WHERE sold > 0
)
SELECT
    t.measure, t.month, t.branch, t.channel, t.person, t.category,
    CAST(t.cases AS BIGINT) AS cases, CAST(t.total AS DOUBLE) AS total, CAST(t.squares AS DOUBLE) AS squares
FROM told AS t
JOIN whole AS w USING (month)
ORDER BY ALL
