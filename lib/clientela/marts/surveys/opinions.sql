-- One row a customer who said how satisfied he or she is: the last answer, from 0 (worst) to 1, and what was lived through in the year before it.
WITH scales AS (
    -- A scale that nobody wrote down is as wide as the answers given on it.
    SELECT outcome, asked_in, min(coalesce(scale_min, score)) AS lowest, max(coalesce(scale_max, score)) AS highest
    FROM survey_outcomes
    GROUP BY outcome, asked_in
),
answers AS (
    SELECT
        w.customer_id,
        coalesce(w.day, CAST($as_of AS DATE)) AS day,
        o.asked_in,
        -- Rounded: the last digits of a mean of fractions depend on who adds them up.
        round(avg((o.score - s.lowest) / (s.highest - s.lowest)) FILTER (WHERE o.outcome = 'satisfied'), 6) AS satisfied,
        round(avg((o.score - s.lowest) / (s.highest - s.lowest)), 6) AS score,
        count(DISTINCT o.outcome) AS outcomes
    FROM survey_outcomes AS o
    JOIN scales AS s USING (outcome, asked_in)
    JOIN survey_customers AS w USING (respondent_id)
    WHERE s.highest > s.lowest AND coalesce(w.day, CAST($as_of AS DATE)) <= CAST($as_of AS DATE)
    GROUP BY w.customer_id, coalesce(w.day, CAST($as_of AS DATE)), o.asked_in
),
latest AS (
    SELECT * FROM answers
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY day DESC, outcomes DESC, asked_in) = 1
),
parcels AS (
    SELECT
        coalesce(i.customer_id, t.customer_id) AS customer_id,
        min(CAST(t.promised_on AS DATE)) AS promised_on,
        max(CAST(t.delivered_on AS DATE)) AS delivered_on
    FROM main.transactions AS t
    LEFT JOIN main.identity AS i ON i.source = t.source AND i.source_id = t.customer_id
    WHERE t.promised_on IS NOT NULL AND t.customer_id IS NOT NULL
    GROUP BY coalesce(i.customer_id, t.customer_id), coalesce(t.order_id, CAST(CAST(t.date AS DATE) AS VARCHAR))
),
waited AS (
    -- What was known on the day of the answer: an order counts once it has come or is due, so that early ones stand beside late ones.
    SELECT
        l.customer_id,
        count(*) AS parcels,
        count(*) FILTER (WHERE least(coalesce(p.delivered_on, l.day), l.day) > p.promised_on) AS late_parcels,
        max(date_diff('day', p.promised_on, least(coalesce(p.delivered_on, l.day), l.day))) AS worst_delay
    FROM latest AS l
    JOIN parcels AS p
        ON p.customer_id = l.customer_id
        AND least(p.promised_on, coalesce(p.delivered_on, p.promised_on)) BETWEEN l.day - 364 AND l.day
    GROUP BY l.customer_id
),
habit AS (
    SELECT
        l.customer_id,
        mode() WITHIN GROUP (ORDER BY n.branch) AS branch,
        mode() WITHIN GROUP (ORDER BY n.channel) AS channel,
        sum(n.amount) AS amount_before,
        count(DISTINCT n.order_id) FILTER (WHERE n.is_purchase) AS orders_before,
        sum(coalesce(n.discount, 0)) > 0 AS had_discount
    FROM latest AS l
    JOIN lines AS n ON n.customer_id = l.customer_id AND n.day <= l.day AND n.day > l.day - 365
    GROUP BY l.customer_id
),
spoke AS (
    SELECT
        l.customer_id,
        count(*) FILTER (WHERE v.day <= l.day AND v.day > l.day - 365) AS complaints_before,
        count(*) FILTER (WHERE v.day <= l.day AND v.day > l.day - 365 AND v.resolved IS NOT TRUE) AS unresolved_before,
        count(*) AS complaints_ever
    FROM latest AS l
    JOIN voices AS v ON v.customer_id = l.customer_id AND v.kind IN ('complaint', 'claim')
    GROUP BY l.customer_id
)
SELECT
    l.customer_id,
    l.day,
    l.asked_in,
    l.satisfied,
    l.score,
    p.kind,
    h.branch,
    h.channel,
    h.amount_before,
    h.orders_before,
    h.had_discount,
    date_diff('day', f.first_purchase, l.day) AS tenure_days,
    w.parcels,
    w.late_parcels,
    w.worst_delay,
    coalesce(s.complaints_before, 0) AS complaints_before,
    coalesce(s.unresolved_before, 0) AS unresolved_before,
    coalesce(s.complaints_ever, 0) AS complaints_ever
FROM latest AS l
LEFT JOIN people AS p USING (customer_id)
LEFT JOIN (SELECT customer_id, min(day) AS first_purchase FROM customer_days WHERE is_purchase GROUP BY customer_id) AS f USING (customer_id)
LEFT JOIN waited AS w USING (customer_id)
LEFT JOIN habit AS h USING (customer_id)
LEFT JOIN spoke AS s USING (customer_id)
ORDER BY l.customer_id
