-- How names of two rows compare. Each pair costs what is written here, and there are millions: CASE looks no further than it must, a
-- letter-by-letter distance is asked only of words that look alike, and sets of words are counted without being built.
-- Swapping two neighbours is one slip but two edits: where the edits alone decide, the dearer distance is not asked.
CREATE OR REPLACE TEMP MACRO identity_slips(x, y, edits, slips) AS
    CASE WHEN edits <= slips THEN true WHEN edits > 2 * slips THEN false ELSE damerau_levenshtein(x, y) <= slips END;
CREATE OR REPLACE TEMP MACRO identity_near(x, y, slips) AS
    CASE WHEN least(length(x), length(y)) < 5 OR jaro_winkler_similarity(x, y) >= 0.75
         THEN identity_slips(x, y, levenshtein(x, y), slips) ELSE false END;
CREATE OR REPLACE TEMP MACRO identity_gap(a, b) AS list_filter(a, lambda x: NOT list_contains(b, x));
CREATE OR REPLACE TEMP MACRO identity_common(a, b) AS len(a) - len(identity_gap(a, b));
-- Words are written as they sound, initials are not: C. may be César or Carlos, H. is silent.
CREATE OR REPLACE TEMP MACRO identity_initial(x) AS translate(x[1], 'ckqzxgvwy', 'ssssjjbbi');
-- Two words are one name when one is the other's initial, or they differ by a slip and are not both known names.
CREATE OR REPLACE TEMP MACRO identity_alike(x, y, odd_x, odd_y, least) AS
    CASE WHEN length(x) = 1 OR length(y) = 1 THEN identity_initial(x) = identity_initial(y)
              OR (x = 'h' AND y[1] IN ('a', 'e', 'i', 'o', 'u')) OR (y = 'h' AND x[1] IN ('a', 'e', 'i', 'o', 'u'))
         WHEN NOT list_contains(odd_x, x) AND NOT list_contains(odd_y, y) THEN false
         ELSE jaro_winkler_similarity(x, y) >= least OR identity_near(x, y, 1) END;
-- Every word that the shorter name has alone is alike to one that the longer name has alone.
CREATE OR REPLACE TEMP MACRO identity_within(a, b, odd_a, odd_b, least) AS
    len(list_filter(identity_gap(a, b), lambda x: len(list_filter(identity_gap(b, a), lambda y: identity_alike(x, y, odd_a, odd_b, least))) = 0)) = 0;
CREATE OR REPLACE TEMP MACRO identity_explained(a, b, odd_a, odd_b, least) AS
    CASE WHEN len(a) <= len(b) THEN identity_within(a, b, odd_a, odd_b, least) ELSE identity_within(b, a, odd_b, odd_a, least) END;
CREATE OR REPLACE TEMP MACRO identity_shorter(a, b) AS
    CASE WHEN least(len(a), len(b)) < 2 THEN false ELSE identity_common(a, b) = least(len(a), len(b)) END;
-- With an initial or a word that is no known name on either side, the rest may be the same name badly written.
CREATE OR REPLACE TEMP MACRO identity_slip(a, b, odd_a, odd_b, least) AS
    CASE WHEN least(len(a), len(b)) < 2 OR len(odd_a) + len(odd_b) = 0 THEN false ELSE identity_explained(a, b, odd_a, odd_b, least) END;
-- A given name in common and none that the other lacks: it is the surnames that differ, as families do not.
CREATE OR REPLACE TEMP MACRO identity_surnames(a, b, first_a, first_b) AS
    CASE WHEN identity_common(first_a, first_b) = 0 THEN false
         ELSE identity_common(identity_gap(a, b), first_a) + identity_common(identity_gap(b, a), first_b) = 0 END;
-- One source kept the second given name, the other the second surname.
CREATE OR REPLACE TEMP MACRO identity_crossed(a, b, first_a, first_b, last_a, last_b) AS
    CASE WHEN identity_common(a, b) < 2 THEN false
         ELSE (len(identity_gap(identity_gap(a, b), first_a)) = 0 AND len(identity_gap(identity_gap(b, a), last_b)) = 0)
           OR (len(identity_gap(identity_gap(a, b), last_a)) = 0 AND len(identity_gap(identity_gap(b, a), first_b)) = 0) END;
-- Two words that look or begin alike, or one is the other's initial.
CREATE OR REPLACE TEMP MACRO identity_like(x, y) AS
    CASE WHEN length(x) = 1 OR length(y) = 1 THEN identity_initial(x) = identity_initial(y)
         WHEN x[1] <> y[1] AND x[2] <> y[2] THEN jaro_winkler_similarity(x, y) >= 0.85
         ELSE jaro_winkler_similarity(x, y) >= 0.8 OR starts_with(x, y) OR starts_with(y, x) OR identity_near(x, y, 1) END;
CREATE OR REPLACE TEMP MACRO identity_faint(a, b) AS len(list_filter(a, lambda x: len(list_filter(b, lambda y: identity_like(x, y))) > 0)) > 0;
CREATE OR REPLACE TEMP MACRO identity_all_like(a, b) AS
    len(list_filter(identity_gap(a, b), lambda x: len(list_filter(identity_gap(b, a), lambda y: identity_like(x, y))) = 0)) = 0;
CREATE OR REPLACE TEMP MACRO identity_akin(a, b) AS CASE WHEN len(a) <= len(b) THEN identity_all_like(a, b) ELSE identity_all_like(b, a) END;
