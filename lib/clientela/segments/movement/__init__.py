"""Where customers moved since one period ago."""
