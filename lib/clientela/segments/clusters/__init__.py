"""Groups that the customers form by themselves."""
