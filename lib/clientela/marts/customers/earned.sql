-- One row a buyer of the last period: what its purchases were worth at the average price and cost of each product, and what came of them.
WITH sold AS (
    SELECT
        customer_id, product_id, quantity, amount, margin, is_purchase, is_return,
        coalesce(discount, 0) AS discount,
        amount + coalesce(discount, 0) AS full_price,
        amount - margin AS cost,
        (quantity > 0 AND product_id IS NOT NULL) AS is_counted
    FROM lines
    WHERE fate = 'used' AND day > CAST($as_of AS DATE) - $window_days AND day <= CAST($as_of AS DATE)
),
average AS (
    SELECT product_id, CAST(sum(full_price) AS DOUBLE) / sum(quantity) AS price, CAST(sum(cost) AS DOUBLE) / sum(quantity) AS unit_cost
    FROM sold
    WHERE is_purchase AND is_counted
    GROUP BY product_id
)
SELECT
    s.customer_id,
    p.kind,
    count(*) FILTER (WHERE s.is_purchase) AS lines,
    count(*) FILTER (WHERE s.margin IS NULL) AS lines_without_margin,
    sum(s.amount) AS amount,
    sum(s.margin) AS margin,
    coalesce(sum(s.full_price) FILTER (WHERE s.is_purchase), 0) AS full_price,
    -- Rounded line by line, so that the sum is the same whoever adds it up; to ten places, as engines round a double that lies between two otherwise.
    CAST(coalesce(sum(CAST(CASE WHEN s.is_counted THEN s.quantity * a.price ELSE s.full_price END AS DECIMAL(38, 10))) FILTER (WHERE s.is_purchase), 0) AS DOUBLE) AS at_average,
    CAST(coalesce(sum(CAST(CASE WHEN s.is_counted THEN s.quantity * a.unit_cost ELSE s.cost END AS DECIMAL(38, 10))) FILTER (WHERE s.is_purchase), 0) AS DOUBLE) AS cost_average,
    coalesce(sum(s.cost) FILTER (WHERE s.is_purchase), 0) AS cost,
    coalesce(sum(s.discount) FILTER (WHERE s.is_purchase), 0) AS discount,
    coalesce(sum(s.margin) FILTER (WHERE s.is_return), 0) AS margin_of_returns,
    coalesce(sum(s.margin) FILTER (WHERE NOT s.is_purchase AND NOT s.is_return), 0) AS margin_of_gifts
FROM sold AS s
LEFT JOIN average AS a USING (product_id)
LEFT JOIN people AS p ON p.customer_id = s.customer_id
WHERE s.customer_id IS NOT NULL
GROUP BY s.customer_id, p.kind
HAVING count(*) FILTER (WHERE s.is_purchase) > 0
ORDER BY s.customer_id
