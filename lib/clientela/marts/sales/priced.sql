-- One row a month, period, seller, buyer and product: what was sold, and the price of the same a year before; as long as the files.
-- The price of a year before is that of the same product, kind of customer and seller (else of the kind, else of all) in the three
-- months around the same month; without one the product is new. `lasts`: somebody buys it a year later; `is_counted`: quantities are known.
-- A month is cut in two where a comparison period (of `windows`) begins within it.
WITH told AS (
    SELECT
        month, seller_id, customer_id, product_id,
        CASE
            WHEN day > CAST($as_of AS DATE) THEN NULL
            WHEN day > CAST($as_of AS DATE) - $window_days THEN 'now'
            WHEN day > CAST($as_of AS DATE) - 2 * $window_days THEN 'before'
        END AS period,
        is_product,
        -- Who has no name is one buyer an order.
        CASE WHEN customer_id IS NULL THEN order_id END AS order_id,
        amount, quantity
    FROM lines
),
sold AS (
    SELECT
        month, seller_id, customer_id, product_id, period, is_product, order_id,
        sum(amount) AS amount,
        sum(quantity) AS quantity,
        bool_and(quantity IS NOT NULL) AS is_counted
    FROM told
    GROUP BY month, seller_id, customer_id, product_id, period, is_product, order_id
),
cells AS (
    SELECT
        s.month, s.seller_id, s.customer_id, s.product_id, s.period,
        coalesce(p.kind, '') AS kind,
        coalesce(s.seller_id, '') AS seller,
        coalesce(s.product_id, '') AS product,
        s.is_product, s.order_id, s.amount, s.quantity, s.is_counted
    FROM sold AS s
    LEFT JOIN people AS p ON p.customer_id = s.customer_id
),
by_seller AS (
    SELECT product, kind, seller, month, sum(amount) AS amount, sum(quantity) AS quantity
    FROM cells
    WHERE is_counted
    GROUP BY product, kind, seller, month
),
by_kind AS (
    SELECT product, kind, month, sum(amount) AS amount, sum(quantity) AS quantity
    FROM by_seller
    GROUP BY product, kind, month
),
by_product AS (
    SELECT product, month, sum(amount) AS amount, sum(quantity) AS quantity
    FROM by_kind
    GROUP BY product, month
),
price_seller AS (
    SELECT n.product, n.kind, n.seller, n.month, CAST(sum(o.amount) AS DOUBLE) / nullif(CAST(sum(o.quantity) AS DOUBLE), 0) AS price
    FROM by_seller AS n
    JOIN by_seller AS o
        ON o.product = n.product AND o.kind = n.kind AND o.seller = n.seller
        AND o.month BETWEEN n.month - INTERVAL 13 MONTH AND n.month - INTERVAL 11 MONTH
    GROUP BY n.product, n.kind, n.seller, n.month
),
price_kind AS (
    SELECT n.product, n.kind, n.month, CAST(sum(o.amount) AS DOUBLE) / nullif(CAST(sum(o.quantity) AS DOUBLE), 0) AS price
    FROM by_kind AS n
    JOIN by_kind AS o
        ON o.product = n.product AND o.kind = n.kind
        AND o.month BETWEEN n.month - INTERVAL 13 MONTH AND n.month - INTERVAL 11 MONTH
    GROUP BY n.product, n.kind, n.month
),
price_product AS (
    SELECT n.product, n.month, CAST(sum(o.amount) AS DOUBLE) / nullif(CAST(sum(o.quantity) AS DOUBLE), 0) AS price
    FROM by_product AS n
    JOIN by_product AS o
        ON o.product = n.product AND o.month BETWEEN n.month - INTERVAL 13 MONTH AND n.month - INTERVAL 11 MONTH
    GROUP BY n.product, n.month
),
lasting AS (
    SELECT n.product, n.month
    FROM by_product AS n
    JOIN by_product AS o
        ON o.product = n.product AND o.month BETWEEN n.month + INTERVAL 11 MONTH AND n.month + INTERVAL 13 MONTH
    GROUP BY n.product, n.month
)
SELECT
    c.month, c.seller_id, c.customer_id, c.product_id, c.period, c.is_product, c.order_id, c.amount, c.quantity, c.is_counted,
    -- A price below nothing comes of returns alone: no price.
    CASE
        WHEN NOT c.is_counted THEN NULL
        ELSE coalesce(
            CASE WHEN s.price > 0 THEN s.price END, CASE WHEN k.price > 0 THEN k.price END, CASE WHEN p.price > 0 THEN p.price END
        )
    END AS price,
    t.product IS NOT NULL AND c.is_counted AS lasts
FROM cells AS c
LEFT JOIN price_seller AS s ON s.product = c.product AND s.kind = c.kind AND s.seller = c.seller AND s.month = c.month
LEFT JOIN price_kind AS k ON k.product = c.product AND k.kind = c.kind AND k.month = c.month
LEFT JOIN price_product AS p ON p.product = c.product AND p.month = c.month
LEFT JOIN lasting AS t ON t.product = c.product AND t.month = c.month
