def area(shape, side):
    if shape == "square":
        return side * side
    return 3.14 * side * side
