-- One row a source, table and field: how many of its rows have it filled, and how many usably so.
SELECT * FROM (
    SELECT source, 'customers' AS table_name, 'kind' AS field, count(*) AS rows, count(kind) AS filled, count(kind) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'name' AS field, count(*) AS rows, count(name) AS filled, count(name) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'tax_id' AS field, count(*) AS rows, count(tax_id) AS filled, count(tax_id) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT c.source, 'customers' AS table_name, 'email' AS field, count(*) AS rows, count(c.email) AS filled, count(u.value) AS valid FROM main.customers AS c LEFT JOIN main.usable_contacts AS u ON u.field = 'email' AND u.value = c.email GROUP BY c.source
    UNION ALL
    SELECT c.source, 'customers' AS table_name, 'phone' AS field, count(*) AS rows, count(c.phone) AS filled, count(u.value) AS valid FROM main.customers AS c LEFT JOIN main.usable_contacts AS u ON u.field = 'phone' AND u.value = c.phone GROUP BY c.source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'address' AS field, count(*) AS rows, count(address) AS filled, count(address) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'city' AS field, count(*) AS rows, count(city) AS filled, count(city) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'zone' AS field, count(*) AS rows, count(zone) AS filled, count(zone) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'stratum' AS field, count(*) AS rows, count(stratum) AS filled, count(stratum) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'birth_date' AS field, count(*) AS rows, count(birth_date) AS filled, count(birth_date) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'sex' AS field, count(*) AS rows, count(sex) AS filled, count(sex) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'occupation' AS field, count(*) AS rows, count(occupation) AS filled, count(occupation) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'joined_on' AS field, count(*) AS rows, count(joined_on) AS filled, count(joined_on) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'acquired_by' AS field, count(*) AS rows, count(acquired_by) AS filled, count(acquired_by) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'seller_id' AS field, count(*) AS rows, count(seller_id) AS filled, count(seller_id) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'referred_by' AS field, count(*) AS rows, count(referred_by) AS filled, count(referred_by) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'consent_email' AS field, count(*) AS rows, count(consent_email) AS filled, count(consent_email) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'customers' AS table_name, 'consent_phone' AS field, count(*) AS rows, count(consent_phone) AS filled, count(consent_phone) AS valid FROM main.customers GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'customer_id' AS field, count(*) AS rows, count(customer_id) AS filled, count(customer_id) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'order_id' AS field, count(*) AS rows, count(order_id) AS filled, count(order_id) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'product_id' AS field, count(*) AS rows, count(product_id) AS filled, count(product_id) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'quantity' AS field, count(*) AS rows, count(quantity) AS filled, count(quantity) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'cost' AS field, count(*) AS rows, count(cost) AS filled, count(cost) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'discount' AS field, count(*) AS rows, count(discount) AS filled, count(discount) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'channel' AS field, count(*) AS rows, count(channel) AS filled, count(channel) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'branch' AS field, count(*) AS rows, count(branch) AS filled, count(branch) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'seller_id' AS field, count(*) AS rows, count(seller_id) AS filled, count(seller_id) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'payment_method' AS field, count(*) AS rows, count(payment_method) AS filled, count(payment_method) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'promised_on' AS field, count(*) AS rows, count(promised_on) AS filled, count(promised_on) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'transactions' AS table_name, 'delivered_on' AS field, count(*) AS rows, count(delivered_on) AS filled, count(delivered_on) AS valid FROM main.transactions GROUP BY source
    UNION ALL
    SELECT source, 'products' AS table_name, 'name' AS field, count(*) AS rows, count(name) AS filled, count(name) AS valid FROM main.products GROUP BY source
    UNION ALL
    SELECT source, 'products' AS table_name, 'category' AS field, count(*) AS rows, count(category) AS filled, count(category) AS valid FROM main.products GROUP BY source
    UNION ALL
    SELECT source, 'products' AS table_name, 'cost' AS field, count(*) AS rows, count(cost) AS filled, count(cost) AS valid FROM main.products GROUP BY source
)
ORDER BY table_name, source, field
