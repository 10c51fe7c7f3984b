-- One row a unit and band of time (an hour, a day, a week): who was there, how many came, how they were attended; bands to come have no arrivals.
SELECT
    trim(unit) AS unit,
    CAST(period AS TIMESTAMP) AS start,
    max(period_minutes) AS minutes,
    sum(staff) AS staff,
    sum(hours) AS hours,
    -- What takes longer counts as often as it came.
    coalesce(
        sum(handling_minutes * arrivals) / nullif(sum(arrivals) FILTER (WHERE handling_minutes IS NOT NULL), 0),
        avg(handling_minutes)
    ) AS handling,
    avg(shrinkage) AS shrinkage,
    sum(arrivals) AS arrivals,
    sum(abandoned) AS abandoned,
    sum(service_level * arrivals) / nullif(sum(arrivals) FILTER (WHERE service_level IS NOT NULL), 0) AS service_level,
    max(within_seconds) AS within_seconds,
    avg(cost_per_hour) AS cost_per_hour,
    max(serves) AS serves
FROM main.capacity
WHERE unit IS NOT NULL AND period IS NOT NULL
GROUP BY trim(unit), CAST(period AS TIMESTAMP)
ORDER BY unit, start
