-- One row an instrument and side of its questions: the battery they belong to.
-- An instrument that asks both sides of a pair is a battery; where each side is an instrument of its own (expectations, perceptions), they make one together.
WITH whole AS (
    SELECT
        instrument,
        coalesce(
            (bool_or(side = 'expected') AND bool_or(side = 'received'))
            OR (bool_or(side = 'importance') AND bool_or(side = 'performance'))
            OR (bool_or(side = 'functional') AND bool_or(side = 'dysfunctional')),
            false
        ) AS is_whole
    FROM main.surveys
    GROUP BY instrument
)
SELECT DISTINCT
    s.instrument,
    coalesce(s.side, 'alone') AS side,
    CASE
        WHEN s.side IS NULL OR w.is_whole THEN s.instrument
        WHEN s.side IN ('expected', 'received', 'minimum') THEN 'expected_received'
        WHEN s.side IN ('importance', 'performance') THEN 'importance_performance'
        ELSE 'kano'
    END AS battery
FROM main.surveys AS s
JOIN whole AS w USING (instrument)
ORDER BY s.instrument, side
