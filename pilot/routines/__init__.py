"""What the bureau does on all cases, day by day: the sweep, the funding, the post room, the cashier and the bank, the archive."""
