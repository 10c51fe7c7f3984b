"""What customers expect, as five sources tell it: who knows what, and who is proud of what."""
