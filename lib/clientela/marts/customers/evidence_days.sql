-- One row a customer, kind of evidence and day: praise, an answer to "would you recommend us" (score), somebody brought along (referral).
-- A day stays empty where nobody wrote it down; what is known today was then known always.
WITH whose AS (
    SELECT source_id, any_value(customer_id) AS customer_id
    FROM main.identity
    GROUP BY source_id
    HAVING count(DISTINCT customer_id) = 1
),
praise AS (
    SELECT coalesce(i.customer_id, t.customer_id) AS customer_id, CAST(t.opened_at AS DATE) AS day
    FROM main.interactions AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE t.kind = 'praise' AND t.customer_id IS NOT NULL
),
answers AS (
    SELECT
        coalesce(i.customer_id, t.customer_id) AS customer_id,
        CAST(t.date AS DATE) AS day,
        TRY_CAST(replace(t.answer, ',', '.') AS DOUBLE) AS score
    FROM main.surveys AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE t.customer_id IS NOT NULL AND regexp_matches(lower(t.instrument || ' ' || t.item), '\bnps\b|nps_|recom')
),
brought AS (
    SELECT DISTINCT w.customer_id, coalesce(i.customer_id, c.customer_id) AS who
    FROM main.customers AS c
    JOIN whose AS w ON w.source_id = c.referred_by
    LEFT JOIN main.identity AS i ON i.source = coalesce(c.source, '') AND i.source_id = c.customer_id
    WHERE w.customer_id <> coalesce(i.customer_id, c.customer_id)
),
begun AS (
    SELECT customer_id, min(day) AS day FROM customer_days WHERE is_purchase GROUP BY customer_id
)
SELECT customer_id, 'praise' AS evidence, day, CAST(NULL AS DOUBLE) AS score, count(*) AS times
FROM praise
WHERE day <= $as_of
GROUP BY customer_id, day
UNION ALL
SELECT customer_id, 'answer', day, min(score), count(*)
FROM answers
WHERE score BETWEEN 0 AND 10 AND day <= $as_of
GROUP BY customer_id, day
UNION ALL
-- A date of entry after the last day is a slip of the pen: the person is known already.
SELECT b.customer_id, 'referral', least(coalesce(p.joined_on, f.day), CAST($as_of AS DATE)) AS day, NULL, count(*)
FROM brought AS b
LEFT JOIN people AS p ON p.customer_id = b.who
LEFT JOIN begun AS f ON f.customer_id = b.who
GROUP BY b.customer_id, least(coalesce(p.joined_on, f.day), CAST($as_of AS DATE))
ORDER BY customer_id, evidence, day
