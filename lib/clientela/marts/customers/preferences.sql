-- One row a customer and thing bought in the last two periods: on how many days of each. The thing is a category; of a category that holds half of all
-- that is bought, or of what has none, its products, whatever their size: a pound and half a pound of the same are one taste.
WITH bought AS (
    SELECT
        l.customer_id,
        l.day,
        l.day > CAST($as_of AS DATE) - $window_days AS is_now,
        coalesce(c.category, '') AS category,
        regexp_replace(
            coalesce(c.known_as, l.product_id), '[ ,(x]*[0-9]+([.,][0-9]+)? *(g|gr|grs|kg|kilo|kilos|ml|cl|l|lt|lts|lb|lbs|oz|cc|cm|mm|u|un|und|uds)[.)]*$', ''
        ) AS name
    FROM lines AS l
    LEFT JOIN catalogue AS c USING (product_id)
    WHERE l.fate = 'used' AND l.is_purchase AND l.is_product AND l.customer_id IS NOT NULL AND l.product_id IS NOT NULL
        AND l.day > CAST($as_of AS DATE) - 2 * $window_days AND l.day <= CAST($as_of AS DATE)
),
sizes AS (
    SELECT category, count(*) > 0.5 * (SELECT count(*) FROM bought) AS is_most FROM bought GROUP BY category
),
told AS (
    SELECT b.customer_id, b.day, b.is_now, CASE WHEN b.category = '' OR s.is_most THEN b.name ELSE b.category END AS thing
    FROM bought AS b
    JOIN sizes AS s ON s.category = b.category
),
largest AS (
    SELECT thing, count(DISTINCT customer_id) AS customers FROM told GROUP BY thing ORDER BY customers DESC, thing LIMIT 40
)
SELECT
    customer_id,
    thing,
    count(*) FILTER (WHERE is_now) AS days_now,
    count(*) FILTER (WHERE NOT is_now) AS days_before
FROM (SELECT DISTINCT t.customer_id, t.thing, t.day, t.is_now FROM told AS t JOIN largest AS l ON l.thing = t.thing) AS each_day
GROUP BY customer_id, thing
ORDER BY customer_id, thing
