"""The company's goals: are they sound, and how likely is each to be reached?"""
