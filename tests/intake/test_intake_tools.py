"""Exports of business tools: new → intake without an edit, every total to the cent, what is no sale with its fate in the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from clientela import intake
from clientela.companies import onboarding
from clientela.companies.config import load
from clientela.intake import profiles
from clientela.intake.contract import contract

TODAY = dt.date(2026, 1, 31)

SHOPIFY = """Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Payment Method,Refunded Amount,Tags
#1,ana@x.co,paid,COP,100.00,8.00,15.97,108.00,2025-09-01 13:04:00-05:00,1,Café,60.00,CAF,,Wompi,0.00,
#1,ana@x.co,,,,,,,2025-09-01 13:04:00-05:00,2,Taza,30.00,TAZ,,,,
#2,luz@x.co,voided,COP,50.00,8.00,7.98,58.00,2025-09-02 13:04:00-05:00,1,Taza,50.00,TAZ,2025-09-03 10:00:00-05:00,Wompi,0.00,
#3,luz@x.co,refunded,COP,70.00,8.00,11.18,78.00,2025-09-03 13:04:00-05:00,1,Taza,70.00,TAZ,,Wompi,78.00,
#4,eva@x.co,partially_refunded,COP,90.00,0.00,14.37,90.00,2025-09-04 13:04:00-05:00,3,Taza,30.00,TAZ,,Wompi,30.00,
#5,eva@x.co,pending,COP,20.00,0.00,3.19,20.00,2025-09-05 13:04:00-05:00,1,Filtro,20.00,FIL,,Wompi,0.00,
#6,eva@x.co,paid,COP,5.00,0.00,0.80,5.00,2025-09-06 13:04:00-05:00,1,Filtro,5.00,FIL,,bogus,0.00,test
"""
WOO = """Order Number,Order Status,Order Date,Email (Billing),Order Total Amount,Order Total Tax Amount,Order Refund Amount,SKU,Item Name,Quantity,Item Cost
10,Completed,2025-09-07 17:08,ana@x.co,238,38,0,A,Café,2,50
10,Completed,2025-09-07 17:08,ana@x.co,238,38,0,B,Taza,1,100
11,Cancelled,2025-09-08 17:08,luz@x.co,119,19,0,B,Taza,1,100
12,Failed,2025-09-08 17:08,luz@x.co,119,19,0,B,Taza,1,100
13,Refunded,2025-09-08 17:08,luz@x.co,119,19,-119,B,Taza,1,100
14,Processing,2025-09-09 17:08,luz@x.co,59.5,9.5,0,A,Café,1,50
"""
ODOO = """Referencia del pedido,Fecha de creación,Cliente,Comercial,Líneas del pedido/Producto,Líneas del pedido/Cantidad,Líneas del pedido/Precio unitario,Líneas del pedido/Subtotal,Base imponible,Total,Estado
S1,2025-09-01,Ana Gil,Eva,Taza,3,10,30,80,95.2,Pedido de venta
,,,,Café,1,50,50,,,
S2,2025-09-02,Luz Paz,Eva,Taza,1,10,10,10,11.9,Presupuesto
S3,2025-09-03,Luz Paz,Eva,Taza,2,10,20,20,23.8,Cancelado
"""
STRIPE = """id,Created date (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,Converted Currency,Fee,Status,Customer ID
ch_1,2025-09-05 21:32:00,499.00,0.00,mxn,27.45,0.00,usd,0.82,Paid,cus_1
ch_2,2025-09-06 04:27:00,29.00,0.00,usd,29.00,0.00,usd,0.87,Failed,cus_2
ch_3,2025-09-07 04:27:00,40.00,10.00,usd,40.00,10.00,usd,0.87,Paid,cus_2
ch_4,2025-09-08 04:27:00,40.00,40.00,usd,40.00,40.00,usd,0.87,Refunded,cus_2
"""
TIENDANUBE = """Número de orden;Email;Fecha;Estado de la orden;Estado del pago;Moneda;Subtotal de productos;Descuento;Costo de envío;Total;Nombre del producto;Precio del producto;Cantidad del producto;SKU;Fecha y hora de cancelación
100;ana@x.ar;20/12/2025 10:00:00;Abierta;Recibido;ARS;1000,00;100,00;50,00;950,00;Taza;300,00;2;TAZ;
100;;;;;;;;;;Café;400,00;1;CAF;
101;luz@x.ar;21/12/2025 10:00:00;Cancelada;Pendiente;ARS;500,00;0,00;0,00;500,00;Taza;500,00;1;TAZ;22/12/2025 09:00:00
102;luz@x.ar;22/12/2025 10:00:00;Cerrada;Reintegrado;ARS;500,00;0,00;0,00;500,00;Taza;500,00;1;TAZ;
"""
MERCADO = """# de venta,Fecha de venta,Estado,Unidades,Ingresos por productos (COP),Cargo por venta e impuestos,Ingresos por envío (COP),Anulaciones y reembolsos (COP),Total (COP),SKU,Título de la publicación,Precio unitario de venta de la publicación (COP),Tipo y número de documento
1,2025-09-14 21:02,Devolución finalizada con reembolso,2,29000,-3770,8000,-29000,-3770,FIL,Filtros,14500,CC: 3
2,2025-10-17 16:15,Paquete de 2 productos,,148000,-19240,8000,0,128760,,,,CC: 2
21,2025-10-17 16:15,Entregado,1,,,,,,CAF,Café,32000,
22,2025-10-17 16:15,Entregado,2,,,,,,CA5,Café 500,58000,
3,2025-11-07 04:34,Entregado,2,116000,-15080,8000,0,100920,CA5,Café 500,58000,CC: 4
"""
SIIGO = """Código producto,Nombre producto,Comprobante,Fecha elaboración,Identificación,Vendedor,Cantidad vendida,Valor bruto,Descuento,Subtotal,Impuesto cargo,Total
MOL,Molino,FV-1,09/09/2025,900100021,Ana,3,567000,0,567000,107730,674730
CAF,Café,FV-2,14/09/2025,900100002,Ana,3,174000,8700,165300,31407,196707
"""
SQUARE = """Date,Time,Time Zone,Category,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Event Type,Location,Customer ID
2025-09-01,10:00:00,Bogota,Café,Latte,2,L,$20.00,-$2.00,$18.00,$1.44,t1,Payment,Centro,c1
2025-09-02,10:00:00,Bogota,Café,Latte,-1,L,-$10.00,$0.00,-$10.00,-$0.80,t2,Refund,Centro,c1
"""
PAYPAL = """"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","Transaction ID"
"2025-09-10","14:30:00","PDT","Ana","Express Checkout Payment","Completed","USD","1,500.00","-58.80","1,441.20","ana@x.co","1A"
"2025-09-11","14:30:00","PDT","Ana","Payment Refund","Completed","USD","-500.00","0.00","-500.00","ana@x.co","2A"
"2025-09-12","14:30:00","PDT","","General Withdrawal","Completed","USD","-900.00","0.00","-900.00","","3A"
"2025-09-13","14:30:00","PDT","Luz","Express Checkout Payment","Denied","USD","70.00","0.00","70.00","luz@x.co","4A"
"""
HUBSPOT = """Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Currency,Is Closed Won,Associated Contact IDs
1,Plan A,Closed won,2025-10-03 15:07,Ana,1500,USD,true,5007
2,Plan B,Closed lost,2025-10-04 15:07,Ana,900,USD,false,5008
3,Plan C,Appointment scheduled,2025-10-05 15:07,Ana,700,USD,false,5007
"""
SALESFORCE = """Opportunity ID,Opportunity Name,Account Name,Amount,Close Date,Stage,Opportunity Owner
o1,Plan A,Café SAS,1500,2025-10-03,Closed Won,Ana
o2,Plan B,Café SAS,900,2025-10-04,Closed Lost,Ana
o3,Plan C,Tostadora,700,2025-10-05,Negotiation/Review,Ana
"""
ALEGRA = """Número,Cliente,Creación,Vencimiento,Subtotal,Impuestos,Total,Estado
FV1,Ana,01/09/2025,01/10/2025,100000,19000,119000,Cobrada
FV2,Luz,25/09/2025,01/10/2025,50000,9500,59500,Por cobrar
FV3,Luz,26/09/2025,01/10/2025,50000,9500,59500,Anulada
FV4,Luz,27/09/2025,01/10/2025,50000,9500,59500,Borrador
"""
HOLDED = """Fecha,Num,Cliente,Subtotal,IVA,Total,Estado
01/09/2025,F1,Ana,100,21,121,Cobrado
25/09/2025,F2,Luz,50,10.5,60.5,Pendiente
"""
CONTIFICO = """Documento,Fecha Emisión,Cliente,Subtotal,IVA,Total,Estado
001-1,01/09/2025,Ana,100,15,115,Cobrado
001-2,25/09/2025,Luz,50,7.5,57.5,Anulado
"""

XERO = """*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,Total,InventoryItemCode,*Description,*Quantity,*UnitAmount,LineAmount,TaxAmount,Currency,Type,Status
Ana,INV-1,2025-02-05,2025-03-05,300.00,A,Café,2,100,200.00,40.00,COP,Sales invoice,Paid
Ana,INV-1,2025-02-05,2025-03-05,300.00,B,Taza,1,50,50.00,10.00,COP,Sales invoice,Paid
Luz,INV-2,2025-02-06,2025-03-06,120.00,A,Café,1,100,100.00,20.00,COP,Sales invoice,Voided
Ana,CN-4,2025-02-08,2025-03-08,-120.00,A,Café,-1,100,-100.00,-20.00,COP,Sales credit note,Paid
Luz,INV-5,2025-02-09,2025-03-09,120.00,A,Café,1,100,100.00,20.00,COP,Sales invoice,Draft
"""
AMAZON = """"Includes Amazon Marketplace transactions"
"All amounts in USD, unless specified"
"date/time","settlement id","type","order id","sku","description","quantity","marketplace","product sales","shipping credits","promotional rebates","selling fees","total"
"Jan 1, 2025 12:08:14 AM PST","15","Order","111-1","S1","Taza","2","amazon.com","1,200.00","0","-20.00","-180","1,000.00"
"Jan 13, 2025 8:08:14 AM PST","15","Refund","111-1","S1","Taza","1","amazon.com","-600.00","0","0","90","-510.00"
"Jan 14, 2025 8:08:14 AM PST","15","Service Fee","","","","","","0","0","0","0","-39.99"
"Jan 15, 2025 8:08:14 AM PST","15","Transfer","","","","","","0","0","0","0","-900.00"
"""
# The price of a line is that of all its units, before its promotion and with the tax beside it: (60 − 9.58 − 6) + (25 − 3.99).
AMAZON_ORDERS = """amazon-order-id\tmerchant-order-id\tpurchase-date\torder-status\tproduct-name\tsku\tasin\tquantity\tcurrency\titem-price\titem-tax\titem-promotion-discount
405-1\tm1\t2025-03-01T10:00:00+00:00\tShipped\tTaza\tT1\tB001\t2\tEUR\t60.00\t9.58\t6.00
405-1\tm1\t2025-03-01T10:00:00+00:00\tShipped\tCafé\tC1\tB002\t1\tEUR\t25.00\t3.99\t
405-2\tm2\t2025-03-02T10:00:00+00:00\tCancelled\tTaza\tT1\tB001\t0\t\t\t\t
"""
# 2 × 100 less 20, a refund of 100, a receipt that was cancelled; the tax is beside the net sales.
LOYVERSE = """Fecha,Número de recibo,Tipo de recibo,Categoría,REF,Artículo,Variante,Cantidad,Ventas brutas,Descuentos,Ventas netas,Costo de los bienes,Beneficio bruto,Impuestos,TPV,Tienda,Cajero,Nombre del cliente,Contactos del cliente,Estado
31/1/25 18:05,1-1001,Venta,Café,10,Latte,,2.000,200.00,20.00,180.00,80.00,100.00,34.20,Caja,Centro,Ana,Luz,3001,Cerrado
1/2/25 9:10,1-1002,Reembolso,Café,10,Latte,,-1.000,-100.00,0.00,-100.00,-40.00,-60.00,-19.00,Caja,Centro,Ana,Luz,3001,Cerrado
1/2/25 9:15,1-1003,Venta,Café,10,Latte,,1.000,100.00,0.00,100.00,40.00,60.00,19.00,Caja,Centro,Ana,Eva,3002,Anulado
"""
# The items of an order, 2 × 90 + 50; what the order came to with its shipping stands on both rows.
VTEX = """Origin;Order;Sequence;Creation Date;Client Name;Client Last Name;Client Document;Email;Phone;UF;City;Status;Payment Value;Quantity_SKU;ID_SKU;Reference Code;SKU Name;SKU Value;SKU Selling Price;SKU Total Price;Shipping Value;Total Value
Marketplace;v1-01;1;2025-03-01 10:00:00Z;Ana;Gil;101;a@x.co;300;DC;Bogotá;Faturado;240;2;7;R7;Camisa;100;90;180;10;240
Marketplace;v1-01;1;2025-03-01 10:00:00Z;Ana;Gil;101;a@x.co;300;DC;Bogotá;Faturado;240;1;8;R8;Gorra;50;50;50;10;240
Marketplace;v2-01;2;2025-03-02 10:00:00Z;Luz;Paz;102;l@x.co;301;DC;Bogotá;Cancelado;60;1;8;R8;Gorra;50;50;50;10;60
"""
SAT = """Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~FechaEmision~Monto~EfectoComprobante~Estatus
A1~E~Yo~XEXX010101AB1~Ana~2025-02-05 10:11:12~1000.50~I~1
A2~E~Yo~XEXX010101AB2~Luz~2025-02-06 10:11:12~500.00~I~0
A3~E~Yo~XEXX010101AB1~Ana~2025-02-07 10:11:12~200.00~E~1
A4~E~Yo~XEXX010101AB1~Ana~2025-02-08 10:11:12~900.00~P~1
"""
SII = """Nro;Tipo Doc;Tipo Venta;Rut cliente;Razon Social;Folio;Fecha Docto;Monto Exento;Monto Neto;Monto IVA;Monto total
1;33;Del Giro;76123450-0;Ana SpA;501;13/05/2025;0;100000;19000;119000
2;61;Del Giro;76123450-0;Ana SpA;12;14/05/2025;0;20000;3800;23800
3;34;Del Giro;76123451-1;Luz SpA;77;15/05/2025;45000;0;0;45000
"""
CHARGES = """id,created,amount,amount_refunded,currency,customer,status
ch_1,1757000000,49900,0,cop,cus_1,succeeded
ch_2,1757100000,2900,0,cop,cus_2,failed
ch_3,1757200000,4000,1050,cop,cus_2,succeeded
"""
POS = """Referencia del pedido,Sesión,Fecha,Cliente,Total,Estado
P1,S/1,2025-09-01 10:00:00,Ana,119.00,Publicado
P2,S/1,2025-09-01 11:00:00,Luz,50.00,Cancelado
P3,S/1,2025-09-01 12:00:00,Luz,20.50,Pagado
"""
TILL = """Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Tip,Total Collected,Source,Fees,Transaction ID,Event Type,Location,Customer ID
2025-09-01,10:00:00,Bogota,$20.00,$0.00,$20.00,$1.60,$2.00,$23.60,Point of Sale,-$0.46,t1,Payment,Centro,c1
2025-09-02,10:00:00,Bogota,-$5.00,$0.00,-$5.00,-$0.40,$0.00,-$5.40,Point of Sale,$0.00,t1,Refund,Centro,c1
"""
TOAST = """Location,Order Id,Order #,Sent Date,Order Date,Check Id,Server,Table,Item Selection Id,Item Id,SKU,Menu Item,Sales Category,Gross Price,Discount,Net Price,Qty,Tax,Void?
Main,130001,1,10/13/25 5:18 PM,10/13/25 5:17 PM,131,Kelly,6,901,501,,Ceviche,Food,32.00,0.00,32.00,2.0,2.84,false
Main,130001,1,10/13/25 5:18 PM,10/13/25 5:17 PM,131,Kelly,6,902,502,,Pisco,Liquor,13.00,2.60,10.40,1.0,0.92,false
Main,130002,2,10/14/25 5:18 PM,10/14/25 5:17 PM,132,Kelly,6,903,502,,Pisco,Liquor,13.00,0.00,13.00,1.0,1.15,true
"""
ZOHO = """Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer ID,Customer Name,Due Date,Currency Code,Exchange Rate,Item Name,Product ID,Quantity,Item Price,Discount,Discount Amount,Item Tax,Item Tax %,Item Tax Amount,Item Total,SubTotal,Total,Balance,Shipping Charge
2025-02-01,901,INV-1,Closed,77,Ana SA,2025-03-01,COP,1.000000,Filtro,81,2.00,100.00,10.00,20.000,IVA,19,34.20,180.000,230.000,423.700,0.000,150.000
2025-02-01,901,INV-1,Closed,77,Ana SA,2025-03-01,COP,1.000000,Tubo,82,1.00,50.00,0.00,0.000,IVA,19,9.50,50.000,230.000,423.700,0.000,150.000
2025-02-02,902,INV-2,Void,78,Luz SA,2025-03-02,COP,1.000000,Tubo,82,1.00,50.00,0.00,0.000,IVA,19,9.50,50.000,50.000,59.500,0.000,0.000
2025-02-03,903,INV-3,Overdue,78,Luz SA,2025-03-03,COP,1.000000,Tubo,82,2.00,50.00,0.00,0.000,IVA,19,19.00,100.000,100.000,119.000,119.000,0.000
2025-02-04,904,INV-4,Sent,78,Luz SA,2025-03-04,USD,,Tubo,82,2.00,3.00,0.00,0.000,,,0.00,6.000,6.000,6.000,6.000,0.000
2025-02-04,905,INV-5,Sent,78,Luz SA,2025-03-04,USD,4100.5,Tubo,82,2.00,3.00,0.00,0.000,,,0.00,6.000,6.000,6.000,6.000,0.000
"""
EVENTBRITE = """Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Order Type,Currency,Total Paid,Fees Paid,Attendee Status,Event Name,Buyer Email
112,02/21/25 10:00,Ana,Gil,ana@x.co,1,General,71,Eventbrite Completed,COP,20.00,2.00,Attending,Jazz,ana@x.co
112,02/21/25 10:00,Luz,Paz,luz@x.co,1,General,72,Eventbrite Completed,COP,20.00,2.00,Checked In,Jazz,ana@x.co
113,02/22/25 10:00,Eva,Sol,eva@x.co,1,VIP,73,Eventbrite Completed,COP,45.00,3.00,Refunded,Jazz,eva@x.co
114,02/23/25 10:00,Eva,Sol,eva@x.co,1,VIP,74,Eventbrite Completed,COP,45.00,3.00,Not Attending,Jazz,eva@x.co
"""
BOOKING = """Book number,Booked by,Guest name(s),Check-in,Check-out,Booked on,Status,Rooms,Persons,Price,Commission %,Commission amount,Booker country,Unit type,Duration (nights),Address,Phone number
4001,"Gil, Ana",Ana Gil,2025-02-10,2025-02-12,2025-01-02 10:00:00,ok,1,2,150.50 COP,15,22.58 COP,co,Doble,2,,
4002,"Paz, Luz",Luz Paz,2025-02-11,2025-02-12,2025-01-03 10:00:00,cancelled_by_guest,1,2,75 COP,15,,co,Doble,1,,
4003,"Gil, Ana",Ana Gil,2025-02-20,2025-02-21,2025-01-04 10:00:00,no_show,1,2,75 COP,15,,co,Suite,1,,
4004,"Gil, Ana",Ana Gil,2025-03-01,2025-03-03,2025-02-04 10:00:00,ok,1,2,1300 COP,15,195 COP,co,Suite,2,,
"""
AIRBNB = """Date,Arriving by date,Type,Confirmation code,Booking date,Start date,End date,Nights,Guest,Listing,Details,Currency,Amount,Paid out,Service fee,Gross earnings
02/15/2025,02/18/2025,Payout,,,,,,,,Transfer,COP,,535.00,,
02/15/2025,,Reservation,HMA1,01/15/2025,02/14/2025,02/16/2025,2,Ana Gil,Loft,,COP,388.00,,12.00,400.00
02/15/2025,,Reservation,HMA2,01/16/2025,02/14/2025,02/15/2025,1,Luz Paz,Loft,,COP,197.00,,3.00,200.00
02/15/2025,,Resolution Adjustment,HMA2,,02/14/2025,02/15/2025,1,Luz Paz,Loft,Queja,COP,-50.00,,,
"""
HOTMART = """Nome do Produto;Transação;Meio de Pagamento;Moeda;Preço do Produto;Moeda;Preço Original;Data de Venda;Status;Nome;Documento;Email;Código do Produto;Preço Total;Preço Total Convertido;Quantidade de itens;Moeda;Valor que você recebeu convertido
Curso;HP1;Pix;BRL;197,00;BRL;197,00;13/05/2025 10:00:00;Completo;Ana Gil;;ana@x.br;21;197,00;197,00;1;BRL;176,50
Curso;HP2;Cartão;BRL;197,00;USD;38,48;14/05/2025 10:00:00;Aprovado;Luz Paz;;luz@x.br;21;38,48;197,02;1;BRL;176,52
Curso;HP3;Boleto;BRL;197,00;BRL;197,00;15/05/2025 10:00:00;Aguardando pagamento;Eva Sol;;eva@x.br;21;197,00;197,00;1;BRL;0,00
Curso;HP4;Pix;BRL;197,00;BRL;197,00;16/05/2025 10:00:00;Reembolsado;Eva Sol;;eva@x.br;21;197,00;197,00;1;BRL;0,00
"""

DIAN = """Tipo de documento;CUFE/CUDE;Folio;Prefijo;Divisa;Fecha Emisión;NIT Emisor;Nombre Emisor;NIT Receptor;Nombre Receptor;IVA;INC;Total;Estado;Grupo
Factura electrónica;c1;1;FE;COP;01-02-2025;901000000;Yo SAS;900111222;Ana SAS;190;0;1190;Aprobado;Emitido
Nota de crédito electrónica;c2;1;NC;COP;13-02-2025;901000000;Yo SAS;900111222;Ana SAS;19;0;119;Aprobado;Emitido
Documento soporte con no obligados;c3;1;DS;COP;14-02-2025;901000000;Yo SAS;52111222;Luz Paz;0;0;500;Aprobado;Emitido
Nómina Individual;c4;1;NI;COP;15-02-2025;901000000;Yo SAS;52111223;Eva Sol;0;0;700;Aprobado;Emitido
Factura electrónica;c5;9;SE;COP;16-02-2025;900333444;Otro SAS;901000000;Yo SAS;38;0;238;Aprobado;Recibido
Documento equivalente POS;c6;3;PO;COP;17-02-2025;901000000;Yo SAS;222222222222;Consumidor Final;0;8;108;Aprobado;Emitido
Nota de ajuste de tipo crédito al documento equivalente;c7;3;PA;COP;18-02-2025;901000000;Yo SAS;222222222222;Consumidor Final;0;0;50;Aprobado;Emitido
"""
ARCA = """Fecha de Emisión;Tipo de Comprobante;Punto de Venta;Número Desde;Número Hasta;Cód. Autorización;Tipo Doc. Receptor;Nro. Doc. Receptor;Denominación Receptor;Tipo Cambio;Moneda;IVA 21%;Imp. Neto Gravado IVA 21%;Imp. Neto Gravado Total;Imp. Neto No Gravado;Total IVA;Imp. Total
2025-02-01;1;3;10;10;75001;80;20900000137;Ana SA;1,00;PES;21,00;100,00;100,00;0,00;21,00;121,00
2025-02-01;6;3;10;10;75002;99;0;;1,00;PES;21,00;100,00;100,00;0,00;21,00;121,00
2025-02-13;3;3;4;4;75003;80;20900000137;Ana SA;1,00;PES;2,10;10,00;10,00;0,00;2,10;12,10
2025-02-14;1;3;11;11;75004;80;20900000274;Luz SA;900,50;DOL;2,10;10,00;10,00;0,00;2,10;12,10
"""
SUNAT = """Ruc|Razon Social|Periodo|CAR SUNAT|Fecha de emisión|Fecha Vcto/Pago|Tipo CP/Doc.|Serie del CDP|Nro CP o Doc. Nro Inicial (Rango)|Tipo Doc Identidad|Nro Doc Identidad|Apellidos Nombres/ Razón Social|Valor Facturado Exportación|BI Gravada|Dscto BI|IGV / IPM|Total CP|Moneda|Tipo Cambio|Est. Comp
20123456789|YO SRL|202502|2012345678901F0010001|01/02/2025||01|F001|1|6|20601765544|ANA SAC|0|100.00|0|18.00|118.00|PEN|1.000|1
20123456789|YO SRL|202502|2012345678901F0010002|13/02/2025||01|F001|2|6|20455651655|LUZ SAC|0|200.00|0|36.00|236.00|USD|3.750|1
20123456789|YO SRL|202502|2012345678907F0010001|14/02/2025||07|F001|1|6|20601765544|ANA SAC|0|-50.00|0|-9.00|-59.00|PEN|1.000|1
20123456789|YO SRL|202502|2012345678903B0010001|15/02/2025||03|B001|1|0|-|-|0|30.00|0|5.40|35.40|PEN|1.000|1
20123456789|YO SRL|202502|2012345678901F0010003|16/02/2025||01|F001|3|6|20601765544|ANA SAC|0|70.00|0|12.60|82.60|PEN|1.000|2
"""

# The file's text, the total worked out by hand, and why rows are set aside.
SALES: dict[str, tuple[str, float, dict[str, int]]] = {
    # 100 and its two lines; 90 − 30; 20 pending.
    "shopify": (SHOPIFY, 180, {"cancelled": 1, "refunded": 1, "test_order": 1}),
    # 2 × 50 + 100 + 50.
    "woocommerce": (WOO, 250, {"cancelled": 2, "refunded": 1}),
    "odoo": (ODOO, 80, {"quotation": 1, "cancelled": 1}),
    # 27.45 + 40 − 10, in the account's dollars.
    "stripe": (STRIPE, 57.45, {"cancelled": 1, "refunded": 1}),
    # 1000 less the order's discount.
    "tiendanube": (TIENDANUBE, 900, {"cancelled": 1, "refunded": 1}),
    "mercadolibre": (MERCADO, 264000, {"refunded": 1, "order_row": 1}),
    "siigo": (SIIGO, 732300, {}),
    "square": (SQUARE, 8, {}),
    "paypal": (PAYPAL, 1000, {"filtered": 1, "cancelled": 1}),
    "hubspot": (HUBSPOT, 1500, {"quotation": 2}),
    "salesforce": (SALESFORCE, 1500, {"cancelled": 1, "quotation": 1}),
    "alegra": (ALEGRA, 150000, {"cancelled": 1, "quotation": 1}),
    "holded": (HOLDED, 150, {}),
    "contifico": (CONTIFICO, 100, {"cancelled": 1}),
    # Lines, not the invoice's total on each of them: 250 − 100.
    "xero": (XERO, 150, {"cancelled": 1, "quotation": 1}),
    "amazon": (AMAZON, 580, {"filtered": 2}),
    "loyverse": (LOYVERSE, 80, {"cancelled": 1}),
    "vtex": (VTEX, 230, {"cancelled": 1}),
    "amazon orders": (AMAZON_ORDERS, 65.43, {"cancelled": 1}),
    # Credit notes without a sign; a payment is no sale.
    "sat": (SAT, 800.5, {"cancelled": 1, "filtered": 1}),
    "sii": (SII, 125000, {}),
    # Cents: 499 + 40 − 10.50.
    "stripe charges": (CHARGES, 528.5, {"cancelled": 1}),
    "odoo pos": (POS, 139.5, {"cancelled": 1}),
    "square transactions": (TILL, 15, {}),
    # Prices of whole lines, without tax: 32 + 10.40.
    "toast": (TOAST, 42.4, {"cancelled": 1}),
    # Lines without tax and shipping, and not the invoice's total on each of them: 180 + 50 + 100, and 6 dollars at 4,100.5.
    "zoho": (ZOHO, 24933, {"cancelled": 1, "other_currency": 1}),
    # Two tickets of one order, each paid for.
    "eventbrite": (EVENTBRITE, 40, {"cancelled": 1, "refunded": 1}),
    "booking": (BOOKING, 1450.5, {"cancelled": 2}),
    # The payout is the same money once more: 388 + 197 − 50.
    "airbnb": (AIRBNB, 535, {"filtered": 1}),
    # Dollars as they were converted.
    "hotmart": (HOTMART, 394.02, {"quotation": 1, "refunded": 1}),
    # 1000 − 100 + 108 − 50: what is bought, paid to people or received is no sale.
    "dian": (DIAN, 958, {"filtered": 3}),
    # 100 + 100 − 10, and 10 dollars at 900.50.
    "arca": (ARCA, 9195, {}),
    # In soles, whatever was paid: 100 + 200 − 50 + 30.
    "sunat": (SUNAT, 280, {"cancelled": 1}),
}

Take = Callable[[dict[str, str]], Callable[[str], list[tuple]]]


@pytest.fixture
def take(home: Path, tmp_path: Path) -> Take:
    """Makes a company of files as `make new` does, takes it in, and gives a way to ask its tables."""

    def run(files: dict[str, str]) -> Callable[[str], list[tuple]]:
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        assert onboarding.new("prueba", [str(tmp_path / name) for name in files], "CO") == 0
        connection = duckdb.connect()
        intake.load(load("prueba"), connection, TODAY)
        return lambda query: connection.execute(query).fetchall()

    return run


@pytest.mark.parametrize("tool", SALES)
def test_the_sales_of_a_tool_without_an_edit(
    tool: str, take: Take, capsys: pytest.CaptureFixture[str]
) -> None:
    text, total, aside = SALES[tool]
    ask = take({f"{tool}.csv": text})
    assert f'profile: "{tool.split()[0]}.' in capsys.readouterr().out
    assert float(ask("SELECT sum(amount) FROM transactions")[0][0]) == total
    told = dict(ask("SELECT reason, sum(rows)::INTEGER FROM ledger WHERE fate = 'set_aside' GROUP BY 1"))
    assert told == aside
    # Every line of the file is in the ledger.
    lines = len(text.strip().splitlines()) - (3 if tool == "amazon" else 1)
    assert ask("SELECT sum(rows)::INTEGER FROM ledger WHERE table_name = 'transactions'") == [(lines,)]


@pytest.mark.parametrize("text", [SAT, SII, DIAN, ARCA, SUNAT])
def test_lists_of_a_tax_office_tell_who_bought(text: str, take: Take) -> None:
    names = take({"emitidos.csv": text})(
        "SELECT split_part(name, ' ', 1) FROM customers ORDER BY upper(name)"
    )
    # Luz has no sale that counts in some of them.
    assert [name.title() for (name,) in names] in (["Ana"], ["Ana", "Luz"])


def test_an_order_is_shared_out_among_its_lines(take: Take) -> None:
    ask = take({"shopify.csv": SHOPIFY})
    # 60 and 2 × 30 of an order of 100.
    assert ask(
        "SELECT product_id, amount::DOUBLE, customer_id FROM transactions WHERE order_id = '#1' ORDER BY 1"
    ) == [
        ("CAF", 50.0, "ana@x.co"),
        ("TAZ", 50.0, "ana@x.co"),
    ]


def test_lines_without_an_e_mail_are_of_the_order_above(take: Take) -> None:
    """Some orders of a till have no e-mail: theirs go on, and so do the lines of the others, which bear number and e-mail."""
    head = "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku"
    rows = [
        "#1,ana@x.co,paid,COP,50.00,50.00,2025-09-01 13:04:00 -0500,1,Café,60.00,CAF",
        "#1,ana@x.co,,,,,2025-09-01 13:04:00 -0500,1,Taza,40.00,TAZ",
        "#2,,paid,COP,30.00,30.00,2025-09-02 13:04:00 -0500,1,Café,60.00,CAF",
        "#2,,,,,,2025-09-02 13:04:00 -0500,1,Taza,40.00,TAZ",
    ]
    ask = take({"shopify.csv": "\n".join([head, *rows]) + "\n"})
    assert ask("SELECT order_id, sum(amount)::DOUBLE FROM transactions GROUP BY 1 ORDER BY 1") == [("#1", 50.0), ("#2", 30.0)]  # fmt: skip


def test_lines_that_bear_the_number_of_the_order_above_have_its_day(take: Take) -> None:
    """Tiendanube repeats number and e-mail on an order's other lines, and leaves its day and its amounts out."""
    text = TIENDANUBE.replace("\n100;;", "\n100;ana@x.ar;")
    ask = take({"tn.csv": text})
    lines = ask("SELECT product_id, amount::DOUBLE, date::DATE::VARCHAR FROM transactions ORDER BY 1 DESC")
    # 900 of an order with 600 in cups and 400 in coffee.
    assert lines == [("TAZ", 540.0, "2025-12-20"), ("CAF", 360.0, "2025-12-20")]


def test_a_shop_without_e_mails_knows_its_customers_by_name(take: Take) -> None:
    head = "Name,Email,Financial Status,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name"
    rows = [
        "#1,,paid,50.00,2025-09-01,1,Café,50.00,Ana Gil",
        "#2,,paid,30.00,2025-09-02,1,Café,30.00,Luz Paz",
    ]
    ask = take({"shopify.csv": "\n".join([head, *rows]) + "\n"})
    assert ask("SELECT customer_id FROM transactions ORDER BY 1") == [("Ana Gil",), ("Luz Paz",)]


def test_products_bear_the_names_that_sales_carry(take: Take) -> None:
    ask = take({"shopify.csv": SHOPIFY})
    assert ask("SELECT product_id, name FROM products ORDER BY 1") == [
        ("CAF", "Café"),
        ("FIL", "Filtro"),
        ("TAZ", "Taza"),
    ]


OTHERS = {
    "freshdesk": (
        "Ticket ID,Subject,Status,Source,Type,Agent,Created time,Closed time,Full name,Email,Contact ID\n"
        "1,No llegó,Closed,Chat,Incident,Ana,2025-09-02 02:45:00,2025-09-04 21:45:00,Luz,luz@x.co,10\n2,Hola,Open,Portal,,Ana,2025-09-03 02:45:00,,Luz,luz@x.co,10\n",
        "SELECT kind, customer_id FROM interactions ORDER BY interaction_id",
        [("complaint", "luz@x.co"), ("question", "luz@x.co")],
    ),
    "zendesk": (
        "Id,Requester,Requester email,Subject,Status,Ticket type,Created at,Solved at\n1,Luz,luz@x.co,Roto,Solved,Problem,2025-09-02 02:45,2025-09-03 02:45\n",
        "SELECT kind, customer_id FROM interactions",
        [("complaint", "luz@x.co")],
    ),
    "mailchimp": (
        "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,LEID\nana@x.co,Ana,Gil,4,2024-03-14 09:12:31,1\n",
        "SELECT customer_id, first_name, joined_on, consent_email FROM customers",
        [("ana@x.co", "Ana", dt.date(2024, 3, 14), True)],
    ),
    "mailchimp unsubscribed": (
        "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,UNSUB_TIME,LEID\nana@x.co,Ana,Gil,4,2024-03-14 09:12:31,2024-05-14 09:12:31,1\n",
        "SELECT customer_id, consent_email FROM customers",
        [("ana@x.co", False)],
    ),
    "shopify customers": (
        "First Name,Last Name,Email,Accepts Email Marketing,Default Address City,Total Spent,Total Orders\nAna,Gil,ana@x.co,yes,Cali,10.00,1\n",
        "SELECT customer_id, first_name, city, consent_email FROM customers",
        [("ana@x.co", "Ana", "Cali", True)],
    ),
    "shopify products": (
        "Handle,Title,Type,Variant SKU,Variant Price,Cost per item\ncafe,Café,Alimentos,C1,32.00,19.20\ncafe,,,C2,58.00,34.80\n",
        "SELECT product_id, name, cost::DOUBLE FROM products ORDER BY 1",
        [("C1", "Café", 19.2), ("C2", "Café", 34.8)],
    ),
    "odoo partners": (
        "Nombre mostrado,NIF,Correo electrónico,Teléfono,Ciudad\nAna Gil,900100,ana@x.co,300,Cali\nLuz SAS,900101,luz@x.co,301,Cali\n",
        "SELECT customer_id, tax_id FROM customers ORDER BY 1",
        [("Ana Gil", "900100"), ("Luz SAS", "900101")],
    ),
    "hubspot contacts": (
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Create Date,Lifecycle Stage\n5001,Ana,Gil,ana@x.co,300,Eva,2025-09-10 09:00,Customer\n",
        "SELECT customer_id, first_name, joined_on FROM customers",
        [("5001", "Ana", dt.date(2025, 9, 10))],
    ),
    "salesforce accounts": (
        "Account ID,Account Name,Account Owner,Billing City,Created Date\na1,Café SAS,Ana,Cali,2025-01-02\n",
        "SELECT customer_id, name, kind FROM customers",
        [("a1", "Café SAS", "organisation")],
    ),
    "salesforce cases": (
        "Case Number,Subject,Status,Date/Time Opened,Date/Time Closed,Account Name,Type\n1,Roto,Closed,2025-01-02 10:00,2025-01-03 10:00,Café SAS,Problem\n",
        "SELECT interaction_id, customer_id, kind FROM interactions",
        [("1", "Café SAS", "complaint")],
    ),
    "stripe customers": (
        "id,Description,Email,Name,Created (UTC),Delinquent\ncus_1,,ana@x.co,Ana,2025-01-02 10:00,false\n",
        "SELECT customer_id, email FROM customers",
        [("cus_1", "ana@x.co")],
    ),
    "outlook": (
        "First Name,Middle Name,Last Name,Company,E-mail Address,Business Phone,Mobile Phone\nAna,,Gil,X,ana@x.co,,300\nLuz,,Paz,X,luz@x.co,,301\n",
        "SELECT customer_id, first_name, phone FROM customers ORDER BY 1",
        [("ana@x.co", "Ana", "300"), ("luz@x.co", "Luz", "301")],
    ),
    "contacts": (
        "First Name,Middle Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value\nAna,,Gil,* myContacts,Work,,+57 300\nLuz,,Paz,* myContacts,Work,,+57 300\n",
        "SELECT customer_id, first_name FROM customers ORDER BY 1",
        # Neither e-mail nor telephone tells them apart: the row does.
        [("2", "Ana"), ("3", "Luz")],
    ),
}


@pytest.mark.parametrize("tool", OTHERS)
def test_other_exports_of_tools(tool: str, take: Take) -> None:
    text, query, expected = OTHERS[tool]
    assert take({f"export_{tool}.csv": text})(query) == expected


def test_profiles_name_columns_and_values_that_exist() -> None:
    for export in profiles.exports().values():
        table = contract().tables[export.table]
        for ours in (*export.columns, *export.values, *export.set):
            assert table.column(ours) is not None, (export.shown, ours)


def test_a_second_tool_needs_a_file_and_no_code() -> None:
    tools = {export.tool for export in profiles.exports().values()}
    tools |= {one.tool for one in profiles.survey_tools()}
    assert {path.stem for path in Path(profiles.__file__).parent.glob("*.yml")} == tools


def test_a_state_is_told_as_the_file_has_it_and_columns_read_alike_in_one_line(
    take: Take, capsys: pytest.CaptureFixture[str]
) -> None:
    take({"tiendanube.csv": TIENDANUBE})
    capsys.readouterr()
    assert onboarding.check("prueba") == 0
    told = capsys.readouterr().out
    assert "Estado del pago «Reintegrado»" in told
    assert "refunded" not in told
    assert told.count("coma decimal") == 1
    assert "números (importe del pedido, " in told


def test_sales_that_name_their_buyers_are_their_list_too(take: Take) -> None:
    ask = take({"pedidos.csv": VTEX})
    # Luz cancelled all that she ordered.
    assert ask("SELECT customer_id, first_name, last_name, email FROM customers ORDER BY 1") == [
        ("101", "Ana", "Gil", "a@x.co"),
    ]
