"""From inside to outside: how an area serves its colleagues and what it works with, beside what customers receive from it."""
