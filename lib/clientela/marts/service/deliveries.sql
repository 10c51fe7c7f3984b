-- One row an order with a promised day: when it came, where it was promised and by whom; what its customer bought before that day and after it.
-- Both are watched from the promised day, when it is known whether the promise was kept: before it nobody is late. A delivery dated after the last day
-- has not happened yet. An order has come when all its promised lines have.
WITH span AS (
    SELECT CAST($entry_days AS INTEGER) AS watch_days, (SELECT min(day) FROM customer_days) AS first_day
),
promised AS (
    SELECT
        coalesce(i.customer_id, t.customer_id) AS customer_id,
        coalesce(t.order_id, t.customer_id || '|' || CAST(CAST(t.date AS DATE) AS VARCHAR)) AS order_id,
        min(CAST(t.date AS DATE)) AS day,
        max(CAST(t.promised_on AS DATE)) AS promised_on,
        CASE
            WHEN bool_and(t.delivered_on IS NOT NULL AND CAST(t.delivered_on AS DATE) <= CAST($as_of AS DATE)) THEN max(CAST(t.delivered_on AS DATE))
        END AS delivered_on,
        min(t.branch) AS branch,
        min(t.channel) AS channel,
        min(t.seller_id) AS seller_id,
        max_by(c.category, (t.amount, c.category)) AS category,
        sum(t.amount) AS amount
    FROM main.transactions AS t
    LEFT JOIN main.identity AS i ON i.source = t.source AND i.source_id = t.customer_id
    LEFT JOIN catalogue AS c USING (product_id)
    WHERE t.promised_on IS NOT NULL AND CAST(t.date AS DATE) <= CAST($as_of AS DATE)
        AND t.amount >= 0 AND coalesce(t.quantity, 0) >= 0
        -- A promise before the order is a slip of the keyboard.
        AND CAST(t.promised_on AS DATE) >= CAST(t.date AS DATE)
    GROUP BY coalesce(i.customer_id, t.customer_id), coalesce(t.order_id, t.customer_id || '|' || CAST(CAST(t.date AS DATE) AS VARCHAR))
),
bought AS (
    SELECT
        o.customer_id, o.order_id,
        count(*) FILTER (WHERE d.is_purchase AND d.day <= o.promised_on) AS purchases_before,
        date_diff('day', max(d.day) FILTER (WHERE d.is_purchase AND d.day <= o.promised_on), o.promised_on) AS days_since_last,
        sum(d.amount) FILTER (WHERE d.day <= o.promised_on) AS amount_before,
        count(*) FILTER (WHERE d.is_purchase AND d.day > o.promised_on) AS purchases_after,
        sum(d.amount) FILTER (WHERE d.day > o.promised_on) AS amount_after
    FROM promised AS o
    CROSS JOIN span AS s
    JOIN customer_days AS d
        ON d.customer_id = o.customer_id AND d.day > o.promised_on - s.watch_days AND d.day <= o.promised_on + s.watch_days
    GROUP BY o.customer_id, o.order_id, o.promised_on
)
SELECT
    o.customer_id,
    o.order_id,
    o.day,
    o.promised_on,
    o.delivered_on,
    o.branch,
    o.channel,
    o.seller_id,
    o.category,
    o.amount,
    p.kind,
    coalesce(b.purchases_before, 0) AS purchases_before,
    b.days_since_last,
    coalesce(b.amount_before, 0) AS amount_before,
    coalesce(b.purchases_after, 0) AS purchases_after,
    coalesce(b.amount_after, 0) AS amount_after,
    s.watch_days,
    coalesce(
        b.purchases_before > 0 AND o.promised_on - s.watch_days >= s.first_day AND o.promised_on + s.watch_days <= CAST($as_of AS DATE), false
    ) AS is_watched
FROM promised AS o
CROSS JOIN span AS s
LEFT JOIN bought AS b USING (customer_id, order_id)
LEFT JOIN people AS p USING (customer_id)
ORDER BY o.promised_on, o.order_id, o.customer_id
