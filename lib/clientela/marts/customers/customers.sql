-- One row a customer who bought at least once up to as_of; days everywhere, money net of returns.
WITH days AS (
    SELECT * FROM customer_days WHERE day <= $as_of
),
purchases AS (
    SELECT
        customer_id,
        day,
        amount,
        orders,
        day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS gap,
        row_number() OVER (PARTITION BY customer_id ORDER BY day) AS place
    FROM days
    WHERE is_purchase
),
rhythm AS (
    SELECT
        customer_id,
        min(day) AS first_purchase,
        max(day) AS last_purchase,
        count(*) AS purchase_days,
        sum(orders) AS orders,
        -- Sums of exact numbers, divided once: sums of fractions change with the order in which threads add them up.
        CAST(sum(CASE WHEN place > 1 THEN amount END) AS DOUBLE) / count(CASE WHEN place > 1 THEN amount END) AS repeat_mean,
        avg(gap) AS gap_mean,
        sqrt(CAST(count(gap) * sum(gap * gap) - sum(gap) * sum(gap) AS DOUBLE) / nullif(count(gap) * (count(gap) - 1), 0)) AS gap_sd,
        quantile_cont(gap, 0.9) AS gap_q90
    FROM purchases
    GROUP BY customer_id
),
money AS (
    SELECT customer_id, sum(amount) AS amount, sum(margin) AS margin, sum(quantity) AS quantity
    FROM days
    GROUP BY customer_id
)
SELECT
    r.customer_id,
    p.kind,
    r.first_purchase,
    r.last_purchase,
    r.purchase_days,
    r.purchase_days - 1 AS repeat_days,
    r.last_purchase - r.first_purchase AS t_x_days,
    CAST($as_of AS DATE) - r.first_purchase AS T_days,
    CAST($as_of AS DATE) - r.last_purchase AS days_since_last,
    r.orders,
    m.amount,
    m.margin,
    m.quantity,
    r.repeat_mean,
    r.gap_mean,
    r.gap_sd,
    r.gap_q90
FROM rhythm AS r
JOIN money AS m USING (customer_id)
LEFT JOIN people AS p USING (customer_id)
ORDER BY r.customer_id
