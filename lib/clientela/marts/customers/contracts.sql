-- One row a contract: whether it has begun and is read; of those that are, which one of its chain of renewals it is, and how it ended.
-- It renews the one of the same customer that ended nearest to its start, at most a month and a half apart; each renews one and is renewed by one.
WITH RECURSIVE written AS (
    SELECT
        t.contract_id,
        min(coalesce(i.customer_id, t.customer_id)) AS customer_id,
        min(CAST(t.start AS DATE)) AS start,
        -- Thirty years on nobody means a date: 31-12-9999 stands for no end.
        max(CASE WHEN CAST(t."end" AS DATE) < CAST(t.start AS DATE) + INTERVAL 30 YEAR THEN CAST(t."end" AS DATE) END) AS finish,
        max(t.price) AS price,
        bool_or(t.renewed) AS renewed
    FROM main.contracts AS t
    LEFT JOIN main.identity AS i ON i.source = coalesce(t.source, '') AND i.source_id = t.customer_id
    WHERE t.start IS NOT NULL
    GROUP BY t.contract_id
),
signed AS (
    FROM written WHERE start <= $as_of AND (finish IS NULL OR finish >= start)
),
near AS (
    SELECT
        a.contract_id AS earlier,
        b.contract_id AS later,
        row_number() OVER (PARTITION BY a.contract_id ORDER BY abs(date_diff('day', a.finish, b.start)), b.contract_id) AS choice,
        row_number() OVER (PARTITION BY b.contract_id ORDER BY abs(date_diff('day', a.finish, b.start)), a.contract_id) AS chosen_by
    FROM signed AS a
    JOIN signed AS b ON b.customer_id = a.customer_id AND b.start > a.start AND b.start BETWEEN a.finish - 45 AND a.finish + 45
),
links AS (
    SELECT earlier, later FROM near WHERE choice = 1 AND chosen_by = 1
),
chains AS (
    SELECT contract_id, contract_id AS chain_id, 1 AS place
    FROM signed
    WHERE contract_id NOT IN (SELECT later FROM links)
    UNION ALL
    SELECT l.later, c.chain_id, c.place + 1
    FROM chains AS c
    JOIN links AS l ON l.earlier = c.contract_id
)
SELECT
    s.contract_id,
    s.customer_id,
    c.chain_id,
    c.place,
    s.start,
    s.finish,
    s.price,
    l.later IS NOT NULL AS followed,
    CASE
        WHEN l.later IS NOT NULL OR (s.renewed AND s.finish <= $as_of) THEN 'renewed'
        WHEN s.finish IS NULL OR s.finish > $as_of THEN 'open'
        -- Papers come late: a contract that ended a month and a half ago at most may still be renewed, unless somebody says it is not.
        WHEN s.renewed IS NULL AND s.finish > CAST($as_of AS DATE) - 45 THEN 'open'
        ELSE 'lost'
    END AS outcome
FROM signed AS s
JOIN chains AS c USING (contract_id)
LEFT JOIN links AS l ON l.earlier = s.contract_id
UNION ALL
SELECT contract_id, customer_id, contract_id, 1, start, finish, price, false, CASE WHEN finish < start THEN 'reversed' ELSE 'not_begun' END
FROM written
WHERE start > $as_of OR finish < start
ORDER BY chain_id, place
