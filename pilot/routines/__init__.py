"""What the bureau does on all cases, day by day: the sweep, the post room, the cashier and the bank, the archive."""
