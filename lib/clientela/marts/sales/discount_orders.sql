-- One row an order: who sold it, where that is known, what it would have cost, what was taken off, and whether that goes beyond what its customer usually has. What a customer
-- has in half of the orders is an agreed price, and no seller's favour; who bought without a name, or once, has none. Of an order its deepest line counts:
-- accessories sold without a discount do not thin it out.
WITH ordered AS (
    SELECT
        l.order_id, l.month, l.customer_id, coalesce(p.kind, '') AS kind, l.seller_id AS person, min(l.branch) AS branch,
        max_by(c.category, (l.amount, c.category)) AS category,
        CAST(sum(l.amount + greatest(coalesce(l.discount, 0), 0)) AS DOUBLE) AS full_price,
        CAST(sum(greatest(coalesce(l.discount, 0), 0)) AS DOUBLE) AS discount,
        max(CAST(greatest(coalesce(l.discount, 0), 0) AS DOUBLE) / nullif(CAST(l.amount + greatest(coalesce(l.discount, 0), 0) AS DOUBLE), 0)) AS depth
    FROM lines AS l
    LEFT JOIN people AS p USING (customer_id)
    LEFT JOIN catalogue AS c USING (product_id)
    WHERE l.is_purchase AND l.is_product AND (SELECT count(discount) FROM lines) > 0
    GROUP BY l.order_id, l.month, l.customer_id, coalesce(p.kind, ''), l.seller_id
),
ranked AS (
    SELECT
        customer_id, person IS NULL AS alone, coalesce(depth, 0) AS depth,
        count(*) OVER (PARTITION BY customer_id, person IS NULL) AS orders,
        row_number() OVER (PARTITION BY customer_id, person IS NULL ORDER BY coalesce(depth, 0)) AS place
    FROM ordered
    WHERE customer_id IS NOT NULL
),
-- The one in the middle; of two, the smaller. What is bought of a seller and what nobody sold (the web, the till) have each their own.
usual AS (
    SELECT customer_id, alone, depth FROM ranked WHERE orders > 1 AND 2 * place BETWEEN orders AND orders + 1
)
-- A point more or less is the rounding of a price.
SELECT o.*, coalesce(o.depth, 0) > coalesce(u.depth, 0) + 0.01 AS beyond, o.discount - coalesce(u.depth, 0) * o.full_price AS extra
FROM ordered AS o
LEFT JOIN usual AS u ON u.customer_id = o.customer_id AND u.alone = (o.person IS NULL)
WHERE o.month IN (SELECT month FROM months WHERE complete)
