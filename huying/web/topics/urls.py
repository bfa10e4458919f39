"""The desk of topics: staff name, merge, split and pin them."""

pages: list = []
