"""The desk of those who handle cases."""
