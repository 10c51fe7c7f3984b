-- One row a month of expense: for what (to win customers, to keep them, to serve them), in which area, channel and campaign.
SELECT
    CAST(date_trunc('month', e.period) AS DATE) AS month,
    e.purpose,
    e.area,
    e.channel,
    e.campaign_id,
    sum(e.amount) AS amount
FROM main.expenses AS e
WHERE e.period IS NOT NULL AND CAST(e.period AS DATE) <= CAST($as_of AS DATE)
GROUP BY CAST(date_trunc('month', e.period) AS DATE), e.purpose, e.area, e.channel, e.campaign_id
ORDER BY month, e.purpose, e.area, e.channel, e.campaign_id
