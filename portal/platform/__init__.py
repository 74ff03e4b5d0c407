"""The pages of a platform's own people: what falls due, their riders' cases, what they answer and pay, and their keys."""
