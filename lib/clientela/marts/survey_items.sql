-- One row a question of a battery: its words, its scale, and whether it asks for an outcome (satisfied, recommend, continue, effort).
-- The two sides of a pair that are kept as two instruments (expectations, perceptions) make one battery.
WITH whole AS (
    SELECT
        instrument,
        (bool_or(side = 'expected') AND bool_or(side = 'received'))
        OR (bool_or(side = 'importance') AND bool_or(side = 'performance'))
        OR (bool_or(side = 'functional') AND bool_or(side = 'dysfunctional')) AS is_whole
    FROM main.surveys
    GROUP BY instrument
),
asked AS (
    SELECT DISTINCT
        s.instrument,
        s.item,
        CASE
            WHEN s.side IS NULL OR w.is_whole THEN s.instrument
            WHEN s.side IN ('expected', 'received', 'minimum') THEN 'expected_received'
            WHEN s.side IN ('importance', 'performance') THEN 'importance_performance'
            ELSE 'kano'
        END AS battery,
        s.side IS NULL AS alone
    FROM main.surveys AS s
    JOIN whole AS w USING (instrument)
    WHERE s.item IS NOT NULL
),
words AS (
    SELECT
        a.battery,
        a.item,
        a.alone,
        max(i.text_es) AS text_es,
        max(i.text_en) AS text_en,
        max(i.dimension) AS dimension,
        max(i.factor) AS factor,
        CAST(max(i.scale_min) AS DOUBLE) AS scale_min,
        CAST(max(i.scale_max) AS DOUBLE) AS scale_max,
        coalesce(bool_or(i.reversed), false) AS is_reversed,
        lower(a.item || ' ' || coalesce(max(i.factor), '') || ' ' || coalesce(max(i.dimension), '')) AS about
    FROM asked AS a
    LEFT JOIN main.items AS i ON i.instrument = a.instrument AND i.item = a.item
    GROUP BY a.battery, a.item, a.alone
)
SELECT
    battery, item, text_es, text_en, dimension, factor, scale_min, scale_max, is_reversed,
    CASE
        WHEN NOT alone THEN NULL
        WHEN regexp_matches(about, '\bnps\b|recom') THEN 'recommend'
        WHEN regexp_matches(about, '\bcsat\b|satisf') THEN 'satisfied'
        WHEN regexp_matches(about, '\bces\b|esfuerzo|effort') THEN 'effort'
        WHEN regexp_matches(about, 'continuar|volver[ií]a|seguir[ií]a|recompra|will_continue|stay with') THEN 'continue'
    END AS outcome
FROM words
ORDER BY battery, item
