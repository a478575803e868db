# Style: one object per row that collects its problems; no regular expressions, strings are split by hand.
import datetime


class Row:
    def __init__(self, raw):
        self.raw = raw
        self.problems = {}
        self.order = {
            "order_id": self.take("order_id", self.read_order_id),
            "email": self.take("email", self.read_email),
            "quantity": self.take("quantity", self.read_quantity),
            "price_cents": self.take("price", self.read_price),
            "date": self.take("date", self.read_date),
            "note": " ".join(self.text("note").split()) or None,
        }

    def text(self, column):
        value = self.raw.get(column)
        return "" if value is None else value.strip()

    def is_empty(self):
        columns = ("order_id", "email", "quantity", "price", "date", "note")
        return all(self.text(column) == "" for column in columns)

    def take(self, column, read):
        text = self.text(column)
        value = read(text) if text else None
        if value is None:
            self.problems[column] = "invalid" if text else "missing"
        return value

    def read_order_id(self, text):
        letters, _, digits = text.partition("-")
        if letters.isascii() and letters.isalpha() and is_digits(digits):
            return text.upper()

    def read_email(self, text):
        name, _, host = text.partition("@")
        if name and host and "@" not in host and len(text.split()) == 1:
            return text.lower()

    def read_quantity(self, text):
        if is_digits(text) and 1 <= int(text) <= 1000:
            return int(text)

    def read_price(self, text):
        units, separator, cents = text.replace(",", ".").partition(".")
        if is_digits(units) and (not separator or (is_digits(cents) and len(cents) <= 2)):
            return int(units + (cents + "00")[:2])

    def read_date(self, text):
        if text.count("-") == 2:
            parts, widths = text.split("-"), [(4,), (2,), (2,)]
        else:
            parts, widths = text.split(".")[::-1], [(4,), (1, 2), (1, 2)]
        if [is_digits(part) and len(part) in width for part, width in zip(parts, widths)] != [True] * len(parts):
            return None
        try:
            return datetime.date(*map(int, parts)).isoformat()
        except (TypeError, ValueError):
            return None


def is_digits(text):
    return text.isascii() and text.isdigit()


def clean(rows):
    orders, rejects = {}, []
    for number, raw in enumerate(rows, start=1):
        row = Row(raw)
        if row.is_empty():
            continue
        order_id = row.order["order_id"]
        if order_id in orders:
            row.problems["order_id"] = "duplicate"
        if row.problems:
            rejects.append({"row": number, "problems": row.problems, "raw": raw})
        else:
            orders[order_id] = row.order
    return list(orders.values()), rejects
