-- One row a month, seller and customer (empty: a sale without one): what was sold, and what the same would have cost a year before.
-- `old_value`: at the prices of `priced`; `new_*`: products that nobody bought then; `dropped_*`: products that nobody buys a year later.
-- A month is cut in two where a comparison period (of `windows`) begins within it; `uncounted`: sales without a product or a quantity.
SELECT
    month,
    period,
    seller_id,
    customer_id,
    sum(amount) AS amount,
    sum(quantity) AS quantity,
    -- Added up as decimals, so that their order does not matter; to ten places, as engines round a double that lies between two otherwise.
    CAST(sum(CAST(quantity * price AS DECIMAL(38, 10))) AS DOUBLE) AS old_value,
    coalesce(sum(CASE WHEN price IS NULL THEN amount END), 0) AS new_amount,
    coalesce(sum(CASE WHEN price IS NULL THEN quantity END), 0) AS new_quantity,
    coalesce(sum(CASE WHEN NOT lasts THEN amount END), 0) AS dropped_amount,
    coalesce(sum(CASE WHEN NOT lasts THEN quantity END), 0) AS dropped_quantity,
    coalesce(sum(CASE WHEN product_id IS NULL OR NOT is_counted THEN amount END), 0) AS uncounted
FROM priced
GROUP BY month, period, seller_id, customer_id
ORDER BY customer_id, month, period, seller_id
