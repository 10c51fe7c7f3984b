-- One row a customer: what is mostly bought, whether the same thing is bought again and again, whether it is served as well, who consumes it.
WITH bought AS (
    SELECT
        l.customer_id,
        coalesce(c.category, c.known_as, l.product_id) AS thing,
        l.product_id,
        l.day,
        l.amount,
        p.is_service
    FROM lines AS l
    LEFT JOIN catalogue AS c USING (product_id)
    LEFT JOIN (SELECT product_id, bool_or(nature = 'service') AS is_service FROM main.products GROUP BY product_id) AS p USING (product_id)
    WHERE l.fate = 'used' AND l.is_purchase AND l.is_product AND l.customer_id IS NOT NULL AND l.product_id IS NOT NULL AND l.day <= $as_of
),
by_thing AS (
    SELECT customer_id, thing, sum(amount) AS amount, count(DISTINCT day) AS days FROM bought GROUP BY customer_id, thing
),
-- Half of what is bought makes the main thing; of what has no price, half of the days.
main AS (
    SELECT
        customer_id,
        arg_max(thing, (amount, days, thing)) AS thing,
        CAST(max(amount) AS DOUBLE) / nullif(CAST(sum(amount) AS DOUBLE), 0) AS share
    FROM by_thing
    GROUP BY customer_id
),
again AS (
    SELECT customer_id, max(days) AS same_days
    FROM (SELECT customer_id, product_id, count(DISTINCT day) AS days FROM bought GROUP BY customer_id, product_id) AS each_product
    GROUP BY customer_id
),
served AS (
    SELECT customer_id, count(DISTINCT day) AS product_days, bool_or(is_service) AS served FROM bought GROUP BY customer_id
),
written AS (
    SELECT
        coalesce(i.customer_id, c.customer_id) AS customer_id,
        c.household_id,
        c.consumer_id IS NOT NULL AND c.consumer_id = c.customer_id AS is_own,
        c.consumer_id IS NOT NULL AND c.consumer_id <> c.customer_id AS is_other
    FROM main.customers AS c
    LEFT JOIN main.identity AS i ON i.source = c.source AND i.source_id = c.customer_id
),
homes AS (
    SELECT household_id, count(DISTINCT customer_id) AS members FROM written WHERE household_id IS NOT NULL GROUP BY household_id
),
users AS (
    SELECT w.customer_id, bool_or(w.is_own) AS is_own, bool_or(w.is_other) AS is_other, coalesce(max(h.members), 0) > 1 AS is_shared
    FROM written AS w
    LEFT JOIN homes AS h USING (household_id)
    GROUP BY w.customer_id
)
SELECT
    m.customer_id,
    CASE WHEN m.share >= 0.5 THEN m.thing END AS main_thing,
    -- Rounded, because quotients of doubles end differently from run to run.
    round(m.share, 9) AS main_share,
    a.same_days,
    s.product_days,
    s.served,
    CASE WHEN u.is_other THEN 'other' WHEN u.is_shared THEN 'home' WHEN u.is_own THEN 'own' END AS consumer
FROM main AS m
JOIN again AS a USING (customer_id)
JOIN served AS s USING (customer_id)
LEFT JOIN users AS u USING (customer_id)
ORDER BY m.customer_id
