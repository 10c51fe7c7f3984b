-- One row a person of the staff and skill that was marked, as the marks were given.
-- A company names its own skills; the column of nothing lets the query stand where it has none.
WITH wide AS (
    SELECT *, CAST(NULL AS DOUBLE) AS skill_ FROM main.staff WHERE person_id IS NOT NULL
)
SELECT person_id, substr(prefixed, 7) AS skill, CAST(avg(mark) AS DOUBLE) AS mark
FROM (
    UNPIVOT (SELECT person_id, CAST(COLUMNS('^skill_') AS DOUBLE) FROM wide)
    ON COLUMNS('^skill_') INTO NAME prefixed VALUE mark
)
GROUP BY person_id, skill
ORDER BY person_id, skill
