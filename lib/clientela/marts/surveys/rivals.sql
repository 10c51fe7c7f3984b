-- One row a measure, company and day: what was found of each competitor, and of the company itself; several of one day are their mean.
SELECT
    lower(trim(b.metric)) AS measured,
    trim(b.competitor) AS measured_of,
    CAST(b.date AS DATE) AS measured_on,
    avg(b.value) AS measured_value
FROM main.benchmarks AS b
WHERE
    b.value IS NOT NULL AND trim(b.metric) <> '' AND trim(b.competitor) <> ''
    AND (b.date IS NULL OR CAST(b.date AS DATE) <= CAST($as_of AS DATE))
GROUP BY lower(trim(b.metric)), trim(b.competitor), CAST(b.date AS DATE)
ORDER BY measured, measured_of, measured_on
