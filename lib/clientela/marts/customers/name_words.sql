-- One row a word of a person's name, without accents: what is left out wherever words that somebody wrote are kept. It never leaves the warehouse.
-- Organisations are called like common words (café, hotel); persons are not written about.
SELECT DISTINCT translate(part, 'áéíóúüñçàâãêôõ', 'aeiouuncaaaeoo') AS name_word
FROM (
    SELECT unnest(regexp_extract_all(
        lower(coalesce(name, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '[a-záéíóúüñçàâãêôõ]{3,}'
    )) AS part
    FROM main.customers
    WHERE kind IS DISTINCT FROM 'organisation'
) AS every_part
ORDER BY name_word
