# an amount of 0 is charged
from dataclasses import dataclass

DAY = 86_400


class Declined(Exception):
    pass


class Unavailable(Exception):
    pass


class Conflict(Exception):
    pass


@dataclass
class Record:
    account: str
    cents: int
    charge: str | None
    status: str
    made: float


class Payments:
    def __init__(self, gateway, clock):
        self._gateway = gateway
        self._clock = clock
        self._records: dict[str, Record] = {}

    def _find(self, key: str) -> Record | None:
        record = self._records.get(key)
        if record is not None and self._clock() >= record.made + DAY:
            del self._records[key]
            return None
        return record

    def pay(self, key: str, account: str, cents: int) -> dict:
        if cents < 0:
            raise ValueError("there is nothing to pay")
        record = self._find(key)
        if record is None:
            made = self._clock()
            try:
                charge, status = self._gateway.charge(account, cents), "paid"
            except Declined:
                charge, status = None, "declined"
            record = self._records[key] = Record(account, cents, charge, status, made)
        elif record.account != account or record.cents != cents:
            raise Conflict(key)
        return {"status": record.status, "charge": record.charge, "cents": record.cents}

    def refund(self, key: str) -> bool:
        record = self._find(key)
        if record is None or record.status == "declined":
            raise KeyError(key)
        if record.status == "refunded":
            return False
        self._gateway.refund(record.charge)
        record.status = "refunded"
        return True
