"""Help for everybody, without a sign-in: what to do, what it costs, how long it takes, what is paid, and where else to go."""
