"""The bank's files: what is sent, what comes back, and how both are written and read in each format."""
