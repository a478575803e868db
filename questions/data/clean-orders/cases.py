import random

import pytest
from answer import clean


def row(**changes):
    """A good row as it comes in, with changes."""
    good = {
        "order_id": "AB-17",
        "email": "kim@example.org",
        "quantity": "3",
        "price": "19.50",
        "date": "2026-03-09",
        "note": "",
    }
    return {**good, **changes}


def order(**changes):
    """The order that comes of a good row, with changes."""
    good = {
        "order_id": "AB-17",
        "email": "kim@example.org",
        "quantity": 3,
        "price_cents": 1950,
        "date": "2026-03-09",
        "note": None,
    }
    return {**good, **changes}


def accepts(column, texts, key=None):
    """Each text of the column is valid and comes out as its value."""
    rows = [row(**{"order_id": f"N-{number}", column: text}) for number, text in enumerate(texts)]
    expected = [order(**{"order_id": f"N-{number}", key or column: texts[text]}) for number, text in enumerate(texts)]
    assert clean(rows) == (expected, [])


def refuses(column, texts):
    """Each text of the column is invalid, and nothing else is."""
    rows = [row(**{"order_id": f"N-{number}", column: text}) for number, text in enumerate(texts)]
    orders, rejects = clean(rows)
    assert orders == []
    assert rejects == [
        {"row": number, "problems": {column: "invalid"}, "raw": raw} for number, raw in enumerate(rows, start=1)
    ]


@pytest.mark.sample
def test_good_rows():
    """Good rows become orders with exactly these keys, in the order of the rows"""
    rows = [row(order_id="B-2"), row(order_id="A-1", quantity="12", price="5"), row(order_id="C-3", note="gift")]
    orders = [
        order(order_id="B-2"),
        order(order_id="A-1", quantity=12, price_cents=500),
        order(order_id="C-3", note="gift"),
    ]
    assert clean(iter(rows)) == (orders, [])
    assert clean([]) == ([], [])


@pytest.mark.sample
def test_every_problem():
    """A reject tells every problem of the row, and the other rows go on"""
    bad = row(order_id="17", email="kim", quantity="three", price="", date="yesterday")
    orders, rejects = clean([row(), bad, row(order_id="AB-18")])
    assert orders == [order(), order(order_id="AB-18")]
    problems = {"order_id": "invalid", "email": "invalid", "quantity": "invalid", "price": "missing", "date": "invalid"}
    assert rejects == [{"row": 2, "problems": problems, "raw": bad}]


def test_white_space():
    """White space around a value never matters"""
    untidy = row(
        order_id="\tAB-17 ",
        email=" kim@example.org\n",
        quantity=" 3",
        price="19.50\xa0",
        date="\r\n2026-03-09  ",
        note="  ",
    )
    assert clean([untidy]) == ([order()], [])


def test_note():
    """Each run of white space in a note becomes one space, and an empty note is None"""
    texts = {
        " a  note\twith\n\n tabs ": "a note with tabs",
        "one": "one",
        " \t\n": None,
        "": None,
        "Ünï ©": "Ünï ©",
    }
    accepts("note", texts)
    accepts("note", {None: None})
    without = row()
    del without["note"]
    assert clean([without]) == ([order()], [])


def test_other_columns():
    """Other columns are ignored"""
    more = row(phone="0151", price_cents="1")
    more[None] = ["left", "over"]
    assert clean([more]) == ([order()], [])
    empty = {"phone": "0151", "order_id": "", None: ["left"]}
    assert clean([empty]) == ([], [])


def test_order_id():
    """An order id is letters, a hyphen and digits, in upper case afterwards; others are invalid"""
    ids = ["X-1", "AB-17", "abCz-0042", "z-9", "A-0"]
    orders, rejects = clean([row(order_id=text) for text in ids])
    assert orders == [order(order_id=text.upper()) for text in ids]
    assert rejects == []
    refuses("order_id", ["AB17", "AB-", "-17", "-", "A-B-1", "AB-1-2", "AB-17x", "A1-17", "A B-1", "AB -1", "AB- 1"])
    refuses("order_id", ["É-1", "AB-٣", "AB-²", "AB_17", "AB--17", "ß-1", "AB-1.5", "AB-+1"])


def test_email():
    """An email has exactly one @ with something before and after it, and no white space within"""
    accepts("email", {"A@B": "a@b", "kim.lee+x@Mail.Example.ORG": "kim.lee+x@mail.example.org"})
    refuses("email", ["kim", "@", "@example.org", "kim@", "a@b@c", "a@@b", "kim lee@example.org", "kim@ex\tample.org"])


def test_quantity():
    """A quantity has digits only and is 1 to 1000"""
    accepts("quantity", {"1": 1, "2": 2, "999": 999, "1000": 1000, "007": 7})
    refuses("quantity", ["0", "1001", "-1", "+1", "1.0", "1,0", "1_0", "1 0", "٣", "²", "1e2", "ten", "00", "0x1"])


