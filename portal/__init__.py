"""Where people meet the bureau: pages on the web. Today one that anybody may open, which verifies letters."""
