-- One row a customer of whom something is known beyond purchases: who uses what was bought, what was said, who was brought along.
-- A column stays empty where the customer was never asked, or nobody keeps record.
WITH whose AS (
    SELECT source_id, any_value(customer_id) AS customer_id
    FROM main.identity
    GROUP BY source_id
    HAVING count(DISTINCT customer_id) = 1
),
use_known AS (
    SELECT
        coalesce(i.customer_id, c.customer_id) AS customer_id,
        bool_or(c.consumer_id IS NOT NULL OR c.household_id IS NOT NULL) AS user_known
    FROM main.customers AS c
    LEFT JOIN main.identity AS i ON i.source = coalesce(c.source, '') AND i.source_id = c.customer_id
    GROUP BY coalesce(i.customer_id, c.customer_id)
),
praise AS (
    SELECT coalesce(i.customer_id, t.customer_id) AS customer_id, max(CAST(t.opened_at AS DATE)) AS praised_on
    FROM main.interactions AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE t.kind = 'praise' AND t.customer_id IS NOT NULL AND CAST(t.opened_at AS DATE) <= $as_of
    GROUP BY coalesce(i.customer_id, t.customer_id)
),
answers AS (
    SELECT
        coalesce(i.customer_id, t.customer_id) AS customer_id,
        CAST(t.date AS DATE) AS answered_on,
        TRY_CAST(replace(t.answer, ',', '.') AS DOUBLE) AS score
    FROM main.surveys AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE t.customer_id IS NOT NULL AND regexp_matches(lower(t.instrument || ' ' || t.item), '\bnps\b|nps_|recom')
),
opinion AS (
    SELECT customer_id, max(answered_on) AS answered_on, arg_max(score, (answered_on, -score)) AS recommends
    FROM answers
    WHERE score BETWEEN 0 AND 10 AND answered_on <= $as_of
    GROUP BY customer_id
),
referrals AS (
    SELECT w.customer_id, count(DISTINCT coalesce(i.customer_id, c.customer_id)) AS referrals
    FROM main.customers AS c
    JOIN whose AS w ON w.source_id = c.referred_by
    LEFT JOIN main.identity AS i ON i.source = coalesce(c.source, '') AND i.source_id = c.customer_id
    WHERE w.customer_id <> coalesce(i.customer_id, c.customer_id)
    GROUP BY w.customer_id
)
SELECT customer_id, u.user_known, p.praised_on, o.answered_on, o.recommends, r.referrals
FROM (SELECT * FROM use_known WHERE user_known) AS u
FULL JOIN praise AS p USING (customer_id)
FULL JOIN opinion AS o USING (customer_id)
FULL JOIN referrals AS r USING (customer_id)
ORDER BY customer_id
