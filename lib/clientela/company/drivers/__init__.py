"""What moved the sales: more customers, more orders of each, larger purchases; prices, quantities, products."""
