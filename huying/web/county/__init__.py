"""The county's reader: its towns side by side in numbers, never a resident's words or name."""
