-- One row a respondent who is a customer of ours: when they answered, and what they bought in the half year before and after.
WITH named AS (
    SELECT
        coalesce(
            s.respondent_id,
            s.customer_id || coalesce(' ' || CAST(CAST(s.date AS DATE) AS VARCHAR), ''),
            s.source || ' ' || CAST(s.source_row AS VARCHAR)
        ) AS respondent_id,
        coalesce(i.customer_id, s.customer_id) AS customer_id
    FROM main.surveys AS s
    LEFT JOIN main.identity AS i ON i.source = coalesce(s.source, '') AND i.source_id = s.customer_id
    WHERE s.customer_id IS NOT NULL AND coalesce(s.rater, 'customer') = 'customer'
    UNION
    SELECT r.respondent_id, coalesce(i.customer_id, r.customer_id) AS customer_id
    FROM main.respondents AS r
    LEFT JOIN main.identity AS i ON i.source = coalesce(r.source, '') AND i.source_id = r.customer_id
    WHERE r.customer_id IS NOT NULL
),
-- Who answers under the names of two customers is neither of them.
who AS (
    SELECT respondent_id, min(customer_id) AS customer_id
    FROM named
    GROUP BY respondent_id
    HAVING count(DISTINCT customer_id) = 1
),
met AS (
    SELECT respondent_id, min(day) AS day, min(branch) AS branch
    FROM survey_answers
    GROUP BY respondent_id
),
bought AS (
    SELECT
        w.respondent_id,
        count(*) FILTER (WHERE d.is_purchase AND d.day > m.day - 180 AND d.day <= m.day) AS purchases_before,
        sum(d.amount) FILTER (WHERE d.day > m.day - 180 AND d.day <= m.day) AS amount_before,
        count(*) FILTER (WHERE d.is_purchase AND d.day > m.day AND d.day <= m.day + 180) AS purchases_after,
        sum(d.amount) FILTER (WHERE d.day > m.day AND d.day <= m.day + 180) AS amount_after
    FROM who AS w
    JOIN met AS m USING (respondent_id)
    JOIN customer_days AS d ON d.customer_id = w.customer_id
    GROUP BY w.respondent_id
)
SELECT
    w.respondent_id,
    w.customer_id,
    m.day,
    m.branch,
    p.kind,
    coalesce(m.day + 180 <= CAST($as_of AS DATE), false) AS complete,
    coalesce(b.purchases_before, 0) AS purchases_before,
    coalesce(b.amount_before, 0) AS amount_before,
    coalesce(b.purchases_after, 0) AS purchases_after,
    coalesce(b.amount_after, 0) AS amount_after
FROM who AS w
JOIN met AS m USING (respondent_id)
LEFT JOIN bought AS b USING (respondent_id)
LEFT JOIN people AS p ON p.customer_id = w.customer_id
ORDER BY w.respondent_id
