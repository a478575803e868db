class BufferFullException(BufferError):
    pass


class BufferEmptyException(Exception):
    pass


class CircularBuffer:
    def __init__(self, capacity):
        from collections import deque
        self.items = deque(maxlen=capacity)

    def clear(self):
        self.items.clear()

    def read(self):
        return self.items.popleft()

    def write(self, data):
        if len(self.items) == self.items.maxlen:
            raise BufferFullException("full")
        self.items.append(data)

    overwrite = write
