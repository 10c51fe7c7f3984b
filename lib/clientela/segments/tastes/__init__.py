"""Groups by taste: who buys the same things year after year, how many they are, and by which tool each group is served."""
