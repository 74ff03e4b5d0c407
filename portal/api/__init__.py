"""The interface for the programs of platforms, version 1: signed requests, JSON, described by OpenAPI."""
