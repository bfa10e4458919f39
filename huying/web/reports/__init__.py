"""Reports on how suggestions were handled."""
