"""For every guard a way to break it alone: one small change to a fixture in which everything else holds."""
