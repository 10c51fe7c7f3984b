-- One row a person of the staff: where, as what, how much training, since when; `is_here` says whether the person is there on the last day. Nobody's name.
SELECT
    person_id,
    nullif(trim(branch), '') AS branch,
    nullif(trim(role), '') AS role,
    CAST(training_hours AS DOUBLE) AS training_hours,
    hired_on,
    CASE WHEN left_on <= CAST($as_of AS DATE) THEN left_on END AS left_on,
    coalesce(left_on > CAST($as_of AS DATE), true) AND coalesce(hired_on <= CAST($as_of AS DATE), true) AS is_here
FROM main.staff
WHERE person_id IS NOT NULL
ORDER BY person_id
