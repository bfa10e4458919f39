"""The deputy's desk, for a phone."""
