"""What must hold of every database that the engine has written, looked at from outside the engine: one module an idea."""
