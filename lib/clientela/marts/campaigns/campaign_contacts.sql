-- One row a campaign and customer that took part in it: treated, control or (by mistake) both; what was bought in the days after it began, and before.
-- Both arms are watched over the same days, since nothing is ever sent to a control; where nobody was left out, from the day of sending.
-- Sales are counted only where there are any to look at (`watched`): they cover the days, and somebody of the campaign is among the buyers. Else what
-- the contacts themselves say of their outcome is all that is known; a table that is not there is not a table of zeros.
WITH who AS (
    SELECT
        t.campaign_id,
        coalesce(i.customer_id, t.customer_id) AS customer_id,
        CASE WHEN count(DISTINCT t.arm) > 1 THEN 'both' ELSE min(t.arm) END AS arm,
        min(CAST(t.sent_on AS DATE)) AS sent_on,
        min(t.channel) AS channel,
        bool_or(t.delivered) AS delivered,
        bool_or(t.responded) AS responded,
        bool_or(t.attended) AS attended,
        sum(t.revenue) AS revenue
    FROM main.contacts AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE t.customer_id IS NOT NULL
    GROUP BY t.campaign_id, coalesce(i.customer_id, t.customer_id)
),
sent AS (
    SELECT campaign_id, min(sent_on) AS first_sent, min(channel) AS channel, bool_or(arm = 'control') AS has_control
    FROM who
    GROUP BY campaign_id
),
known AS (
    SELECT
        campaign_id,
        min(start) AS start,
        min(date_diff('day', start, "end")) AS days,
        min(name) AS name,
        min(offer) AS offer,
        min(channel) AS channel,
        min(cost_per_contact) AS cost_per_contact
    FROM main.campaigns
    GROUP BY campaign_id
),
plan AS (
    SELECT
        s.campaign_id,
        coalesce(k.name, s.campaign_id) AS name,
        coalesce(k.offer, k.name, s.campaign_id) AS offer,
        coalesce(k.channel, s.channel) AS channel,
        k.cost_per_contact,
        s.has_control,
        coalesce(k.start, s.first_sent) AS start,
        -- A campaign's own length where it is given and makes sense, else two months.
        CAST(CASE WHEN k.days BETWEEN 7 AND 180 THEN k.days ELSE 60 END AS INTEGER) AS window_days
    FROM sent AS s
    LEFT JOIN known AS k USING (campaign_id)
),
dated AS (
    SELECT
        w.customer_id,
        w.arm,
        w.delivered,
        w.responded,
        w.attended,
        w.revenue,
        p.*,
        CASE WHEN p.has_control THEN p.start ELSE coalesce(w.sent_on, p.start) END AS day_0
    FROM who AS w
    JOIN plan AS p USING (campaign_id)
    WHERE coalesce(p.start, w.sent_on) <= CAST($as_of AS DATE)
),
bought AS (
    SELECT
        t.campaign_id,
        t.customer_id,
        count(*) FILTER (WHERE d.is_purchase AND d.day > t.day_0 AND d.day <= t.day_0 + t.window_days) AS purchases_within,
        sum(d.amount) FILTER (WHERE d.day > t.day_0 AND d.day <= t.day_0 + t.window_days) AS amount_within,
        -- A day with nothing but a gift is part of what the campaign costs, not of what it brings.
        sum(d.margin) FILTER (
            WHERE (d.is_purchase OR d.amount <> 0) AND d.day > t.day_0 AND d.day <= t.day_0 + t.window_days
        ) AS margin_within,
        count(*) FILTER (WHERE d.is_purchase AND d.day <= t.day_0 AND d.day > t.day_0 - t.window_days) AS window_before,
        count(*) FILTER (WHERE d.is_purchase AND d.day <= t.day_0 AND d.day > t.day_0 - 180) AS purchases_before,
        sum(d.amount) FILTER (WHERE d.day <= t.day_0 AND d.day > t.day_0 - 180) AS amount_before,
        date_diff('day', max(d.day) FILTER (WHERE d.is_purchase AND d.day <= t.day_0), t.day_0) AS days_since_last,
        date_diff('day', min(d.day) FILTER (WHERE d.is_purchase), t.day_0) AS since_first
    FROM dated AS t
    JOIN customer_days AS d USING (customer_id)
    GROUP BY t.campaign_id, t.customer_id, t.day_0
),
history AS (
    SELECT min(day) AS first_day, max(day) AS last_day FROM customer_days
),
seen AS (
    -- Files that stop when the campaign has hardly begun do not cover it; days without a sale at the end are no gap.
    SELECT t.campaign_id, bool_or(b.customer_id IS NOT NULL) AND min(t.day_0) >= any_value(h.first_day)
        AND max(least(t.day_0 + t.window_days // 4, CAST($as_of AS DATE))) <= any_value(h.last_day) AS watched
    FROM dated AS t
    LEFT JOIN (SELECT DISTINCT customer_id FROM customer_days) AS b USING (customer_id)
    CROSS JOIN history AS h
    GROUP BY t.campaign_id
)
SELECT
    t.campaign_id,
    t.customer_id,
    t.name,
    t.offer,
    t.channel,
    t.cost_per_contact,
    t.start,
    t.window_days,
    -- Without any sale there is no window to wait for: the contacts' own outcomes are what was written down.
    t.day_0 + t.window_days <= CAST($as_of AS DATE) OR NOT EXISTS (SELECT 1 FROM main.transactions) AS complete,
    t.arm,
    t.delivered,
    t.responded,
    t.attended,
    t.revenue,
    p.kind,
    -- Unknown to the register and never seen buying: nobody knows for how long.
    CASE
        WHEN p.joined_on IS NOT NULL OR b.since_first IS NOT NULL THEN greatest(coalesce(greatest(date_diff('day', p.joined_on, t.day_0), b.since_first), 0), 0)
    END AS tenure_days,
    CASE WHEN s.watched THEN coalesce(b.purchases_within, 0) > 0 END AS bought_within,
    CASE WHEN s.watched THEN coalesce(b.purchases_within, 0) END AS purchases_within,
    CASE WHEN s.watched THEN coalesce(b.amount_within, 0) END AS amount_within,
    b.margin_within,
    CASE WHEN s.watched THEN coalesce(b.window_before, 0) > 0 END AS bought_before,
    CASE WHEN s.watched THEN coalesce(b.purchases_before, 0) END AS purchases_before,
    CASE WHEN s.watched THEN coalesce(b.amount_before, 0) END AS amount_before,
    b.days_since_last
FROM dated AS t
LEFT JOIN seen AS s USING (campaign_id)
LEFT JOIN bought AS b ON b.campaign_id = t.campaign_id AND b.customer_id = t.customer_id
LEFT JOIN people AS p ON p.customer_id = t.customer_id
ORDER BY t.campaign_id, t.customer_id
