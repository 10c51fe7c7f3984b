-- One row a product that has a name or a category; the first source that says it wins.
SELECT
    product_id,
    arg_min(name, source_row) FILTER (WHERE name IS NOT NULL) AS name,
    arg_min(category, source_row) FILTER (WHERE category IS NOT NULL) AS category
FROM main.products
WHERE product_id IS NOT NULL
GROUP BY product_id
ORDER BY product_id
