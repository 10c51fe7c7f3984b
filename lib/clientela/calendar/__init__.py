"""Days: which ones a country rests, which weeks and months compare, where a history begins."""
