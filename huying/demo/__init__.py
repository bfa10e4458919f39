"""The demo town: invented people and two years of their voices, replayed through the real verbs."""
