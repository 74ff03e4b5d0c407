"""People at real browsers: the portal as a process of its own, Chromium without a screen, and hands on mouse or keyboard."""
