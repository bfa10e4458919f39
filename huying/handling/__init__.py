"""Cases: the work at the units on one thing that must be answered, until it has been judged."""
