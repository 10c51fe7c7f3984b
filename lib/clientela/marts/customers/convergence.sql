-- One row a customer and criterion on which it was marked for going where the company goes, as the marks were given.
-- A company names its own criteria; the column of nothing lets the query stand where it has none.
WITH wide AS (
    SELECT coalesce(i.customer_id, c.customer_id) AS customer_id, c.*
    FROM (SELECT *, CAST(NULL AS DOUBLE) AS convergence_ FROM main.customers) AS c
    LEFT JOIN main.identity AS i ON i.source = c.source AND i.source_id = c.customer_id
)
SELECT customer_id, criterion, CAST(avg(mark) AS DOUBLE) AS mark
FROM (
    UNPIVOT (SELECT customer_id, CAST(COLUMNS('^convergence_') AS DOUBLE) FROM wide)
    ON COLUMNS('^convergence_') INTO NAME criterion VALUE mark
)
WHERE customer_id IS NOT NULL
GROUP BY customer_id, criterion
ORDER BY customer_id, criterion
