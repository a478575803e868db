//! The files that `viva new` writes, by kind. They are real files beside this one, so that they can be read and checked.

use crate::question::Kind;

macro_rules! files {
    ($kind:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("templates/", $kind, "/", $name)))),+]
    };
}

/// Paths below the question's folder and contents; `{topic}` stands for the id's first part.
pub fn files(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Code => files!["code":
            "question.toml",
            "prompt.md",
            "starter.py",
            "cases.py",
            "hints.md",
            "explanation.md",
            "submissions/accepted/by_hand.py",
            "submissions/accepted/one_pattern.py",
            "submissions/wrong_answer/any_order.py",
            "submissions/wrong_answer/empty_is_zero.py",
            "submissions/wrong_answer/ignores_rest.py",
            "submissions/wrong_answer/one_unit_only.py",
            "submissions/wrong_answer/sixty_is_too_much.py",
        ],
        Kind::Fix => files!["fix":
            "question.toml",
            "prompt.md",
            "starter.py",
            "cases.py",
            "hints.md",
            "explanation.md",
            "submissions/accepted/islice.py",
            "submissions/wrong_answer/drops_the_rest.py",
            "submissions/wrong_answer/empties_the_list.py",
            "submissions/wrong_answer/sequences_only.py",
            "submissions/wrong_answer/trusts_the_size.py",
        ],
        Kind::Tests => files!["tests":
            "question.toml",
            "prompt.md",
            "starter.py",
            "hints.md",
            "explanation.md",
            "implementations/broken/empty_slug.py",
            "implementations/broken/keeps_case.py",
            "implementations/broken/many_hyphens.py",
            "implementations/correct.py",
            "submissions/accepted/a_test_a_rule.py",
        ],
        Kind::Choice => files!["choice":
            "question.toml",
            "prompt.md",
            "hints.md",
            "explanation.md",
            "submissions/accepted/all_three.txt",
            "submissions/wrong_answer/everything.txt",
            "submissions/wrong_answer/safe_only.txt",
        ],
        Kind::Explain => files!["explain":
            "question.toml",
            "prompt.md",
            "hints.md",
            "explanation.md",
        ],
    }
}
