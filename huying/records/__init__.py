"""Read-only sums over the other rooms; every rate with its numerator, its denominator and what was left out."""
