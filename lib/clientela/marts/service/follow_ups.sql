-- One row a customer and day of purchase of the last year: whether somebody called within fourteen days after it. No row where no such call is on record.
-- A call after a sale is a contact by telephone that belongs to no campaign, or to one that is called so; a call that sells is none.
WITH known AS (
    SELECT campaign_id, min(lower(coalesce(name, '') || ' ' || coalesce(offer, ''))) AS words, min(channel) AS channel
    FROM main.campaigns
    GROUP BY campaign_id
),
calls AS (
    SELECT DISTINCT coalesce(i.customer_id, t.customer_id) AS customer_id, CAST(t.sent_on AS DATE) AS called_on
    FROM main.contacts AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    LEFT JOIN known AS k ON k.campaign_id = t.campaign_id
    WHERE t.customer_id IS NOT NULL AND t.arm IS DISTINCT FROM 'control' AND t.sent_on IS NOT NULL
        AND CAST(t.sent_on AS DATE) > CAST($as_of AS DATE) - 365 AND CAST(t.sent_on AS DATE) <= CAST($as_of AS DATE)
        AND regexp_matches(lower(coalesce(t.channel, k.channel, '')), 'tel[eé]f|llamad|phone|\bcall|celular|ligac')
        AND (
            k.campaign_id IS NULL
            OR regexp_matches(k.words, 'seguim|post?[- ]?venta|despu[eé]s de (la|su) (venta|compra)|follow|after.?(the )?(sale|purchase)|aftercare|after.?care')
        )
),
bought AS (
    -- Whoever bought in the last fourteen days may still be called.
    SELECT customer_id, day, min(branch) AS branch
    FROM lines
    WHERE fate = 'used' AND is_purchase AND customer_id IS NOT NULL
        AND day > CAST($as_of AS DATE) - 365 AND day <= CAST($as_of AS DATE) - 14
    GROUP BY customer_id, day
)
SELECT
    b.customer_id,
    b.day,
    b.branch,
    bool_or(c.called_on IS NOT NULL) AS called
FROM bought AS b
LEFT JOIN calls AS c ON c.customer_id = b.customer_id AND c.called_on > b.day AND c.called_on <= b.day + 14
WHERE EXISTS (SELECT 1 FROM calls)
GROUP BY b.customer_id, b.day, b.branch
ORDER BY b.customer_id, b.day
