-- One row a branch and role: how many people the company has there on the last day. Nobody's name.
SELECT branch, role, count(*) AS people
FROM team
WHERE is_here
GROUP BY branch, role
ORDER BY branch, role
