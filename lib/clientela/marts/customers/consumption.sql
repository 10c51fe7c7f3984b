-- One row a customer: what is mostly bought, whether the same thing is bought again and again, whether it is served as well, who consumes it.
WITH each_product AS (
    SELECT customer_id, product_id, sum(amount) AS amount, count(*) AS days
    FROM (
        SELECT customer_id, product_id, day, sum(amount) AS amount
        FROM lines
        WHERE fate = 'used' AND is_purchase AND is_product AND customer_id IS NOT NULL AND product_id IS NOT NULL AND day <= $as_of
        GROUP BY customer_id, product_id, day
    ) AS each_day
    GROUP BY customer_id, product_id
),
things AS (
    SELECT product_id, thing, count(*) OVER (PARTITION BY thing) > 1 AS is_shared
    FROM (
        SELECT p.product_id, coalesce(c.category, c.known_as, p.product_id) AS thing
        FROM (SELECT DISTINCT product_id FROM each_product) AS p
        LEFT JOIN catalogue AS c ON c.product_id = p.product_id
    ) AS each_thing
),
-- The days of several products of one thing may be the same days; of the others each day is one.
by_thing AS (
    SELECT e.customer_id, t.thing, e.amount, e.days
    FROM each_product AS e
    JOIN things AS t ON t.product_id = e.product_id AND NOT t.is_shared
    UNION ALL
    SELECT customer_id, thing, sum(amount) AS amount, count(*) AS days
    FROM (
        SELECT l.customer_id, t.thing, l.day, sum(l.amount) AS amount
        FROM lines AS l
        JOIN things AS t ON t.product_id = l.product_id AND t.is_shared
        WHERE l.fate = 'used' AND l.is_purchase AND l.is_product AND l.customer_id IS NOT NULL AND l.day <= $as_of
        GROUP BY l.customer_id, t.thing, l.day
    ) AS shared_days
    GROUP BY customer_id, thing
),
-- Half of what is bought makes the main thing; of equals, that of more days.
spent AS (
    SELECT customer_id, max(amount) AS most, CAST(max(amount) AS DOUBLE) / nullif(CAST(sum(amount) AS DOUBLE), 0) AS share
    FROM by_thing
    GROUP BY customer_id
),
mostly AS (
    SELECT b.customer_id, arg_max(b.thing, (b.days, b.thing)) AS thing
    FROM by_thing AS b
    JOIN spent AS s ON s.customer_id = b.customer_id AND s.most = b.amount AND s.share >= 0.5
    GROUP BY b.customer_id
),
again AS (
    SELECT customer_id, max(days) AS same_days FROM each_product GROUP BY customer_id
),
services AS (
    SELECT product_id, bool_or(nature = 'service') AS is_service FROM main.products GROUP BY product_id
),
served AS (
    SELECT d.customer_id, d.product_days, w.served
    FROM (
        -- What is no product (freight, a fee) is never a customer's own line.
        SELECT customer_id, count(*) AS product_days
        FROM customer_days
        WHERE is_purchase AND products > 0 AND day <= $as_of
        GROUP BY customer_id
    ) AS d
    LEFT JOIN (
        SELECT e.customer_id, bool_or(p.is_service) AS served
        FROM each_product AS e
        JOIN services AS p ON p.product_id = e.product_id
        GROUP BY e.customer_id
    ) AS w ON w.customer_id = d.customer_id
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
    t.thing AS main_thing,
    -- Rounded, because quotients of doubles end differently from run to run.
    round(m.share, 9) AS main_share,
    a.same_days,
    s.product_days,
    s.served,
    CASE WHEN u.is_other THEN 'other' WHEN u.is_shared THEN 'home' WHEN u.is_own THEN 'own' END AS consumer
FROM spent AS m
LEFT JOIN mostly AS t USING (customer_id)
JOIN again AS a USING (customer_id)
JOIN served AS s USING (customer_id)
LEFT JOIN users AS u USING (customer_id)
ORDER BY m.customer_id
