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
            "implementations/broken/hyphen_at_the_end.py",
            "implementations/broken/keeps_case.py",
            "implementations/broken/letters_of_all_alphabets.py",
            "implementations/broken/many_hyphens.py",
            "implementations/right/by_hand.py",
            "implementations/right/words.py",
            "submissions/accepted/a_test_a_rule.py",
            "submissions/accepted/one_table.py",
            "submissions/wrong_answer/asks_for_the_message.py",
            "submissions/wrong_answer/does_not_look.py",
            "submissions/wrong_answer/happy_path.py",
            "submissions/wrong_answer/no_errors.py",
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
