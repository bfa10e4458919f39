"""The town: divisions, points, units, deputies and their terms, accounts and what they hold."""
