-- One row a registered person or organisation: can it be written to or called, and may it? Answers only, no address leaves this query.
-- A refusal in any source counts; silence is no permission. What was typed to get past a form, or is shared by dozens, is nobody's.
WITH contacts AS (
    SELECT
        coalesce(i.customer_id, c.customer_id) AS customer_id,
        coalesce(bool_or(e.value IS NOT NULL), false) AS email,
        coalesce(bool_or(t.value IS NOT NULL), false) AS phone,
        count(c.email) > 0 AS wrote_email,
        count(c.phone) > 0 AS wrote_phone,
        coalesce(bool_and(c.consent_email), false) AS consent_email,
        coalesce(bool_and(c.consent_phone), false) AS consent_phone,
        count(c.consent_email) > 0 OR count(c.consent_phone) > 0 AS asked
    FROM main.customers AS c
    LEFT JOIN main.identity AS i ON i.source = c.source AND i.source_id = c.customer_id
    LEFT JOIN main.usable_contacts AS e ON e.field = 'email' AND e.value = c.email
    LEFT JOIN main.usable_contacts AS t ON t.field = 'phone' AND t.value = c.phone
    GROUP BY coalesce(i.customer_id, c.customer_id)
),
bounces AS (
    SELECT DISTINCT coalesce(i.customer_id, t.customer_id) AS customer_id
    FROM main.contacts AS t
    LEFT JOIN main.identity AS i ON i.source = t.source AND i.source_id = t.customer_id
    WHERE t.bounced
)
SELECT c.*, b.customer_id IS NOT NULL AS bounced
FROM contacts AS c
LEFT JOIN bounces AS b USING (customer_id)
ORDER BY c.customer_id
