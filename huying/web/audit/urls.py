pages: list = []
