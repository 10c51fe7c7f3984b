"""What every stage asks of customers: their rhythm, their status, their kinds, their segment, their answers to a survey."""
