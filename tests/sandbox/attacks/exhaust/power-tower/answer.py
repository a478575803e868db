def run():
    return (9**9**9).bit_length()
