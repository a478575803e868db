import answer


def test_noise():
    assert answer.noisy() == "quiet"


def test_capture(capsys):
    answer.noisy()
    captured = capsys.readouterr()
    assert captured.out.startswith("line 0\nline 1\n")
    assert "to stderr" in captured.err
