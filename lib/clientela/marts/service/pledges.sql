-- One row a commitment that somebody made: to whom, by when, kept or not. No contact data leave this query: what holds a digit or a sign of an address is
-- dropped from the text, and so is every word that is part of a person's name.
WITH told AS (
    SELECT
        row_number() OVER (ORDER BY t.made_on, t.due_on, t.source, t.source_file, t.source_row) AS pledge,
        coalesce(i.customer_id, t.customer_id) AS customer_id,
        CAST(t.made_on AS DATE) AS made_on,
        CAST(t.due_on AS DATE) AS due_on,
        CASE WHEN CAST(t.kept_on AS DATE) <= CAST($as_of AS DATE) THEN CAST(t.kept_on AS DATE) END AS kept_on,
        t.owner AS pledge_owner,
        string_split_regex(coalesce(t.what, ''), '\s+') AS words
    FROM main.commitments AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE CAST(t.made_on AS DATE) <= CAST($as_of AS DATE)
),
parts AS (
    SELECT pledge, place, words[place] AS word
    FROM (SELECT pledge, words, unnest(range(1, array_length(words) + 1)) AS place FROM told) AS each_place
),
kept AS (
    SELECT p.pledge, string_agg(p.word, ' ' ORDER BY p.place) AS pledge_what
    FROM parts AS p
    LEFT JOIN name_words AS n ON n.name_word = translate(regexp_replace(lower(p.word), '[^a-záéíóúüñçàâãêôõ]', '', 'g'), 'áéíóúüñçàâãêôõ', 'aeiouuncaaaeoo')
    WHERE n.name_word IS NULL AND NOT regexp_matches(p.word, '[0-9@]|://|^www[.]')
    GROUP BY p.pledge
)
SELECT t.customer_id, t.made_on, t.due_on, t.kept_on, t.pledge_owner, k.pledge_what
FROM told AS t
LEFT JOIN kept AS k USING (pledge)
ORDER BY t.pledge
