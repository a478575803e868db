# one list of (end, client) for everybody, filtered when it is asked


class Limiter:
    def __init__(self, limit, seconds, clock):
        if not (limit > 0 and seconds > 0):
            raise ValueError(limit, seconds)
        self.limit = limit
        self.seconds = seconds
        self.clock = clock
        self.ends = []

    def ends_of(self, client, now):
        return [end for end, whose in self.ends if whose == client and end > now]

    def wait(self, client):
        now = self.clock()
        ends = self.ends_of(client, now)
        return sorted(ends)[-self.limit] - now if len(ends) >= self.limit else 0.0

    def allow(self, client):
        now = self.clock()
        free = len(self.ends_of(client, now)) < self.limit
        if free:
            self.ends = [(end, whose) for end, whose in self.ends if end > now]
            self.ends.append((now + self.seconds, client))
        return free

    def reset(self, client):
        self.ends = [(end, whose) for end, whose in self.ends if whose != client]
