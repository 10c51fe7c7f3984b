"""How values are written: names, documents, e-mails, telephones and addresses brought to one form that can be compared."""
