"""The words of messages: which say something, which mean the same, in one form."""
