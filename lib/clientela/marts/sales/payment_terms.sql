-- One row a means of payment in the last year: orders, those on credit and for how long, those of which something came back.
WITH orders AS (
    SELECT
        coalesce(t.order_id, coalesce(t.customer_id, 'anonymous') || '|' || CAST(CAST(t.date AS DATE) AS VARCHAR)) AS order_id,
        min(lower(trim(t.payment_method))) AS payment_method,
        date_diff('day', min(CAST(t.date AS DATE)), max(CAST(t.due_on AS DATE))) AS credit_days,
        -- Money given back for a product: a piece written off the stock comes from nobody, and a discount or a fee is no return.
        bool_or(t.amount < 0 AND t.reason IS DISTINCT FROM 'non_product') AS is_back,
        bool_or(t.amount > 0) AS is_sale
    FROM main.transactions AS t
    WHERE CAST(t.date AS DATE) <= CAST($as_of AS DATE) AND CAST(t.date AS DATE) > CAST($as_of AS DATE) - 365
    GROUP BY 1
)
SELECT
    payment_method,
    count(*) FILTER (WHERE is_sale) AS orders,
    count(*) FILTER (WHERE is_sale AND credit_days > 0) AS on_credit,
    CAST(median(credit_days) FILTER (WHERE is_sale AND credit_days > 0) AS DOUBLE) AS credit_days,
    count(*) FILTER (WHERE is_back) AS returned
FROM orders
GROUP BY payment_method
ORDER BY orders DESC, payment_method
