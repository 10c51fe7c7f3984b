"""Worksheets that came back: marked by a program where it can, by a person with a rubric where it must; what the class understood."""
