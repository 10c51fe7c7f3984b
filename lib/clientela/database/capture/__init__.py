"""Capture sheets that came back: what is known of the criteria by which customers are told apart, and how each collector writes."""
