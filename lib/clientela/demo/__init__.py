"""The story company: three years of Café Aurora, a Colombian coffee company that does not exist, written as real files.

People drink, run low, refill out of habit, get annoyed and leave; no model that the analyses fit is drawn from.
"""

from clientela.demo.story import write

__all__ = ["write"]
