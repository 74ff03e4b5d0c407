"""The tables of the first revision, one module for each of `claims.store`; frozen once a schema is released."""
