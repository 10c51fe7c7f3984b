-- One row a line of sale that is used: who, when, what, how much.
-- A return (negative amount or quantity) lowers the amount of its customer on its own day and is never a purchase.
SELECT
    coalesce(i.customer_id, t.customer_id) AS customer_id,
    CAST(t.date AS DATE) AS day,
    CAST(date_trunc('month', t.date) AS DATE) AS month,
    CAST(date_trunc('week', t.date) AS DATE) AS week,
    hour(t.date) AS hour,
    coalesce(
        t.order_id,
        coalesce(i.customer_id, t.customer_id, 'anonymous') || '|' || coalesce(t.channel, '') || '|' || CAST(CAST(t.date AS DATE) AS VARCHAR)
    ) AS order_id,
    t.product_id,
    t.channel,
    t.branch,
    t.seller_id,
    t.quantity,
    t.amount,
    coalesce(t.amount - t.cost, t.amount * CAST($margin_rate AS DECIMAL(9, 6))) AS margin,
    t.discount,
    (t.amount < 0 OR coalesce(t.quantity, 0) < 0) AS is_return,
    (
        NOT (t.amount < 0 OR coalesce(t.quantity, 0) < 0)
        AND (t.amount > 0 OR (t.amount = 0 AND $zero_is_purchase))
    ) AS is_purchase,
    -- Freight, bank charges and the like count in the company's totals, never as a product.
    (t.reason IS DISTINCT FROM 'non_product_code') AS is_product,
    t.fate
FROM main.transactions AS t
LEFT JOIN main.identity AS i ON i.source = t.source AND i.source_id = t.customer_id
