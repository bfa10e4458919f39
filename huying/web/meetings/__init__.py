"""Assignment meetings: prepared, held on a big screen, closed."""
