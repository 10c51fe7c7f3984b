"""Micro-segments by kind, tenure, volume and the way customers buy."""
