def share(name="you"):
    return f"One for {name or 'you'}, one for me."