def test_price():
    """A price has digits, then perhaps a point or a comma and one or two digits; it is exact in cents"""
    texts = {"7": 700, "7.5": 750, "7,50": 750, "0": 0, "0.05": 5, "0,5": 50, "19.99": 1999, "1.15": 115, "8,2": 820}
    accepts("price", texts, key="price_cents")
    large = {"90071992547409.93": 9007199254740993, "00012": 1200, "4.35": 435, "0,00": 0}
    accepts("price", large, key="price_cents")
    refuses("price", ["7.", ".5", ",50", "7.505", "1.234,50", "1,234.50", "7..5", "7,5,0", "-7", "+7", "7 €", "7. 5"])
    refuses("price", ["1e3", "1_0", "٣", "7.²", "²", "7.-5", "7.+5", "nan", "inf", "free", "7;50", "."])


def test_random_prices():
    """Any price is exact in cents, with a point or a comma"""
    amounts = [435, 1999, *(random.randint(0, 10_000_000) for _ in range(40))]
    texts = {f"{cents // 100}{random.choice('.,')}{cents % 100:02}": cents for cents in amounts}
    accepts("price", texts, key="price_cents")


def test_date_forms():
    """A date is year first with hyphens, or day first with points, and the year has four digits"""
    texts = {
        "2026-03-09": "2026-03-09",
        "09.03.2026": "2026-03-09",
        "9.3.2026": "2026-03-09",
        "9.03.2026": "2026-03-09",
        "31.12.1999": "1999-12-31",
        "0987-10-11": "0987-10-11",
        "1.2.0987": "0987-02-01",
    }
    accepts("date", texts)
    refuses("date", ["2026-3-09", "2026-03-9", "20260309", "2026-W11-1", "26-03-09", "9.3.26", "02026-03-09", "09.03.02026"])
    refuses("date", ["2026.03.09", "09-03-2026", "03/09/2026", "2026-03-09T00:00", "9.3.", "2026-03", "٩.3.2026", "009.3.2026"])
    refuses("date", ["9. 3.2026", "2026- 03-09", "+2026-03-09", "9.+3.2026", "2026-0٣-09", "2026-03.09", "9.3-2026", "today"])


def test_days_that_exist():
    """The day of a date must exist"""
    texts = {"2024-02-29": "2024-02-29", "29.2.2000": "2000-02-29", "2026-01-31": "2026-01-31", "30.4.2026": "2026-04-30"}
    accepts("date", texts)
    refuses("date", ["2026-02-29", "29.2.1900", "2026-13-01", "13.13.2026", "31.4.2026", "2026-00-10", "0.5.2026", "0000-01-01"])


def test_missing_values():
    """An empty value is missing, whether absent, None or white space, in any column but the note"""
    columns = ["order_id", "email", "quantity", "price", "date"]
    for empty in ("", " \t\n", None, "absent"):
        rows = [row(**{"order_id": f"N-{number}", column: empty}) for number, column in enumerate(columns)]
        if empty == "absent":
            for column, raw in zip(columns, rows):
                del raw[column]
        expected = [
            {"row": number, "problems": {column: "missing"}, "raw": raw}
            for number, (column, raw) in enumerate(zip(columns, rows), start=1)
        ]
        assert clean(rows) == ([], expected)


def test_empty_rows():
    """A row in which all six columns are empty is skipped, but counts in the numbers of the rows"""
    nothing = {"order_id": " ", "email": None, "price": "", "note": "\t"}
    only_note = {"order_id": "", "note": "see above"}
    only_price = {"order_id": "", "price": "1"}
    orders, rejects = clean([{}, row(), nothing, only_note, {}, only_price])
    assert orders == [order()]
    missing = {"order_id": "missing", "email": "missing", "quantity": "missing", "date": "missing"}
    assert rejects == [
        {"row": 4, "problems": {**missing, "price": "missing"}, "raw": only_note},
        {"row": 6, "problems": missing, "raw": only_price},
    ]
    # One value in any column is enough for a reject.
    for column, value in row(note="gift").items():
        _, rejects = clean([{column: value}])
        assert [reject["row"] for reject in rejects] == [1]


@pytest.mark.points(2)
def test_duplicates():
    """An id that an earlier order was accepted with is a duplicate, in any case; a rejected row doesn't take its id"""
    rows = [
        row(order_id="A-1", quantity="0"),
        row(order_id="A-1"),
        row(order_id="a-1 "),
        row(order_id="A-01"),
        row(order_id="A-1", email="", date="x"),
        row(order_id="B-2"),
        row(order_id="A-1"),
    ]
    orders, rejects = clean(rows)
    assert orders == [order(order_id="A-1"), order(order_id="A-01"), order(order_id="B-2")]
    problems = {reject["row"]: reject["problems"] for reject in rejects}
    assert problems == {
        1: {"quantity": "invalid"},
        3: {"order_id": "duplicate"},
        5: {"order_id": "duplicate", "email": "missing", "date": "invalid"},
        7: {"order_id": "duplicate"},
    }
    # Nothing is remembered from one call to the next.
    assert clean([row(order_id="A-1")]) == ([order(order_id="A-1")], [])


def test_raw_rows():
    """A reject has the dict that came in, and the rows are left unchanged"""
    rows = [row(email=" KIM "), row(order_id="AB-18", email=" KIM@x "), {"order_id": "a-1", "extra": " x "}]
    before = [dict(each) for each in rows]
    orders, rejects = clean(rows)
    assert orders == [order(order_id="AB-18", email="kim@x")]
    assert [reject["raw"] for reject in rejects] == [before[0], before[2]]
    assert [sorted(reject) for reject in rejects] == [["problems", "raw", "row"]] * 2
    assert rows == before
