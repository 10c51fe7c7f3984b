-- One row a category, line by line: what it would have cost, and what was taken off. A basket of many things counts in each of theirs.
SELECT
    c.category,
    CAST(sum(l.amount + greatest(coalesce(l.discount, 0), 0)) AS DOUBLE) AS full_price,
    CAST(sum(greatest(coalesce(l.discount, 0), 0)) AS DOUBLE) AS discount
FROM lines AS l
JOIN catalogue AS c USING (product_id)
WHERE
    l.is_purchase AND l.is_product AND c.category IS NOT NULL AND l.month IN (SELECT month FROM months WHERE complete)
    AND (SELECT count(discount) FROM lines) > 0
GROUP BY c.category
ORDER BY ALL
