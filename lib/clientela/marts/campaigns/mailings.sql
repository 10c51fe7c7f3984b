-- One row a campaign and customer to whom something was sent: whether it arrived, was opened and answered, and whether the person came. Empty: nobody wrote it down.
WITH known AS (
    SELECT campaign_id, min(name) AS name, min(start) AS start, min(channel) AS channel FROM main.campaigns GROUP BY campaign_id
)
SELECT
    t.campaign_id,
    coalesce(i.customer_id, t.customer_id) AS customer_id,
    coalesce(min(k.name), t.campaign_id) AS name,
    coalesce(min(t.channel), min(k.channel)) AS channel,
    min(coalesce(CAST(t.sent_on AS DATE), k.start)) AS sent_on,
    coalesce(bool_or(t.delivered), NOT bool_or(t.bounced)) AS delivered,
    bool_or(t.opened) AS opened,
    bool_or(t.attended) AS attended,
    bool_or(t.responded) AS responded,
    bool_or(t.unsubscribed) AS unsubscribed
FROM main.contacts AS t
LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
LEFT JOIN known AS k ON k.campaign_id = t.campaign_id
WHERE t.customer_id IS NOT NULL AND t.arm IS DISTINCT FROM 'control'
    AND coalesce(CAST(t.sent_on AS DATE), k.start, CAST($as_of AS DATE)) <= CAST($as_of AS DATE)
GROUP BY t.campaign_id, coalesce(i.customer_id, t.customer_id)
ORDER BY t.campaign_id, customer_id
