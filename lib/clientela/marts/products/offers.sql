-- One row a product of the catalogue: what is promised of it, how many days of the last year it was out of stock, and what it sold in that year.
WITH told AS (
    SELECT
        product_id,
        arg_min(nature, (source_row, source, source_file)) FILTER (WHERE nature IS NOT NULL) AS nature,
        arg_min(claimed_benefits, (source_row, source, source_file)) FILTER (WHERE claimed_benefits IS NOT NULL) AS claimed,
        CAST(max(stock_outs) AS DOUBLE) AS days_out
    FROM main.products
    WHERE product_id IS NOT NULL
    GROUP BY product_id
),
sold AS (
    SELECT product_id, sum(amount) AS amount_year, sum(quantity) AS quantity_year, count(DISTINCT order_id) FILTER (WHERE is_purchase) AS orders_year
    FROM lines
    WHERE is_product AND day > CAST($as_of AS DATE) - 365 AND day <= CAST($as_of AS DATE)
    GROUP BY product_id
)
SELECT
    t.product_id,
    coalesce(c.known_as, t.product_id) AS name,
    c.category,
    t.nature,
    t.claimed,
    t.days_out,
    coalesce(s.amount_year, 0) AS amount_year,
    coalesce(s.quantity_year, 0) AS quantity_year,
    coalesce(s.orders_year, 0) AS orders_year
FROM told AS t
LEFT JOIN catalogue AS c USING (product_id)
LEFT JOIN sold AS s USING (product_id)
ORDER BY t.product_id
