"""Signing in, and where it leads: each role to its desk."""
