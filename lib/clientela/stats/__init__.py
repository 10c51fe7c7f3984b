"""How sure a figure is: intervals, differences, means and ratios, many comparisons at once; a change in its exact parts."""
