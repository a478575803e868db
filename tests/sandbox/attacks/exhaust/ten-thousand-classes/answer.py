def run():
    return [type(f"C{number}", (), {})() for number in range(11_000)]
