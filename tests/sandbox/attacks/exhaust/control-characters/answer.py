def run():
    print("\x1b[2J\x1b]0;title\x07\r\x9b31m\u202e\0")
    return "\x1b[31m\ud800\0\u202e"
