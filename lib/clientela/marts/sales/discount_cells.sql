-- One row a month, kind of customer, seller, branch and main category of an order: orders, those with a discount beyond what their customer usually has,
-- what they would have cost and what was taken off. Money is added as decimals: the order of the rows must not move the last digit; to ten places,
-- as engines round a double that lies between two otherwise.
SELECT
    'discounted_orders' AS measure, month, kind, person, branch, category,
    count(*) AS cases,
    CAST(count(*) FILTER (WHERE beyond) AS DOUBLE) AS total,
    CAST(count(*) FILTER (WHERE beyond) AS DOUBLE) AS squares,
    CAST(sum(CAST(full_price AS DECIMAL(38, 10))) AS DOUBLE) AS full_price,
    CAST(sum(CAST(discount AS DECIMAL(38, 10))) AS DOUBLE) AS discount,
    CAST(coalesce(sum(CAST(greatest(extra, 0) AS DECIMAL(38, 10))) FILTER (WHERE beyond), 0) AS DOUBLE) AS beyond
FROM discount_orders
GROUP BY month, kind, person, branch, category
ORDER BY ALL
