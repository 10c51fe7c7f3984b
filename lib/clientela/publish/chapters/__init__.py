"""The chapters: sections read out of executed notebooks, those chosen that have most at stake, what is left sent to the annex."""
