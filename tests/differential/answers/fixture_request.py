def describe(number):
    return {3: "three"}[number]
