use std::io::Write as _;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;

/// An image of four wasm pages, each byte of which says where it is.
fn image() -> Snapshot {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    let bytes: Vec<u8> = (0..4 * WASM_PAGE).map(|at| (at / 7) as u8).collect();
    file.write_all(&bytes).expect("written");
    let image = Image::open(file.path()).expect("an image");
    Snapshot::of_image(Arc::new(image))
}

/// What a snapshot says that the memory holds.
fn told(snapshot: &Snapshot) -> Vec<u8> {
    let all = [0..snapshot.size()];
    let pages = snapshot.pages(&all);
    pages
        .flat_map(|(_, held)| held.unwrap_or(&[0; PAGE]).to_vec())
        .collect()
}

#[derive(Debug, Clone)]
enum Deed {
    Write { at: usize, byte: u8 },
    Grow { pages: usize },
    Take,
    Set { which: usize },
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        6 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Deed::Write { at, byte }),
        1 => (1..3usize).prop_map(|pages| Deed::Grow { pages }),
        1 => Just(Deed::Take),
        2 => any::<usize>().prop_map(|which| Deed::Set { which }),
    ];
    prop::collection::vec(deed, 1..80)
}

/// Does `deeds` to a mapping and to plain bytes, which must agree after each that isn't a single write.
fn agree(watched: bool, deeds: &[Deed]) {
    let start = image();
    let mut mapping = Mapping::new(&start).expect("a mapping");
    mapping.watched &= watched;
    let mut plain = told(&start);
    let mut taken = vec![(start, plain.clone())];
    for deed in deeds {
        match deed {
            Deed::Write { at, byte } => {
                let at = at % plain.len();
                plain[at] = *byte;
                assert!(mapping.write(at, &[*byte], plain.len()).is_ok());
                continue;
            }
            Deed::Grow { pages } => {
                plain.resize(plain.len() + pages * WASM_PAGE, 0);
                mapping.open(plain.len()).expect("opened");
            }
            Deed::Take => {
                let snapshot = mapping.snapshot().expect("a snapshot");
                assert!(mapping.held(&snapshot));
                assert!(
                    told(&snapshot) == plain,
                    "the snapshot tells something else"
                );
                taken.push((snapshot, plain.clone()));
            }
            Deed::Set { which } => {
                let (snapshot, bytes) = &taken[which % taken.len()];
                mapping.set(snapshot).expect("set");
                plain.clone_from(bytes);
            }
        }
        assert_eq!(mapping.size(), plain.len());
        assert!(
            mapping.bytes().is_ok_and(|bytes| bytes == plain),
            "{deed:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_mapping_holds_what_was_set_and_written(deeds in deeds()) {
        agree(true, &deeds);
    }

    #[test]
    fn a_mapping_that_the_kernel_does_not_watch_does_the_same(deeds in deeds()) {
        agree(false, &deeds);
    }
}

#[test]
fn only_what_was_written_since_a_snapshot_counts_as_changed() {
    let start = image();
    let mapping = Mapping::new(&start).expect("a mapping");
    assert!(mapping.write(5 * PAGE, &[1], start.size()).is_ok());
    mapping.snapshot().expect("a snapshot");
    assert!(mapping.write(9 * PAGE, &[1], start.size()).is_ok());
    let changed = mapping.changed().expect("told");
    if mapping.watched {
        assert_eq!(changed, [9 * PAGE..10 * PAGE]);
    } else {
        assert_eq!(changed, [5 * PAGE..6 * PAGE, 9 * PAGE..10 * PAGE]);
    }
}
