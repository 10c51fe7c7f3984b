-- One row a complaint, and one a customer who had not complained on a day that serves for comparison: what was bought before, and what later.
-- Watched are the days after the case is usually closed: `settle_days` after the complaint, for `watch_days`. Only days whose watch is over count.
WITH span AS (
    SELECT
        CAST($entry_days AS INTEGER) AS watch_days,
        CAST($entry_days AS INTEGER) // 3 AS settle_days,
        (SELECT min(day) FROM customer_days) AS first_day
),
spoken AS (
    SELECT
        customer_id, day, min(interaction_id) AS interaction_id, min(branch) AS branch, max(closed_on) AS closed_on, count(closed_on) = count(*) AS closed,
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
buyers AS (
    SELECT customer_id, min(day) AS first_purchase, max(day) AS last_purchase FROM customer_days WHERE is_purchase GROUP BY customer_id
),
sampled AS (
    -- Fifty thousand customers are plenty to compare with, and always the same ones.
    SELECT * FROM buyers
    QUALIFY row_number() OVER (ORDER BY md5(customer_id), customer_id) <= 50000
),
days AS (
    SELECT CAST($as_of AS DATE) - s.settle_days - s.watch_days - CAST(g.step AS INTEGER) * (s.watch_days // 2 + 1) AS day
    FROM span AS s
    CROSS JOIN (SELECT unnest(range(0, 24)) AS step) AS g
),
watched AS (
    SELECT c.customer_id, c.day, 'complaint' AS arm, c.interaction_id, c.branch, CASE WHEN c.closed THEN c.closed_on END AS closed_on, c.resolved
    FROM complaints AS c
    CROSS JOIN span AS s
    WHERE (c.since_last_one IS NULL OR c.since_last_one > s.watch_days)
    UNION ALL
    SELECT b.customer_id, d.day, 'none' AS arm, NULL, NULL, NULL, NULL
    FROM sampled AS b
    JOIN days AS d ON b.first_purchase <= d.day
    CROSS JOIN span AS s
    WHERE b.last_purchase > d.day - s.watch_days
    AND NOT EXISTS (
        SELECT 1 FROM spoken AS p WHERE p.customer_id = b.customer_id AND p.day <= d.day AND p.day > d.day - s.watch_days
    )
),
bought AS (
    SELECT
        w.customer_id, w.day, w.arm,
        count(*) FILTER (WHERE d.is_purchase AND d.day <= w.day) AS purchases_before,
        date_diff('day', max(d.day) FILTER (WHERE d.is_purchase AND d.day <= w.day), w.day) AS days_since_last,
        sum(d.amount) FILTER (WHERE d.day <= w.day) AS amount_before,
        count(*) FILTER (WHERE d.is_purchase AND d.day > w.day + s.settle_days) AS purchases_after,
        sum(d.amount) FILTER (WHERE d.day > w.day + s.settle_days) AS amount_after
    FROM watched AS w
    CROSS JOIN span AS s
    JOIN customer_days AS d
        ON d.customer_id = w.customer_id AND d.day > w.day - s.watch_days AND d.day <= w.day + s.settle_days + s.watch_days
    GROUP BY w.customer_id, w.day, w.arm
)
SELECT
    w.customer_id,
    w.day,
    w.arm,
    w.interaction_id,
    w.branch,
    w.closed_on,
    w.resolved,
    p.kind,
    b.purchases_before,
    b.days_since_last,
    coalesce(b.amount_before, 0) AS amount_before,
    b.purchases_after,
    coalesce(b.amount_after, 0) AS amount_after,
    s.settle_days,
    s.watch_days
FROM watched AS w
CROSS JOIN span AS s
JOIN bought AS b ON b.customer_id = w.customer_id AND b.day = w.day AND b.arm = w.arm
LEFT JOIN people AS p ON p.customer_id = w.customer_id
WHERE b.purchases_before > 0
AND w.day - s.watch_days >= s.first_day
AND w.day + s.settle_days + s.watch_days <= CAST($as_of AS DATE)
ORDER BY w.arm, w.day, w.customer_id
