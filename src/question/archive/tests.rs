use super::*;

fn id() -> QuestionId {
    "topic/slug".parse().unwrap()
}

fn files(texts: &[(&str, &str)]) -> Files {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    Files::sent(texts.iter().map(owned).collect()).unwrap()
}

/// An archive of these entries, whatever they are called.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn refused(bytes: &[u8]) -> String {
    unpack(bytes).unwrap_err().to_string()
}

#[test]
fn what_goes_out_comes_in_byte_for_byte() {
    let one = files(&[
        ("question.toml", "title = \"é\"\r\n"),
        ("prompt.md", "\u{feff}no line break at the end"),
        ("cases.py", ""),
        ("submissions/wrong_answer/a.py", "# fails: test_a\n\tx\n"),
    ]);
    let bytes = pack(&id(), &one).unwrap();
    assert_eq!(unpack(&bytes).unwrap(), (id(), one.clone()));
    assert_eq!(pack(&id(), &one).unwrap(), bytes);
}

#[test]
fn folders_may_stand_before_what_is_in_them() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for folder in [
        "topic",
        "topic/slug",
        "topic/slug/submissions",
        "topic/slug/submissions/accepted",
    ] {
        writer.add_directory(folder, options).unwrap();
    }
    writer.start_file("topic/slug/prompt.md", options).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(unpack(&bytes).unwrap(), (id(), files(&[("prompt.md", "")])));
}

#[test]
fn a_name_that_is_no_questions_is_refused_and_named() {
    for name in [
        "/etc/passwd",
        "../topic/slug/prompt.md",
        "topic/../prompt.md",
        "topic/slug/../prompt.md",
        "topic/slug/submissions/accepted/../../prompt.md",
        "topic/slug/.git/config",
        "topic/slug/sub/prompt.md",
        "topic\\slug\\prompt.md",
        "C:/slug/prompt.md",
        "prompt.md",
        "topic/prompt.md",
        "Topic/slug/prompt.md",
        "topic/slug/prompt.md/",
        "topic/slug/other/",
        "..//",
    ] {
        let why = refused(&archive(&[(name, b"x")]));
        let shown = name.escape_debug().to_string();
        assert!(why.contains(&shown), "{name}: {why}");
    }
}

#[test]
fn links_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer
        .add_symlink("topic/slug/prompt.md", "/etc/passwd", options)
        .unwrap();
    let why = refused(&writer.finish().unwrap().into_inner());
    assert!(
        why.contains("topic/slug/prompt.md") && why.contains("link"),
        "{why}"
    );
}

#[test]
fn names_that_collide_are_refused() {
    let one = ("topic/slug/submissions/accepted/a.py", b"".as_slice());
    let other = ("topic/slug/submissions/accepted/A.py", b"".as_slice());
    assert!(refused(&archive(&[one, other])).contains("upper and lower case"));
    // The writer makes no two of one name, so one is renamed in its bytes: to the same length.
    let other = ("topic/slug/submissions/accepted/b.py", b"".as_slice());
    let mut bytes = archive(&[one, other]);
    let name = other.0.as_bytes();
    while let Some(at) = bytes.windows(name.len()).position(|part| part == name) {
        bytes[at..at + name.len()].copy_from_slice(one.0.as_bytes());
    }
    assert!(refused(&bytes).contains("two entries of one name"));
    let other = ("other/slug/prompt.md", b"".as_slice());
    assert!(refused(&archive(&[one, other])).contains("one holds one question"));
}

#[test]
fn bombs_are_counted_while_they_inflate() {
    let large = vec![b'x'; 50 << 20];
    let mut bytes = archive(&[("topic/slug/prompt.md", &large)]);
    assert!(bytes.len() < 200_000);
    assert!(refused(&bytes).contains("topic/slug/prompt.md"));
    // The same with a size that is a lie: in the directory, where the reader looks.
    let length = (large.len() as u32).to_le_bytes();
    while let Some(at) = bytes.windows(4).position(|part| part == length) {
        bytes[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
    }
    assert!(unpack(&bytes).is_err());
    let mega = vec![b'x'; 1 << 20];
    let three = [
        ("topic/slug/prompt.md", mega.as_slice()),
        ("topic/slug/cases.py", &mega),
        ("topic/slug/hints.md", b"x"),
    ];
    assert!(unpack(&archive(&three[..2])).is_ok());
    assert!(refused(&archive(&three)).contains("topic/slug/hints.md"));
    let names: Vec<String> = (0..=MAX_ENTRIES)
        .map(|n| format!("topic/slug/implementations/right/{n}.py"))
        .collect();
    let many: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), b"".as_slice()))
        .collect();
    assert!(matches!(
        unpack(&archive(&many)),
        Err(ArchiveError::TooMany(_))
    ));
}

#[test]
fn what_is_no_text_or_no_archive_is_refused() {
    let why = refused(&archive(&[("topic/slug/prompt.md", b"\xff\xfe")]));
    assert!(why.contains("UTF-8"), "{why}");
    assert!(refused(&archive(&[("topic/slug/prompt.md", b"a\0")])).contains("U+0000"));
    assert!(refused(&archive(&[])).contains("no files"));
    for bytes in [b"".as_slice(), b"7", b"PK\x03\x04", &[0; 100]] {
        assert!(unpack(bytes).is_err());
    }
    // Cut off anywhere, changed anywhere: an error or the same, never a panic.
    let whole = pack(
        &id(),
        &files(&[("prompt.md", "some text of some length\n")]),
    )
    .unwrap();
    for at in 0..whole.len() {
        assert!(unpack(&whole[..at]).is_err());
        let mut changed = whole.clone();
        changed[at] ^= 0xff;
        let _ = unpack(&changed);
    }
}
