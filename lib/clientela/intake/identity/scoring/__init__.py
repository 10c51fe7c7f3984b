"""How alike two rows are: what is compared, the pairs worth comparing, weights learnt without labels, and the customers that follow."""
