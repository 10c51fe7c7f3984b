-- One row a message of a customer: when, what kind, how it was answered, and its words. No text leaves this query: what holds a digit or
-- a sign of an address is dropped, and so is every word that is part of a person's name, before anything is kept. Words stand in alphabetical order;
-- of what stood beside what only the phrases of two to five words are kept that five customers or more wrote alike.
WITH told AS (
    SELECT
        coalesce(t.source, '') || ' ' || coalesce(t.source_file, '') || ' ' || CAST(t.source_row AS VARCHAR) AS place,
        t.interaction_id,
        coalesce(i.customer_id, t.customer_id) AS customer_id,
        t.kind,
        CAST(t.opened_at AS DATE) AS day,
        min(CAST(t.opened_at AS DATE)) OVER (PARTITION BY coalesce(t.source, '')) AS heard_since,
        -- What is dated before the message, or after the last day, is no answer to it.
        CASE WHEN t.attended_at >= date_trunc('day', t.opened_at) AND CAST(t.attended_at AS DATE) <= CAST($as_of AS DATE) THEN CAST(t.attended_at AS DATE) END AS attended_on,
        CASE WHEN t.closed_at >= date_trunc('day', t.opened_at) AND CAST(t.closed_at AS DATE) <= CAST($as_of AS DATE) THEN CAST(t.closed_at AS DATE) END AS closed_on,
        t.resolved,
        t.channel,
        t.branch,
        t.agent,
        t.reason,
        t.text IS NOT NULL AS has_text,
        lower(regexp_replace(coalesce(t.text, ''), '[A-Za-z0-9_.+-]+@[^\s]+|[A-Za-z]+://[^\s]+|www[.][^\s]+|[A-Za-z0-9_#/.-]*[0-9][A-Za-z0-9_#/.-]*', ' ', 'g')) AS plain
    FROM main.interactions AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE t.opened_at IS NOT NULL AND CAST(t.opened_at AS DATE) <= CAST($as_of AS DATE)
),
parts AS (
    SELECT place, unnest(regexp_extract_all(plain, '[a-záéíóúüñçàâãêôõ]{3,}')) AS word
    FROM told
    WHERE has_text
),
kept AS (
    SELECT p.place, string_agg(p.word, ' ' ORDER BY p.word) AS words
    FROM parts AS p
    LEFT JOIN name_words AS n ON n.name_word = translate(p.word, 'áéíóúüñçàâãêôõ', 'aeiouuncaaaeoo')
    WHERE n.name_word IS NULL
    GROUP BY p.place
),
-- A stop, a number or a name ends a phrase.
written AS (
    SELECT place, author, spot, pieces[spot] AS word
    FROM (
        SELECT place, author, pieces, unnest(range(1, array_length(pieces) + 1)) AS spot
        FROM (
            SELECT place, coalesce(customer_id, place) AS author, regexp_extract_all(plain, '[a-záéíóúüñçàâãêôõ]+|[^a-záéíóúüñçàâãêôõ ]') AS pieces
            FROM told
            WHERE has_text
        ) AS each_text
    ) AS each_place
),
beside AS (
    SELECT
        w.place,
        w.author,
        w.spot,
        w.word,
        lead(w.spot, 1) OVER following = w.spot + 1 AS goes_on,
        lead(w.spot, 2) OVER following = w.spot + 2 AS goes_on_2,
        lead(w.spot, 3) OVER following = w.spot + 3 AS goes_on_3,
        lead(w.spot, 4) OVER following = w.spot + 4 AS goes_on_4,
        lead(w.word, 1) OVER following AS word_2,
        lead(w.word, 2) OVER following AS word_3,
        lead(w.word, 3) OVER following AS word_4,
        lead(w.word, 4) OVER following AS word_5
    FROM written AS w
    LEFT JOIN name_words AS n ON n.name_word = translate(w.word, 'áéíóúüñçàâãêôõ', 'aeiouuncaaaeoo')
    WHERE n.name_word IS NULL AND regexp_matches(w.word, '[a-záéíóúüñçàâãêôõ]')
    WINDOW following AS (PARTITION BY w.place ORDER BY w.spot)
),
spoken AS (
    SELECT place, author, word || ' ' || word_2 AS phrase FROM beside WHERE goes_on
    UNION ALL
    SELECT place, author, word || ' ' || word_2 || ' ' || word_3 AS phrase FROM beside WHERE goes_on_2
    UNION ALL
    SELECT place, author, word || ' ' || word_2 || ' ' || word_3 || ' ' || word_4 AS phrase FROM beside WHERE goes_on_3
    UNION ALL
    SELECT place, author, word || ' ' || word_2 || ' ' || word_3 || ' ' || word_4 || ' ' || word_5 AS phrase FROM beside WHERE goes_on_4
),
shared AS (
    SELECT phrase
    FROM spoken
    GROUP BY phrase
    HAVING count(DISTINCT author) >= 5
),
phrased AS (
    SELECT place, string_agg(phrase, '|' ORDER BY phrase) AS phrases
    FROM (SELECT DISTINCT s.place, s.phrase FROM spoken AS s JOIN shared AS h USING (phrase)) AS each_phrase
    GROUP BY place
),
spent AS (
    SELECT
        t.place,
        sum(d.amount) FILTER (WHERE d.day <= t.day) AS amount_before,
        count(*) FILTER (WHERE d.is_purchase AND d.day <= t.day) AS purchases_before
    FROM told AS t
    JOIN customer_days AS d ON d.customer_id = t.customer_id AND d.day > t.day - 365 AND d.day <= t.day
    GROUP BY t.place
)
SELECT
    t.interaction_id,
    t.customer_id,
    t.kind,
    t.day,
    t.heard_since,
    t.attended_on,
    t.closed_on,
    t.resolved,
    t.channel,
    t.branch,
    t.agent,
    t.reason,
    t.has_text,
    k.words,
    p.phrases,
    coalesce(s.amount_before, 0) AS amount_before,
    coalesce(s.purchases_before, 0) AS purchases_before
FROM told AS t
LEFT JOIN kept AS k USING (place)
LEFT JOIN phrased AS p USING (place)
LEFT JOIN spent AS s USING (place)
ORDER BY t.day, t.interaction_id, t.place
