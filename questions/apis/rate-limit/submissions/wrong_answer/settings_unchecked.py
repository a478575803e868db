# fails: test_settings
# Near miss: takes any settings; with per_second=0 the first refused call ends in a division by zero.
import functools
import math
from dataclasses import dataclass


@dataclass
class Bucket:
    tokens: float
    filled_at: float


class RateLimiter:
    def __init__(self, capacity, per_second, clock):
        self.capacity = capacity
        self.per_second = per_second
        self.clock = clock
        self.buckets = {}
        self.swept_at = clock()

    def take(self, key, cost=1):
        if not 0 < cost <= self.capacity:
            raise ValueError(f"no bucket of {self.capacity} will ever give {cost}")
        now = self.clock()
        self.sweep(now)
        bucket = self.buckets.get(key)
        if bucket is None:
            bucket = self.buckets[key] = Bucket(self.capacity, now)
        bucket.tokens = self.tokens_at(bucket, now)
        bucket.filled_at = now
        if bucket.tokens < cost:
            return (cost - bucket.tokens) / self.per_second
        bucket.tokens -= cost
        return 0

    def tokens_at(self, bucket, now):
        return min(self.capacity, bucket.tokens + (now - bucket.filled_at) * self.per_second)

    def sweep(self, now):
        # Whatever has been full for a minute was full at one of the last two sweeps.
        if now - self.swept_at >= 30:
            self.swept_at = now
            self.buckets = {
                key: bucket for key, bucket in self.buckets.items() if self.tokens_at(bucket, now) < self.capacity
            }


def limited(handler, limiter, key_of):
    @functools.wraps(handler)
    def handle(request):
        key = key_of(request)
        wait = 0 if key is None else limiter.take(key)
        if wait == 0:
            return handler(request)
        return {
            "status": 429,
            "headers": {"Retry-After": str(math.ceil(wait))},
            "body": {"error": "too many requests"},
        }

    return handle
