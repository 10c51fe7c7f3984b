"""What only Word needs: styles, contents, running heads."""
