-- One row a kind of customer and seller: how many accounts there are, their orders, those with a discount beyond the account's usual one, and the sums of
-- squares and products by account. The orders of one account resemble one another: it is accounts that tell a seller's way from what one was promised.
WITH accounts AS (
    SELECT kind, person, count(*) AS n, CAST(count(*) FILTER (WHERE beyond) AS DOUBLE) AS hits
    FROM discount_orders
    WHERE person IS NOT NULL
    GROUP BY kind, person, coalesce(customer_id, CAST(order_id AS VARCHAR))
)
SELECT
    kind, person, count(*) AS accounts, CAST(sum(n) AS DOUBLE) AS orders, sum(hits) AS discounted,
    CAST(sum(n * n) AS DOUBLE) AS orders_squared, sum(hits * hits) AS discounted_squared, sum(n * hits) AS both_ways
FROM accounts
GROUP BY kind, person
ORDER BY ALL
