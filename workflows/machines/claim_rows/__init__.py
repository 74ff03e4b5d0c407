"""The rows of the claim's table, a module a chapter of the procedure."""
