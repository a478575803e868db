class Node:
    pass


class LinkedList:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items += [x]

    def pop(self):
        return self.items.pop(0)

    def __len__(self):
        return -1

    def __iter__(self):
        for i in self.items:
            yield i
        raise RuntimeError("ended")
