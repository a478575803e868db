# a log of what happened to each key, read from its end


class PaymentError(Exception):
    """What this module raises."""


class Declined(PaymentError): ...


class Unavailable(PaymentError): ...


class Conflict(PaymentError): ...


class Payments:
    HOURS = 24

    def __init__(self, gateway, clock):
        self.gateway, self.clock, self.log = gateway, clock, []

    def state(self, key):
        now = self.clock()
        state = None
        for at, whose, event, details in self.log:
            if whose != key:
                continue
            if event == "answered":
                state = None if now - at >= self.HOURS * 60 * 60 else details
            elif state is not None:
                state = {**state, "status": event}
        return state

    def pay(self, key, account, cents):
        if not cents > 0:
            raise ValueError(cents)
        known = self.state(key)
        if known is not None and (known["account"], known["cents"]) != (account, cents):
            raise Conflict
        if known is None:
            at = self.clock()
            known = {"account": account, "cents": cents, "charge": None, "status": "declined"}
            try:
                known["charge"] = self.gateway.charge(account, cents)
                known["status"] = "paid"
            except Declined:
                pass
            self.log.append((at, key, "answered", known))
        return {name: known[name] for name in ("status", "charge", "cents")}

    def refund(self, key):
        known = self.state(key)
        match known:
            case None | {"status": "declined"}:
                raise KeyError(key)
            case {"status": "refunded"}:
                return False
        self.gateway.refund(known["charge"])
        self.log.append((self.clock(), key, "refunded", None))
        return True
