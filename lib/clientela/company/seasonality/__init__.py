"""When people buy: by weekday and hour, and by month of the year."""
