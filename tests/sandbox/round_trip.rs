//! A law of the boundary: a plain value that crosses twice is equal to itself, of the same type, and looks the same.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::common::{grade, only_case};

/// Python source of a random plain value.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("None".to_owned()),
        any::<bool>().prop_map(|b| if b { "True".into() } else { "False".into() }),
        any::<i128>().prop_map(|n| n.to_string()),
        (any::<i64>(), 0u32..500).prop_map(|(n, shift)| format!("({n} << {shift})")),
        any::<f64>()
            .prop_filter("NaN is not equal to itself", |f| !f.is_nan())
            .prop_map(|f| {
                if f.is_infinite() {
                    format!("float('{}inf')", if f < 0.0 { "-" } else { "" })
                } else {
                    format!("{f:e}")
                }
            }),
        any::<String>().prop_map(|s| {
            let escaped: String = s
                .chars()
                .map(|c| format!("\\U{:08x}", u32::from(c)))
                .collect();
            format!("'{escaped}'")
        }),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(|bytes| format!("bytes({bytes:?})")),
        (any::<i32>(), 1u32..9999).prop_map(|(n, d)| format!("Fraction({n}, {d})")),
        any::<i32>().prop_map(|n| format!("Decimal('{n}e-3')")),
        (0i64..3_000_000).prop_map(|d| format!("date.fromordinal({})", d + 1)),
        any::<i32>().prop_map(|s| format!("timedelta(seconds={s})")),
        any::<u128>().prop_map(|n| format!("UUID(int={n})")),
        (any::<i16>(), any::<i16>(), 1i16..99)
            .prop_map(|(a, b, c)| format!("range({a}, {b}, {c})")),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let items = |most| {
            proptest::collection::vec(inner.clone(), 0..most).prop_map(|items| items.join(", "))
        };
        prop_oneof![
            items(6).prop_map(|items| format!("[{items}]")),
            items(6).prop_map(|items| format!("tuple([{items}])")),
            items(6).prop_map(|items| format!("deque([{items}])")),
            items(6).prop_map(|items| format!("OrderedDict(enumerate([{items}]))")),
            proptest::collection::vec((any::<i32>(), inner.clone()), 0..5).prop_map(|pairs| {
                let pairs: Vec<String> = pairs
                    .into_iter()
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                format!("{{{}}}", pairs.join(", "))
            }),
            proptest::collection::vec(any::<i64>(), 0..8)
                .prop_map(|items| format!("set({items:?})")),
            proptest::collection::vec(any::<u8>(), 0..8)
                .prop_map(|items| format!("bytearray({items:?})")),
        ]
    })
}

#[test]
fn plain_values_survive_the_boundary() {
    // Many values a grade, or most of the time would go into starting them.
    let values = proptest::collection::vec(value(), 60);
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&values, |values| {
        let list: String = values
            .iter()
            .map(|value| format!("    {value},\n"))
            .collect();
        let cases = format!(
            "
from collections import OrderedDict, deque
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID
from answer import echo

VALUES = [
{list}]

def test_echo():
    for value in VALUES:
        back = echo(value)
        assert type(back) is type(value)
        assert back == value
        assert repr(back) == repr(value)
"
        );
        let case = only_case(grade(&cases, "def echo(value):\n    return value\n"));
        prop_assert!(case.verdict.passed(), "{:?}", case.message);
        Ok(())
    });
    outcome.expect("every value comes back");
}
