"""Random walks over whole cases: whatever the tables name is tried with data that could be right, and mostly is."""
