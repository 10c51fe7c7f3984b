-- One row a respondent, question and side: the last answer given, as a number; answers outside the question's scale are none.
-- Kano answers are 1 (likes it) to 5 (dislikes it), whether they came as words or as figures; reversed questions are turned round.
WITH whole AS (
    SELECT
        instrument,
        (bool_or(side = 'expected') AND bool_or(side = 'received'))
        OR (bool_or(side = 'importance') AND bool_or(side = 'performance'))
        OR (bool_or(side = 'functional') AND bool_or(side = 'dysfunctional')) AS is_whole
    FROM main.surveys
    GROUP BY instrument
),
said AS (
    SELECT
        CASE
            WHEN s.side IS NULL OR w.is_whole THEN s.instrument
            WHEN s.side IN ('expected', 'received', 'minimum') THEN 'expected_received'
            WHEN s.side IN ('importance', 'performance') THEN 'importance_performance'
            ELSE 'kano'
        END AS battery,
        s.item,
        coalesce(s.side, 'alone') AS side,
        coalesce(s.rater, 'customer') AS rater,
        coalesce(
            s.respondent_id,
            s.customer_id || coalesce(' ' || CAST(CAST(s.date AS DATE) AS VARCHAR), ''),
            s.source || ' ' || CAST(s.source_row AS VARCHAR)
        ) AS respondent_id,
        CAST(s.date AS DATE) AS day,
        s.branch,
        s.source,
        s.source_row,
        coalesce(
            TRY_CAST(replace(s.answer, ',', '.') AS DOUBLE),
            CASE
                WHEN s.side IS NULL OR s.side NOT IN ('functional', 'dysfunctional') THEN NULL
                WHEN lower(trim(s.answer)) IN ('like', 'i like it', 'me gusta', 'me gusta mucho', 'me encanta', 'me agrada') THEN 1
                WHEN lower(trim(s.answer)) IN ('expect', 'i expect it', 'must be', 'must-be', 'lo espero', 'es lo normal', 'lo doy por hecho', 'debe ser así', 'debe ser asi', 'debería ser así') THEN 2
                WHEN lower(trim(s.answer)) IN ('neutral', 'i am neutral', 'me da igual', 'me es indiferente', 'indiferente') THEN 3
                WHEN lower(trim(s.answer)) IN ('tolerate', 'live with', 'i can live with it', 'i can tolerate it', 'lo tolero', 'lo acepto', 'lo soporto', 'puedo vivir con ello') THEN 4
                WHEN lower(trim(s.answer)) IN ('dislike', 'i dislike it', 'no me gusta', 'me disgusta', 'me desagrada', 'me molesta', 'no lo tolero') THEN 5
            END
        ) AS given
    FROM main.surveys AS s
    JOIN whole AS w USING (instrument)
    WHERE s.item IS NOT NULL
),
scored AS (
    SELECT
        a.battery, a.item, a.side, a.rater, a.respondent_id, a.day, a.branch, a.source, a.source_row,
        CASE
            WHEN a.side IN ('functional', 'dysfunctional') AND a.given NOT IN (1, 2, 3, 4, 5) THEN NULL
            WHEN a.given < q.scale_min OR a.given > q.scale_max THEN NULL
            WHEN q.is_reversed AND q.scale_min + q.scale_max IS NOT NULL THEN q.scale_min + q.scale_max - a.given
            ELSE a.given
        END AS score
    FROM said AS a
    JOIN survey_items AS q USING (battery, item)
),
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY battery, item, side, rater, respondent_id ORDER BY day DESC NULLS LAST, source_row DESC, source
        ) AS place
    FROM scored
    WHERE score IS NOT NULL
)
SELECT battery, item, side, rater, respondent_id, day, branch, score
FROM ranked
WHERE place = 1
ORDER BY battery, side, item, rater, respondent_id
