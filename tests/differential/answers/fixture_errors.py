def explode(when):
    raise RuntimeError(f"exploded in {when}")
