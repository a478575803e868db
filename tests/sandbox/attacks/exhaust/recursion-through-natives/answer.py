import copy
import sys


class Endless:
    def __add__(self, other):
        return self + other

    def __repr__(self):
        return repr([self])

    def __eq__(self, other):
        return [self] == [other]

    def __hash__(self):
        return hash((self,))

    def __getattr__(self, name):
        return getattr(self, name + "_")

    def __lt__(self, other):
        return min([self, other]) is self

    def __getitem__(self, key):
        return self[key]

    def __str__(self):
        return f"{self}"


def run():
    sys.setrecursionlimit(10**9)
    for act in (
        lambda: Endless() + 1,
        lambda: repr(Endless()),
        lambda: Endless() == Endless(),
        lambda: hash(Endless()),
        lambda: Endless().anything,
        lambda: sorted([Endless(), Endless()]),
        lambda: Endless()[0],
        lambda: str(Endless()),
        lambda: copy.deepcopy(Endless()),
    ):
        try:
            act()
        except RecursionError:
            pass
    return 0
