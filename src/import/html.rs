//! HTML as Moodle's editors write it, as Markdown.

use std::collections::BTreeMap;

use htmd::HtmlToMarkdown;
use htmd::options::{BulletListMarker, Options};

use super::Refused;

/// Far more than a page of text.
const MOST: usize = 256 * 1024;

/// Elements in elements: what converts them goes down by calling itself.
const MAX_DEPTH: usize = 200;

/// Elements that have no end.
const VOID: [&str; 8] = ["br", "hr", "img", "input", "col", "wbr", "meta", "link"];

pub fn markdown(html: &str) -> Result<String, Refused> {
    if html.len() > MOST {
        return Err(Refused::new(
            format!("its HTML has {} bytes, more than {MOST}", html.len()),
            "shorten it; images in it belong elsewhere",
        ));
    }
    if depth(html) > MAX_DEPTH {
        return Err(Refused::new(
            format!("its HTML has elements in elements, more than {MAX_DEPTH} deep"),
            "save it anew with Moodle's editor",
        ));
    }
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    let converter = HtmlToMarkdown::builder()
        .options(options)
        .skip_tags(vec!["script", "style", "head", "title"])
        .build();
    let text = converter.convert(&fenced(html)).map_err(|error| {
        Refused::new(
            format!("its HTML can't be read: {error}"),
            "save it anew with Moodle's editor",
        )
    })?;
    // A break at a paragraph's end breaks nothing.
    let text = text.replace('\u{a0}', " ").replace("  \n\n", "\n\n");
    Ok(text.trim().to_owned())
}

/// No less than how deep elements are, as far as their ends close what is open.
fn depth(html: &str) -> usize {
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let (mut now, mut most) = (0_usize, 0);
    for piece in html.split('<').skip(1) {
        let (end, rest) = match piece.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, piece),
        };
        let name: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if name.is_empty() || VOID.contains(&name.as_str()) {
            continue;
        }
        let count = open.entry(name).or_default();
        if !end {
            *count += 1;
            now += 1;
            most = most.max(now);
        } else if *count > 0 {
            *count -= 1;
            now -= 1;
        }
    }
    most
}

/// With `code` in every `pre`: preformatted text is a program or its output.
fn fenced(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let (tag, after) = rest.split_at(end);
        let name = tag[1..].to_ascii_lowercase();
        let is_pre = name == "pre>" || name.starts_with("pre ");
        if is_pre && !after.trim_start().to_ascii_lowercase().starts_with("<code") {
            // Up to its end: markup in code is not shown as such.
            let close = find_end(after);
            let (code, after) = after.split_at(close);
            text.push_str("<pre><code>");
            text.push_str(&without_tags(code));
            text.push_str("</code></pre>");
            rest = after.find('>').map_or("", |end| &after[end + 1..]);
        } else {
            text.push_str(tag);
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

/// Where `</pre` begins.
fn find_end(html: &str) -> usize {
    let bytes = html.as_bytes();
    let is_end = |window: &[u8]| window.eq_ignore_ascii_case(b"</pre");
    bytes.windows(5).position(is_end).unwrap_or(html.len())
}

/// Without tags, but for line breaks, which are line ends.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        if rest[at + 1..].to_ascii_lowercase().starts_with("br") {
            text.push('\n');
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moodle_writes() {
        let html = "<p>Write&nbsp;<code>sqr(x)</code>, <b>not</b> <i>cube</i>.<br></p><pre class=\"x\">a <b>= 1</b><br>if a &lt; 2:\n    b</pre><ul><li>one</li><li>two</li></ul>";
        let text = markdown(html).unwrap();
        assert_eq!(
            text,
            "Write `sqr(x)`, **not** *cube*.\n\n```\na = 1\nif a < 2:\n    b\n```\n\n- one\n- two"
        );
    }

    #[test]
    fn what_would_need_too_much_is_refused() {
        assert!(markdown(&"<div>".repeat(10_000)).is_err());
        assert!(markdown(&"<p><b a=1></p>".repeat(10_000)).is_err());
        assert!(markdown(&"x".repeat(MOST + 1)).is_err());
        assert!(markdown(&"<p>a</p>".repeat(1_000)).is_ok());
    }
}
