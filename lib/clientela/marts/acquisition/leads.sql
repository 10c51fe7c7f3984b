-- One row a prospect: what was known of it when it came, and the day of its first purchase since, if there is one.
WITH whose AS (
    SELECT source_id, any_value(customer_id) AS customer_id
    FROM main.identity
    GROUP BY source_id
    HAVING count(DISTINCT customer_id) = 1
),
known AS (
    SELECT
        p.prospect_id,
        min(p.acquired_by) AS acquired_by,
        min(p.need) AS need,
        min(p.opportunity) AS opportunity,
        max(p.money) AS money,
        min(CAST(p.entered_on AS DATE)) AS entered_on,
        min(coalesce(w.customer_id, p.became_customer_id)) AS customer_id
    FROM main.prospects AS p
    LEFT JOIN whose AS w ON w.source_id = p.became_customer_id
    WHERE p.entered_on IS NOT NULL AND CAST(p.entered_on AS DATE) <= CAST($as_of AS DATE)
    GROUP BY p.prospect_id
),
bought AS (
    SELECT
        k.prospect_id,
        min(d.day) FILTER (WHERE d.is_purchase AND d.day >= k.entered_on) AS bought_on,
        bool_or(d.is_purchase AND d.day < k.entered_on) AS customer_before
    FROM known AS k
    JOIN customer_days AS d ON d.customer_id = k.customer_id AND d.day <= $as_of
    GROUP BY k.prospect_id
),
value AS (
    SELECT b.prospect_id, sum(d.amount) AS amount_365, sum(d.margin) AS margin_365
    FROM bought AS b
    JOIN known AS k USING (prospect_id)
    JOIN customer_days AS d ON d.customer_id = k.customer_id AND d.day >= b.bought_on AND d.day < b.bought_on + 365
    GROUP BY b.prospect_id
)
SELECT
    k.prospect_id,
    k.acquired_by,
    k.need,
    k.opportunity,
    k.money,
    k.entered_on,
    k.customer_id,
    b.bought_on,
    coalesce(b.customer_before, false) AS customer_before,
    date_diff('day', k.entered_on, b.bought_on) AS wait_days,
    date_diff('day', k.entered_on, CAST($as_of AS DATE)) AS open_days,
    v.amount_365,
    v.margin_365
FROM known AS k
LEFT JOIN bought AS b USING (prospect_id)
LEFT JOIN value AS v USING (prospect_id)
ORDER BY k.entered_on, k.prospect_id
