"""The keeper's desk at a station or point."""
