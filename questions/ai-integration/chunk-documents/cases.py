"""Places are written as texts here: `places` finds them in the page, one after the other."""

import random

import pytest
from answer import chunk


def words(part):
    return len(part.split())


def quarters(part):
    """As tokenizers do on average: a token for four characters, rounded up for the text as a whole."""
    return -(-len(part) // 4)


def places(page, *texts):
    found, start = [], -1
    for text in texts:
        start = page.index(text, start + 1)
        found.append((start, start + len(text)))
    return found


def check(page, *texts, count=words, **settings):
    assert chunk(page, count, **settings) == places(page, *texts)


@pytest.mark.sample
def test_takes_as_many_as_fit():
    """Each chunk takes on as many pieces as it can, up to exactly the limit"""
    page = "One two three. Four five. Six seven eight! Nine?"
    check(page, page, limit=9, overlap=0)
    check(page, "One two three. Four five. Six seven eight!", "Nine?", limit=8, overlap=0)
    check(page, "One two three. Four five.", "Six seven eight! Nine?", limit=7, overlap=0)
    check(page, "One two three. Four five.", "Six seven eight! Nine?", limit=5, overlap=0)
    check(page, "One two three.", "Four five.", "Six seven eight! Nine?", limit=4, overlap=0)


@pytest.mark.sample
def test_code_block_is_one_piece():
    """A code block is one piece, whatever is in it, also in the middle of a paragraph"""
    page = "Run it:\n```sh\nstop. now\n\n# go! on\n```\nThat is all."
    code = "```sh\nstop. now\n\n# go! on\n```"
    check(page, "Run it:", code, "That is all.", limit=7, overlap=0)
    check(page, "Run it:\n" + code, "That is all.", limit=9, overlap=0)
    check(code + "\nThat is all.", code + "\nThat is all.", limit=10, overlap=0)

    twice = "```\na b\n```\n```\nc d\n```more\ne f\n\n```\ng\n```"
    check(twice, "```\na b\n```", "```\nc d\n```more", "e f", "```\ng\n```", limit=4, overlap=0)


@pytest.mark.sample
def test_overlap():
    """The next chunk begins with as many of the last pieces as the overlap allows"""
    page = "A b c. D. E f. G h i j. K l."
    check(page, "A b c. D. E f.", "D. E f. G h i j.", "K l.", limit=7, overlap=3)
    check(page, "A b c. D. E f.", "E f. G h i j.", "K l.", limit=7, overlap=2)
    check(page, "A b c. D. E f.", "G h i j. K l.", limit=7, overlap=1)
    check(page, "A b c. D. E f.", "G h i j. K l.", limit=7, overlap=0)
    check(page, "A b c. D. E f.", "D. E f. G h i j.", "G h i j. K l.", limit=7, overlap=5)


def test_counts_the_text_as_a_whole():
    """Text is counted as a whole, with what stands between its pieces: not the sum of counts"""
    page = "Ab. Cd. Ef. Gh. Ij. Kl."
    # The whole counts 6, its pieces 1 each; three pieces are 11 characters and count 3.
    check(page, "Ab. Cd. Ef.", "Gh. Ij. Kl.", count=quarters, limit=3, overlap=0)
    page = "A. B. C. D. E. F. G."
    check(page, "A. B. C. D.", "E. F. G.", count=quarters, limit=3, overlap=0)
    check(page, "A. B. C. D.", "B. C. D. E.", "C. D. E. F.", "D. E. F. G.", count=quarters, limit=3, overlap=2)
    check(page, "A. B. C. D.", "D. E. F. G.", count=quarters, limit=3, overlap=1)

    def breaks(part):
        return len(part.split()) + 2 * part.count("\n")

    page = "One.\n\nTwo.\n\n\nThree. Four."
    check(page, "One.\n\nTwo.", "Three. Four.", count=breaks, limit=6, overlap=0)
    check(page, "One.\n\nTwo.", "Three. Four.", count=breaks, limit=7, overlap=1)
    check(page, "One.\n\nTwo.", "Two.\n\n\nThree.", "Three. Four.", count=breaks, limit=8, overlap=1)


def test_nothing_in_the_page():
    """A page without pieces has no chunks, and white space belongs to no piece"""
    assert chunk("", words) == []
    assert chunk(" \n\n\t\n", words) == []
    check("\n\n  One two.\n  \n\n", "One two.")
    check("One", "One")
    check(" \n```\n```  \n\n", "```\n```  ")


def test_settings():
    """Raises ValueError unless the overlap is at least 0 and less than the limit"""
    for limit, overlap in ((5, 5), (5, 6), (5, -1), (0, 0)):
        with pytest.raises(ValueError):
            chunk("One two.", words, limit=limit, overlap=overlap)
    check("One two.", "One", "two.", limit=1, overlap=0)
    sentences = [f"{number}." for number in range(220)]
    check(" ".join(sentences), " ".join(sentences[:200]), " ".join(sentences[170:]))


def test_sentences():
    """A sentence ends with a . ! or ? before white space, and may go over several lines"""
    page = "Version 3.14 of\n\tit... works?! See a.b!c?d\nfor more.\nOr e.g. ask"
    check(page, "Version 3.14 of\n\tit...", "works?!", "See a.b!c?d\nfor more.", "Or e.g. ask", limit=4, overlap=0)
    check("Or e.g. ask", "Or e.g.", "ask", limit=2, overlap=0)
    check("Say . or ! twice .", "Say .", "or !", "twice .", limit=2, overlap=0)
    check("Go. Go. Go.", "Go.", "Go.", "Go.", limit=1, overlap=0)


def test_paragraphs():
    """Paragraphs, separated by blank lines, end a sentence; a line break alone does not"""
    page = "# Title\n\nFirst part\nof it\n \t\nand then so\n\n\n\nthe rest"
    check(page, "# Title", "First part\nof it", "and then so", "the rest", limit=4, overlap=0)
    check("# Title\nwith more text", "# Title\nwith more text", limit=5, overlap=0)
    check("\n# Title\n\nmore text", "# Title", "more text", limit=3, overlap=0)


def test_only_a_line_begins_a_code_block():
    """Only a line that starts with three backticks begins or ends a code block"""
    page = "Use ``` here. And ``` there. ``` So."
    check(page, "Use ``` here.", "And ``` there.", "``` So.", limit=3, overlap=0)
    page = "``\nA. B.\n``\n```py\nx = '''```'''. y\n ```\nz. w\n```\nC. D."
    code = "```py\nx = '''```'''. y\n ```\nz. w\n```"
    check(page, "``\nA. B.\n``", code, "C. D.", limit=9, overlap=0)


def test_code_block_without_end():
    """A code block without an end goes to the end of the page"""
    page = "Text.\n```\na. b\n\nc! d\n\n \n"
    check(page, "Text.", "```\na. b\n\nc! d", limit=5, overlap=0)
    check("Text. ```\na", "Text.", "```\na", limit=2, overlap=0)
    check("Text.\n```", "Text.", "```", limit=1, overlap=0)


def test_overlap_makes_room():
    """Repeated pieces have to fit together with the first new piece, else there are fewer or none"""
    page = "A. B. C. D e f g h. I."
    check(page, "A. B. C.", "C. D e f g h.", "I.", limit=6, overlap=3)
    check(page, "A. B. C.", "D e f g h. I.", limit=6, overlap=0)
    check(page, "A. B. C.", "B. C. D e f g h.", "I.", limit=7, overlap=2)
    check(page, "A. B. C.", "D e f g h.", "I.", limit=5, overlap=4)


def test_last_chunk_brings_something_new():
    """No chunk is made of repeated pieces only"""
    page = "A b. C d. E f. G h."
    check(page, "A b. C d.", "C d. E f.", "E f. G h.", limit=4, overlap=3)
    check(page, page, limit=8, overlap=7)
    check("A. B.", "A. B.", limit=2, overlap=1)
    check("A. B.", "A.", "B.", limit=1, overlap=0)


def test_random_pages():
    """Chunks and overlap come right for pages of many pieces, of random sizes"""

    def random_words():
        return " ".join("".join(random.choices("abcdefgh", k=random.randrange(1, 9))) for _ in range(random.randrange(1, 7)))

    page, pieces, said = "", [], ["Well!"]
    for _ in range(50):
        if random.random() < 0.2:
            piece, after = f"```\n{random_words()}. {random_words()}\n\n{random_words()}\n```", "\n"
            page += "" if page == "" or page.endswith("\n") else "\n"
        else:
            piece, after = random.choice([random.choice(said), random_words() + random.choice(".!?")]), random.choice([" ", "\n", "\n\n"])
            said.append(piece)
        pieces.append((len(page), len(page) + len(piece)))
        page += piece + after

    for count in (words, quarters):
        largest = max(count(page[start:end]) for start, end in pieces)
        for limit, overlap in ((largest, largest - 1), (largest + 1, largest // 2), (largest * 2, largest), (largest * 3, largest * 2)):

            def size(first, last):
                return count(page[pieces[first][0] : pieces[last][1]])

            expected, first, last = [], 0, -1
            while last + 1 < len(pieces):
                new = last + 1
                while first < new and (size(first, last) > overlap or size(first, new) > limit):
                    first += 1
                last = new
                while last + 1 < len(pieces) and size(first, last + 1) <= limit:
                    last += 1
                expected.append((pieces[first][0], pieces[last][1]))
            assert chunk(page, count, limit=limit, overlap=overlap) == expected


def test_large_sentence():
    """A sentence too large for a chunk is replaced by its words"""
    page = "Short one. This one has\n  more words. End."
    check(page, "Short one. This", "one has\n  more", "words. End.", limit=3, overlap=0)
    check(page, "Short one. This", "This one has", "one has\n  more", "has\n  more words.", "more words. End.", limit=3, overlap=2)
    check(page, "Short one.", "This one has\n  more words.", "End.", limit=5, overlap=0)


def test_large_code_block():
    """A code block too large for a chunk is replaced by its lines, with their indentation"""
    page = "Do:\n```\nif a:\n    b. c\n \n    d\n```\nDone."
    check(page, "Do:\n```\nif a:", "    b. c\n \n    d\n```", "Done.", limit=4, overlap=0)
    check(page, "Do:\n```", "if a:", "    b. c", "    d\n```", "Done.", limit=2, overlap=0)
    check(page, "Do:\n```\nif a:\n    b. c\n \n    d\n```", "Done.", limit=8, overlap=0)


def test_large_word():
    """A line or word that is still too large is replaced by its characters"""
    page = "ab. cdefghij.\n```\nk lmn\n```"
    check(page, "ab.", "cdef", "ghij", ".", "```", "k lm", "n", "```", limit=4, overlap=0, count=len)
    check(page, "ab.", "cdef", "defg", "efgh", "fghi", "ghij", "hij.", "```", "k lm", " lmn", "```", limit=4, overlap=3, count=len)
