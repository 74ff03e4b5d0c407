"""Programs that are handed out: each runs by itself, with the standard library of Python 3.9 or newer and nothing of ours."""
