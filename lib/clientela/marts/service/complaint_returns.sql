-- One row a complaint of a customer who was buying: how it stood some weeks later, and when the customer next bought after that.
-- Everybody is watched from the same day of the own story, `settle_days` after the complaint: until then nobody counts as answered for having waited.
WITH span AS (
    SELECT
        CAST($entry_days AS INTEGER) AS watch_days,
        CAST($entry_days AS INTEGER) // 3 AS settle_days,
        (SELECT min(day) FROM customer_days) AS first_day
),
spoken AS (
    SELECT
        customer_id, day, min(interaction_id) AS interaction_id, min(branch) AS branch,
        CASE WHEN count(attended_on) = count(*) THEN max(attended_on) END AS attended_on,
        CASE WHEN count(closed_on) = count(*) THEN max(closed_on) END AS closed_on,
        bool_and(resolved) AS resolved
    FROM voices
    WHERE kind IN ('complaint', 'claim') AND customer_id IS NOT NULL
    GROUP BY customer_id, day
),
complaints AS (
    -- A second complaint within the watch belongs to the story of the first.
    SELECT s.*, date_diff('day', lag(s.day) OVER (PARTITION BY s.customer_id ORDER BY s.day), s.day) AS since_last_one
    FROM spoken AS s
),
bought AS (
    SELECT
        c.customer_id, c.day,
        count(*) FILTER (WHERE d.day <= c.day AND d.day > c.day - s.watch_days) AS purchases_before,
        date_diff('day', max(d.day) FILTER (WHERE d.day <= c.day), c.day) AS days_since_last,
        min(d.day) FILTER (WHERE d.day > c.day + s.settle_days) AS next_purchase
    FROM complaints AS c
    CROSS JOIN span AS s
    JOIN customer_days AS d ON d.customer_id = c.customer_id AND d.is_purchase AND d.day <= CAST($as_of AS DATE)
    WHERE c.since_last_one IS NULL OR c.since_last_one > s.watch_days
    GROUP BY c.customer_id, c.day, s.watch_days, s.settle_days
)
SELECT
    c.interaction_id,
    c.customer_id,
    p.kind,
    c.branch,
    c.day,
    c.attended_on,
    c.closed_on,
    c.resolved,
    b.purchases_before,
    b.days_since_last,
    b.next_purchase,
    s.settle_days,
    s.watch_days
FROM complaints AS c
CROSS JOIN span AS s
JOIN bought AS b ON b.customer_id = c.customer_id AND b.day = c.day
LEFT JOIN people AS p ON p.customer_id = c.customer_id
WHERE b.purchases_before > 0
AND c.day - s.watch_days >= s.first_day
AND c.day + s.settle_days < CAST($as_of AS DATE)
ORDER BY c.day, c.customer_id
