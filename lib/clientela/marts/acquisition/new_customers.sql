-- One row a customer who bought: where it came from, since when it is one, and what its first days, quarter and year brought.
-- Somebody registered before the history begins is a customer since then; everybody else, since the first purchase.
WITH came AS (
    SELECT
        coalesce(i.customer_id, c.customer_id) AS customer_id,
        arg_min(c.acquired_by, (c.joined_on, c.source, c.source_row)) FILTER (WHERE c.acquired_by IS NOT NULL) AS acquired_by
    FROM main.customers AS c
    LEFT JOIN main.identity AS i ON i.source = coalesce(c.source, '') AND i.source_id = c.customer_id
    GROUP BY coalesce(i.customer_id, c.customer_id)
),
firsts AS (
    SELECT customer_id, min(day) AS first_purchase
    FROM customer_days
    WHERE is_purchase AND day <= $as_of
    GROUP BY customer_id
),
ways AS (
    SELECT f.customer_id, arg_min(l.channel, (CAST(-l.amount AS DOUBLE), l.channel)) FILTER (WHERE l.channel IS NOT NULL) AS channel
    FROM firsts AS f
    JOIN lines AS l ON l.customer_id = f.customer_id AND l.day = f.first_purchase
    WHERE l.is_purchase
    GROUP BY f.customer_id
),
history AS (
    SELECT min(day) AS first_day FROM lines
),
sums AS (
    SELECT
        f.customer_id,
        sum(d.amount) FILTER (WHERE d.day = f.first_purchase) AS first_amount,
        sum(d.margin) FILTER (WHERE d.day = f.first_purchase) AS first_margin,
        sum(d.amount) FILTER (WHERE d.day < f.first_purchase + 90) AS amount_90,
        sum(d.margin) FILTER (WHERE d.day < f.first_purchase + 90) AS margin_90,
        sum(d.amount) FILTER (WHERE d.day < f.first_purchase + 365) AS amount_365,
        sum(d.margin) FILTER (WHERE d.day < f.first_purchase + 365) AS margin_365,
        date_diff('day', any_value(f.first_purchase), min(d.day) FILTER (WHERE d.is_purchase AND d.day > f.first_purchase)) AS second_days
    FROM firsts AS f
    JOIN customer_days AS d ON d.customer_id = f.customer_id AND d.day >= f.first_purchase AND d.day <= $as_of
    GROUP BY f.customer_id
)
SELECT
    f.customer_id,
    p.kind,
    c.acquired_by,
    w.channel,
    f.first_purchase,
    CASE WHEN p.joined_on < h.first_day THEN p.joined_on ELSE f.first_purchase END AS since,
    -- Without a date of registration nobody knows who bought before the files begin.
    p.joined_on IS NOT NULL AS registered,
    h.first_day AS history_from,
    date_diff('day', f.first_purchase, CAST($as_of AS DATE)) AS T_days,
    s.second_days,
    s.first_amount,
    s.first_margin,
    s.amount_90,
    s.margin_90,
    s.amount_365,
    s.margin_365
FROM firsts AS f
JOIN sums AS s USING (customer_id)
LEFT JOIN ways AS w USING (customer_id)
LEFT JOIN people AS p USING (customer_id)
LEFT JOIN came AS c USING (customer_id)
CROSS JOIN history AS h
ORDER BY f.customer_id
