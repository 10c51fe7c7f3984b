-- One row a month, kind of customer, seller, branch and main category of an order: orders, those with a discount beyond what their customer usually has,
-- what they would have cost and what was taken off.
SELECT
    'discounted_orders' AS measure, month, kind, person, branch, category,
    count(*) AS cases,
    CAST(count(*) FILTER (WHERE beyond) AS DOUBLE) AS total,
    CAST(count(*) FILTER (WHERE beyond) AS DOUBLE) AS squares,
    sum(full_price) AS full_price,
    sum(discount) AS discount,
    coalesce(sum(greatest(extra, 0)) FILTER (WHERE beyond), 0) AS beyond
FROM discount_orders
GROUP BY month, kind, person, branch, category
ORDER BY ALL
