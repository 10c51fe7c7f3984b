"""What the company sold in the last period, month by month, and against the year before."""
