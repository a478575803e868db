def run():
    wide = ()
    for _ in range(60):
        wide = (wide, wide)
    return wide
