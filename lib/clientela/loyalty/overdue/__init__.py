"""Who should have bought by now and has not: whom to call first."""
