"""How a claim moves: one file a machine, and the one transaction that moves it."""
