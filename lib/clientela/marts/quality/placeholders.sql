-- One row a source and field, of e-mails and telephones: the one that most customers share and that reaches nobody, with its rows.
WITH written AS (
    SELECT source, customer_id, 'email' AS field, trim(email) AS value, email IN (SELECT value FROM main.usable_contacts WHERE field = 'email') AS usable
    FROM main.customers WHERE email IS NOT NULL
    UNION ALL
    SELECT source, customer_id, 'phone' AS field, trim(phone) AS value, phone IN (SELECT value FROM main.usable_contacts WHERE field = 'phone') AS usable
    FROM main.customers WHERE phone IS NOT NULL
),
-- What two have may be a household's, and names somebody; what three have and is no address names nobody.
shared AS (
    SELECT source, field, value, count(*) AS rows
    FROM written
    WHERE NOT usable
    GROUP BY source, field, value
    HAVING count(DISTINCT customer_id) > 2
)
SELECT source, 'customers' AS table_name, field, value, rows
FROM shared
QUALIFY row_number() OVER (PARTITION BY source, field ORDER BY rows DESC, value) = 1
ORDER BY source, field
