"""Complaints: how long customers wait for an answer, how grave what is open is, and who still buys afterwards."""
