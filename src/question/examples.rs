//! The prompt's examples: the contents of its fenced `pycon` blocks.

/// All examples of a prompt as one doctest text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    /// As many lines as the prompt up to the last example, with everything else blank, so that a line number in
    /// it is one of `prompt.md`.
    pub text: String,
    /// How many `>>>` lines there are; at least one.
    pub count: usize,
}

/// The examples in Markdown, or `None` if it has none.
pub fn examples(prompt: &str) -> Option<Examples> {
    let mut text = String::new();
    let mut inside = false;
    for line in prompt.lines() {
        let trimmed = line.trim();
        if inside && trimmed == "```" {
            inside = false;
        } else if !inside && trimmed == "```pycon" {
            inside = true;
        } else if inside {
            text.push_str(line);
        }
        text.push('\n');
    }
    let count = text
        .lines()
        .filter(|line| line.trim_start().starts_with(">>>"))
        .count();
    (count > 0).then(|| Examples {
        text: format!("{}\n", text.trim_end()),
        count,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_prompts_line_numbers() {
        let found =
            examples("# T\n\n```pycon\n>>> f(1)\n2\n```\ntext\n```python\n>>> no\n```\n").unwrap();
        assert_eq!(found.text, "\n\n\n>>> f(1)\n2\n");
        assert_eq!(found.count, 1);
    }

    #[test]
    fn a_prompt_without_examples_has_none() {
        assert_eq!(examples("```pycon\n1\n```\n"), None);
    }
}
