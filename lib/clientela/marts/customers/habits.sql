-- One row a customer: when, where and how evenly they buy.
-- Clumpiness is the entropy measure of Zhang, Bradlow and Small (2013), counted from the first purchase: 0 = evenly spaced, 1 = all at once.
WITH every_order AS (
    SELECT customer_id, order_id, min(hour) AS hour, min(channel) AS channel, min(branch) AS branch
    FROM lines
    WHERE is_purchase AND fate = 'used' AND customer_id IS NOT NULL
    GROUP BY customer_id, order_id
),
-- Orders alike are counted once: a customer's are at a few hours, in a few branches.
alike AS (
    SELECT customer_id, hour, channel, branch, count(*) AS orders FROM every_order GROUP BY customer_id, hour, channel, branch
),
-- Files that give days without hours say midnight; no shop makes so much of its sales in the first hour of the day.
clock AS (
    SELECT CAST(sum(CASE WHEN hour = 0 THEN orders ELSE 0 END) AS DOUBLE) / sum(orders) < $midnight_share AS runs, max(hour) > 0 AS moves
    FROM alike
),
habits AS (
    SELECT o.customer_id, 'moment' AS habit,
        CASE WHEN o.hour < 6 THEN 'night' WHEN o.hour < 12 THEN 'morning' WHEN o.hour < 18 THEN 'afternoon' ELSE 'evening' END AS choice,
        o.orders
    FROM alike AS o CROSS JOIN clock WHERE clock.moves AND (clock.runs OR o.hour > 0)
    UNION ALL
    SELECT customer_id, 'channel', channel, orders FROM alike WHERE channel IS NOT NULL
    UNION ALL
    SELECT customer_id, 'branch', branch, orders FROM alike WHERE branch IS NOT NULL
),
ranked AS (
    SELECT customer_id, habit, choice, row_number() OVER (PARTITION BY customer_id, habit ORDER BY sum(orders) DESC, choice) AS place
    FROM habits
    GROUP BY customer_id, habit, choice
),
usual AS (
    SELECT
        customer_id,
        max(CASE WHEN habit = 'moment' THEN choice END) AS moment,
        max(CASE WHEN habit = 'channel' THEN choice END) AS channel,
        max(CASE WHEN habit = 'branch' THEN choice END) AS branch
    FROM ranked
    WHERE place = 1
    GROUP BY customer_id
),
pieces AS (
    SELECT customer_id, date_diff('day', day, next_day) AS gap
    FROM interpurchase_times
    WHERE next_day <= $as_of
    UNION ALL
    SELECT customer_id, days_since_last + 1 AS gap
    FROM customers
),
spread AS (
    SELECT
        p.customer_id,
        CASE WHEN count(*) > 1 THEN 1 + sum(p.gap / CAST(c.T_days + 1 AS DOUBLE) * ln(p.gap / CAST(c.T_days + 1 AS DOUBLE))) / ln(count(*)) END AS clumpiness
    FROM pieces AS p
    JOIN customers AS c USING (customer_id)
    WHERE p.gap IS NOT NULL
    GROUP BY p.customer_id
)
SELECT
    s.customer_id,
    -- Rounded, because sums of doubles end differently from run to run; and a zero has no sign.
    round(s.clumpiness, 9) + 0.0 AS clumpiness,
    u.moment,
    u.channel,
    u.branch
FROM spread AS s
LEFT JOIN usual AS u USING (customer_id)
ORDER BY s.customer_id
