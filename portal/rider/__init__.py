"""Pages for injured persons and their kin, made for an old phone in one hand."""
