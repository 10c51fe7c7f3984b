"""How sure a figure is: intervals, differences, means and ratios, many comparisons at once; control charts; a change in its exact parts."""
