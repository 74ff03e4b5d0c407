"""What is stored: tables, engine, append-only triggers and migrations."""
