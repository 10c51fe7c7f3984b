"""Every forecast graded on the company's own past, beside forecasts that need no model."""
