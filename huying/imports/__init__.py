"""Bringing in tables that others kept: one way for every kind of thing."""
