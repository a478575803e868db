class InputCell:
    def __init__(self, initial_value):
        self._value = initial_value
        self.dependents = []

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        self._value = value
        order = []
        self._collect(self, order)
        for cell in order:
            cell.update()
        for cell in order:
            cell.fire()

    @staticmethod
    def _collect(cell, order):
        for d in cell.dependents:
            if d in order:
                order.remove(d)
            order.append(d)
            InputCell._collect(d, order)


class ComputeCell:
    def __init__(self, inputs, compute_function):
        self.inputs = inputs
        self.compute = compute_function
        self.dependents = []
        self.callbacks = []
        for cell in inputs:
            cell.dependents.append(self)
        self.update()
        self.old = self.value

    def update(self):
        self.value = self.compute([c.value for c in self.inputs])

    def fire(self):
        if self.value != self.old:
            self.old = self.value
            for c in self.callbacks:
                c(self.value)

    def add_callback(self, callback):
        if callback not in self.callbacks:
            self.callbacks.append(callback)

    def remove_callback(self, callback):
        if callback in self.callbacks:
            self.callbacks.remove(callback)
