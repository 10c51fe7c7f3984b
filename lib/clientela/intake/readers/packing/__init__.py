"""Files within files: unpacked as far as an honest one goes."""
