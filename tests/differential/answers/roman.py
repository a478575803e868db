STEPS = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (10, "X"), (9, "IX"), (5, "V"), (1, "I")]


def to_roman(number):
    if number < 1:
        raise ValueError("the number must be between 1 and 3999")
    text = ""
    for value, letters in STEPS:
        while number >= value:
            text += letters
            number -= value
    return text
