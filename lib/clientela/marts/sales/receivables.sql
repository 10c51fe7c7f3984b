-- One row a month from the first sale on credit: what was sold on credit, what came in, and what was open and overdue on its last day.
-- On credit is what has a day by which it is to be paid. A payment dated after the last day has not come in yet. What is sold, falls due
-- and is paid is added up month by month, so that no invoice meets every month.
WITH invoices AS (
    SELECT
        CAST(date AS DATE) AS day,
        greatest(CAST(due_on AS DATE), CAST(date AS DATE)) AS due_on,
        CASE WHEN paid_on <= CAST($as_of AS DATE) THEN greatest(CAST(paid_on AS DATE), CAST(date AS DATE)) END AS paid_on,
        amount
    FROM main.transactions
    WHERE due_on IS NOT NULL AND amount IS NOT NULL AND CAST(date AS DATE) <= CAST($as_of AS DATE)
),
events AS (
    SELECT date_trunc('month', day) AS month, amount AS sold, 0 AS paid, 0 AS due, 0 AS settled, 0 AS paid_days FROM invoices
    UNION ALL
    SELECT date_trunc('month', paid_on), 0, amount, 0, 0, amount * date_diff('day', day, paid_on) FROM invoices WHERE paid_on IS NOT NULL
    UNION ALL
    -- On its day an invoice is due and not yet overdue.
    SELECT date_trunc('month', due_on + 1), 0, 0, amount, 0, 0 FROM invoices
    UNION ALL
    SELECT date_trunc('month', greatest(paid_on, due_on + 1)), 0, 0, 0, amount, 0 FROM invoices WHERE paid_on IS NOT NULL
),
every AS (
    SELECT CAST(moment AS DATE) AS month
    FROM (
        SELECT unnest(generate_series(first_month, CAST($as_of AS DATE), INTERVAL 1 MONTH)) AS moment
        FROM (SELECT CAST(date_trunc('month', min(day)) AS DATE) AS first_month FROM invoices) AS begun
    ) AS each_month
),
monthly AS (
    SELECT CAST(month AS DATE) AS month, sum(sold) AS sold, sum(paid) AS paid, sum(due) AS due, sum(settled) AS settled, sum(paid_days) AS paid_days
    FROM events
    GROUP BY 1
)
SELECT
    e.month,
    coalesce(m.sold, 0) AS credit_amount,
    coalesce(m.paid, 0) AS paid_amount,
    CAST(coalesce(m.paid_days, 0) AS DOUBLE) AS paid_days,
    sum(coalesce(m.sold, 0) - coalesce(m.paid, 0)) OVER (ORDER BY e.month) AS open_amount,
    sum(coalesce(m.due, 0) - coalesce(m.settled, 0)) OVER (ORDER BY e.month) AS overdue_amount,
    last_day(e.month) <= CAST($as_of AS DATE) AS complete
FROM every AS e
LEFT JOIN monthly AS m USING (month)
ORDER BY e.month
