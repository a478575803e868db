# fails: test_good_rows
# Goes through the rows by index: an iterable that can be read once only has no length.
import re
from datetime import date

ORDER_ID = re.compile(r"[A-Za-z]+-[0-9]+")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
QUANTITY = re.compile(r"[0-9]+")
PRICE = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}))?")
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def match(pattern, text):
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return found


def order_id(text):
    return match(ORDER_ID, text)[0].upper()


def email(text):
    return match(EMAIL, text)[0].lower()


def quantity(text):
    value = int(match(QUANTITY, text)[0])
    if not 1 <= value <= 1000:
        raise ValueError(text)
    return value


def price(text):
    units, cents = match(PRICE, text).groups("")
    return int(units) * 100 + int(cents.ljust(2, "0"))


def day(text):
    if "-" in text:
        year, month, day = match(YEAR_FIRST, text).groups()
    else:
        day, month, year = match(DAY_FIRST, text).groups()
    return date(int(year), int(month), int(day)).isoformat()


def note(text):
    return " ".join(text.split())


COLUMNS = {
    "order_id": ("order_id", order_id),
    "email": ("email", email),
    "quantity": ("quantity", quantity),
    "price": ("price_cents", price),
    "date": ("date", day),
    "note": ("note", note),
}


def clean(rows):
    orders, rejects, ids = [], [], set()
    for number in range(1, len(rows) + 1):
        row = rows[number - 1]
        texts = {column: (row.get(column) or "").strip() for column in COLUMNS}
        if not any(texts.values()):
            continue
        order, problems = read(texts)
        if order["order_id"] in ids:
            problems["order_id"] = "duplicate"
        if problems:
            rejects.append({"row": number, "problems": problems, "raw": row})
        else:
            ids.add(order["order_id"])
            orders.append(order)
    return orders, rejects


def read(texts):
    order, problems = {}, {}
    for column, (key, parse) in COLUMNS.items():
        order[key] = None
        if not texts[column]:
            if column != "note":
                problems[column] = "missing"
            continue
        try:
            order[key] = parse(texts[column])
        except ValueError:
            problems[column] = "invalid"
    return order, problems
