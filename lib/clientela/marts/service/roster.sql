-- One row a branch and role: how many people the company has there. Nobody's name.
SELECT
    nullif(trim(branch), '') AS branch,
    nullif(trim(role), '') AS role,
    count(*) AS people
FROM main.staff
GROUP BY ALL
ORDER BY branch, role
