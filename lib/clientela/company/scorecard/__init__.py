"""The scorecard: each area month by month with what chance alone does, beside last year and plan; what customers owe; what growth costs them."""
