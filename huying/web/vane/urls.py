"""The wind vane: what the town talks about, for each reader what they may see."""

pages: list = []
