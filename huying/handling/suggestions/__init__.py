"""How deputies' suggestions are handled: assigned at a meeting, talked over, replied to, judged."""
