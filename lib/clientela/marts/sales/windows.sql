-- One row a comparison period: the last one ("now") and the equally long one before it.
-- `*_only`: who bought in one period and not in the other. `*_new`: who first bought in it. `*_whole`: who bought both in the first
-- quarter of the period before and in the last quarter of this one, so that nobody counts who came or went halfway; their orders are
-- those of the middle half of each period, for the quarters that chose them would count more where it took a purchase to be chosen.
-- `spread` is how far the change may swing by chance alone: each customer (each order, where nobody is named) moves on its own.
-- `spread_time` is the same where all customers move together: each twelfth of the period against the same one of the period before;
-- `spread_arrivals` is that of the number of new customers. `new_alike`: who seems new when no longer past is known than before the
-- earlier period. `numbered`: lines of purchase with an order number.
WITH periods AS (
    SELECT 'before' AS period, CAST($as_of AS DATE) - 2 * $window_days + 1 AS first_day, CAST($as_of AS DATE) - $window_days AS last_day
    UNION ALL
    SELECT 'now' AS period, CAST($as_of AS DATE) - $window_days + 1 AS first_day, CAST($as_of AS DATE) AS last_day
),
-- One row an order and buyer of the two periods: what is counted of orders and of customers comes of it, for distinct counts side by side cost more than all else.
told AS (
    SELECT
        customer_id,
        order_id,
        (fate = 'used' AND customer_id IS NOT NULL) AS is_named,
        sum(amount) FILTER (WHERE day > CAST($as_of AS DATE) - $window_days) AS amount_now,
        sum(amount) FILTER (WHERE day <= CAST($as_of AS DATE) - $window_days) AS amount_before,
        bool_or(is_purchase AND day > CAST($as_of AS DATE) - $window_days) AS in_now,
        bool_or(is_purchase AND day <= CAST($as_of AS DATE) - $window_days) AS in_before,
        bool_or(
            is_purchase AND day > CAST($as_of AS DATE) - $window_days + $window_days // 4
            AND day <= CAST($as_of AS DATE) - $window_days // 4
        ) AS in_middle_now,
        bool_or(
            is_purchase AND day > CAST($as_of AS DATE) - 2 * $window_days + $window_days // 4
            AND day <= CAST($as_of AS DATE) - $window_days - $window_days // 4
        ) AS in_middle_before,
        bool_or(is_purchase AND day <= CAST($as_of AS DATE) - 2 * $window_days + $window_days // 4) AS in_first,
        bool_or(is_purchase AND day > CAST($as_of AS DATE) - $window_days // 4) AS in_last
    FROM lines
    WHERE day > CAST($as_of AS DATE) - 2 * $window_days AND day <= CAST($as_of AS DATE)
    GROUP BY customer_id, order_id, fate = 'used' AND customer_id IS NOT NULL
),
visits AS (
    SELECT
        customer_id,
        min(day) AS first_purchase,
        bool_or(day > CAST($as_of AS DATE) - $window_days) AS buys_now,
        max(CASE WHEN day <= CAST($as_of AS DATE) - $window_days THEN day END) AS bought_last
    FROM customer_days
    WHERE is_purchase
    GROUP BY customer_id
),
moves AS (
    SELECT CAST(coalesce(sum(amount_now), 0) - coalesce(sum(amount_before), 0) AS DECIMAL(38, 2)) AS move
    FROM told
    GROUP BY customer_id, CASE WHEN customer_id IS NULL THEN order_id END
),
bought AS (
    SELECT
        customer_id,
        CAST(coalesce(sum(amount_now), 0) AS DECIMAL(38, 2)) AS amount_now,
        CAST(coalesce(sum(amount_before), 0) AS DECIMAL(38, 2)) AS amount_before,
        count(*) FILTER (WHERE in_now) AS orders_now,
        count(*) FILTER (WHERE in_before) AS orders_before,
        count(*) FILTER (WHERE in_middle_now) AS middle_now,
        count(*) FILTER (WHERE in_middle_before) AS middle_before,
        bool_or(in_first) AND bool_or(in_last) AS is_whole
    FROM told
    WHERE is_named
    GROUP BY customer_id
),
by_order AS (
    SELECT
        bool_or(in_now) AS in_now,
        bool_or(in_before) AS in_before,
        bool_or(in_now AND is_named) AS named_now,
        bool_or(in_before AND is_named) AS named_before
    FROM told
    GROUP BY order_id
),
counted AS (
    SELECT
        count(*) FILTER (WHERE in_now) AS orders_now,
        count(*) FILTER (WHERE in_before) AS orders_before,
        count(*) FILTER (WHERE named_now) AS named_now,
        count(*) FILTER (WHERE named_before) AS named_before
    FROM by_order
),
sides AS (
    SELECT
        customer_id, 'now' AS period, amount_now AS amount, orders_now AS orders, orders_before AS other,
        middle_now AS middle, middle_now - middle_before AS change, is_whole
    FROM bought
    UNION ALL
    SELECT
        customer_id, 'before' AS period, amount_before AS amount, orders_before AS orders, orders_now AS other,
        middle_before AS middle, middle_now - middle_before AS change, is_whole
    FROM bought
),
moved AS (
    SELECT
        s.period,
        count(*) AS customers,
        count(*) FILTER (WHERE f.first_purchase >= p.first_day) AS new_customers,
        count(*) FILTER (WHERE s.other = 0) AS customers_only,
        coalesce(sum(s.amount) FILTER (WHERE s.other = 0), 0) AS amount_only,
        coalesce(sum(s.amount) FILTER (WHERE f.first_purchase >= p.first_day), 0) AS amount_new,
        sqrt(CAST(coalesce(sum(s.amount * s.amount) FILTER (WHERE f.first_purchase >= p.first_day), 0) AS DOUBLE)) AS spread_new,
        count(*) FILTER (WHERE s.is_whole) AS customers_whole,
        coalesce(sum(s.middle) FILTER (WHERE s.is_whole), 0) AS orders_whole,
        -- Of the differences between the periods, squared: the sums are of whole numbers, so the same on any machine.
        coalesce(sum(s.change * s.change) FILTER (WHERE s.is_whole), 0) AS squares_whole
    FROM sides AS s
    JOIN periods AS p USING (period)
    JOIN visits AS f USING (customer_id)
    WHERE s.orders > 0
    GROUP BY s.period
),
chance AS (
    SELECT sqrt(CAST(sum(move * move) AS DOUBLE)) AS spread FROM moves
),
history AS (
    SELECT min(day) AS history_from FROM lines
),
twelfths AS (
    SELECT
        (date_diff('day', day, CAST($as_of AS DATE)) % $window_days) * 12 // $window_days AS twelfth,
        sum(amount * CASE WHEN day > CAST($as_of AS DATE) - $window_days THEN 1 ELSE -1 END) AS move
    FROM lines
    WHERE day > CAST($as_of AS DATE) - 2 * $window_days AND day <= CAST($as_of AS DATE)
    GROUP BY 1
),
arrivals AS (
    SELECT
        (date_diff('day', first_purchase, CAST($as_of AS DATE)) % $window_days) * 12 // $window_days AS twelfth,
        sum(CASE WHEN first_purchase > CAST($as_of AS DATE) - $window_days THEN 1 ELSE -1 END) AS move
    FROM visits
    WHERE first_purchase > CAST($as_of AS DATE) - 2 * $window_days AND first_purchase <= CAST($as_of AS DATE)
    GROUP BY 1
),
-- The sum of twelve moves swings by twelve times their variance; a twelfth without any is a move of zero.
together AS (
    SELECT
        (SELECT sqrt(greatest(CAST(0 AS DOUBLE), 12 * (CAST(sum(move * move) AS DOUBLE) - CAST(sum(move) AS DOUBLE) ** 2 / 12) / 11)) FROM twelfths) AS spread_time,
        (SELECT sqrt(greatest(CAST(0 AS DOUBLE), 12 * (CAST(sum(move * move) AS DOUBLE) - CAST(sum(move) AS DOUBLE) ** 2 / 12) / 11)) FROM arrivals) AS spread_arrivals
),
alike AS (
    SELECT count(*) AS new_alike
    FROM visits AS v
    CROSS JOIN history AS h
    WHERE v.buys_now AND (
        v.bought_last IS NULL
        OR v.bought_last <= CAST($as_of AS DATE) - $window_days - CAST(date_diff('day', h.history_from, CAST($as_of AS DATE) - 2 * $window_days + 1) AS INTEGER)
    )
),
sums AS (
    SELECT
        p.period,
        count(CASE WHEN l.is_purchase AND l.is_numbered THEN 1 END) AS numbered,
        count(CASE WHEN l.is_purchase THEN 1 END) AS purchase_lines,
        sum(l.amount) AS amount,
        sum(CASE WHEN l.customer_id IS NOT NULL AND l.fate = 'used' THEN l.amount END) AS amount_identified,
        sum(l.margin) AS margin,
        sum(CASE WHEN l.customer_id IS NOT NULL AND l.fate = 'used' THEN l.margin END) AS margin_identified,
        sum(CASE WHEN l.is_return THEN l.amount END) AS amount_returned
    FROM periods AS p
    JOIN lines AS l ON l.day >= p.first_day AND l.day <= p.last_day
    GROUP BY p.period
)
SELECT
    p.period,
    p.first_day,
    p.last_day,
    h.history_from,
    c.spread,
    coalesce(t.spread_time, 0) AS spread_time,
    coalesce(t.spread_arrivals, 0) AS spread_arrivals,
    a.new_alike,
    coalesce(s.numbered, 0) AS numbered,
    coalesce(s.purchase_lines, 0) AS purchase_lines,
    coalesce(s.amount, 0) AS amount,
    coalesce(s.amount_identified, 0) AS amount_identified,
    s.margin,
    s.margin_identified,
    coalesce(s.amount_returned, 0) AS amount_returned,
    CASE WHEN p.period = 'now' THEN o.orders_now ELSE o.orders_before END AS orders,
    CASE WHEN p.period = 'now' THEN o.named_now ELSE o.named_before END AS orders_identified,
    coalesce(m.customers, 0) AS customers,
    coalesce(m.new_customers, 0) AS new_customers,
    coalesce(m.customers_only, 0) AS customers_only,
    coalesce(m.amount_only, 0) AS amount_only,
    coalesce(m.amount_new, 0) AS amount_new,
    coalesce(m.spread_new, 0) AS spread_new,
    coalesce(m.customers_whole, 0) AS customers_whole,
    coalesce(m.orders_whole, 0) AS orders_whole,
    coalesce(m.squares_whole, 0) AS squares_whole
FROM periods AS p
LEFT JOIN sums AS s ON s.period = p.period
LEFT JOIN moved AS m ON m.period = p.period
CROSS JOIN counted AS o
CROSS JOIN chance AS c
CROSS JOIN together AS t
CROSS JOIN alike AS a
CROSS JOIN history AS h
ORDER BY p.first_day
