-- One row a registered customer: through which channels it may be contacted, and when it last was. A refusal in any source counts; silence is no permission.
WITH said AS (
    SELECT
        coalesce(i.customer_id, c.customer_id) AS customer_id,
        coalesce(bool_and(c.consent_email), false)
        AND coalesce(bool_or(e.value IS NOT NULL), false) AS may_email,
        coalesce(bool_and(c.consent_phone), false)
        AND coalesce(bool_or(t.value IS NOT NULL), false) AS may_phone,
        coalesce(bool_and(c.consent_post), false) AND count(c.address) > 0 AS may_post
    FROM main.customers AS c
    LEFT JOIN main.identity AS i ON i.source = c.source AND i.source_id = c.customer_id
    LEFT JOIN main.usable_contacts AS e ON e.field = 'email' AND e.value = c.email
    LEFT JOIN main.usable_contacts AS t ON t.field = 'phone' AND t.value = c.phone
    GROUP BY coalesce(i.customer_id, c.customer_id)
),
touched AS (
    SELECT
        coalesce(i.customer_id, t.customer_id) AS customer_id,
        max(CAST(t.sent_on AS DATE)) FILTER (WHERE t.arm = 'treated') AS last_contact,
        coalesce(bool_or(t.unsubscribed), false) AS unsubscribed
    FROM main.contacts AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE coalesce(CAST(t.sent_on AS DATE), CAST($as_of AS DATE)) <= CAST($as_of AS DATE)
    GROUP BY coalesce(i.customer_id, t.customer_id)
)
SELECT
    s.customer_id,
    s.may_email,
    s.may_phone,
    s.may_post,
    t.last_contact,
    coalesce(t.unsubscribed, false) AS unsubscribed
FROM said AS s
LEFT JOIN touched AS t USING (customer_id)
ORDER BY s.customer_id
