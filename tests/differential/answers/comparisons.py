def average(numbers):
    return sum(numbers) / len(numbers)


def normal(numbers):
    total = sum(numbers)
    return [number / total for number in numbers]
