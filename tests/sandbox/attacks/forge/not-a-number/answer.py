from decimal import Decimal


class Nan(float):
    def __eq__(self, other):
        return True


turn = 0


def number(_):
    global turn
    turn += 1
    return [float("nan"), Decimal("nan"), Nan("nan"), complex("nan")][turn % 4]
