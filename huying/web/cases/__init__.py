"""The page of a case, one for units, office, staff and leaders: each sees the moves that are theirs."""
