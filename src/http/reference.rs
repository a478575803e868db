//! The API's reference page: the OpenAPI document for people. Made once, at the start, of nothing but the document.

use std::fmt::Write as _;

use axum::Extension;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::openapi::{Document, PREFIX};
use super::problem::Code;

const STYLE: &str = include_str!("reference.css");

/// The page needs its style sheet and nothing else.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Shapes within shapes that are written out; deeper ones don't occur.
const DEEPEST: u32 = 8;

pub async fn page(Extension(document): Extension<Document>) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, document.page().to_owned()).into_response()
}

pub async fn style() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, STYLE).into_response()
}

/// An operation as the document has it.
struct Operation<'a> {
    method: String,
    path: &'a str,
    tag: &'a str,
    about: &'a Value,
}

/// The page for `document`.
pub fn render(document: &Value) -> String {
    let operations = operations(document);
    let mut tags: Vec<&str> = Vec::new();
    for operation in &operations {
        if !tags.contains(&operation.tag) {
            tags.push(operation.tag);
        }
    }
    let (mut links, mut parts) = (String::new(), String::new());
    for tag in tags {
        let _ = write!(links, "<h2>{0}</h2><ul>", escape(tag));
        let _ = write!(parts, "<h2>{0}</h2>", escape(&capital(tag)));
        for operation in operations.iter().filter(|one| one.tag == tag) {
            let (id, title) = (operation.id(), escape(text(operation.about, "summary")));
            let _ = write!(links, "<li><a href=\"#{id}\">{title}</a></li>");
            parts.push_str(&operation.render(document));
        }
        links.push_str("</ul>");
    }
    let mut shapes = String::new();
    let schemas = document.pointer("/components/schemas");
    for (name, schema) in schemas.and_then(Value::as_object).into_iter().flatten() {
        let _ = write!(
            shapes,
            "<section id=\"shape-{0}\"><h3>{0}</h3>{1}{2}</section>",
            escape(name),
            prose(text(schema, "description")),
            fields(schema)
        );
    }
    let info = &document["info"];
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>viva: API reference</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"stylesheet\" href=\"{PREFIX}/reference.css\"></head>\n<body><nav aria-label=\"Contents\">{links}\
         <ul><li><a href=\"#shapes\">Shapes</a></li><li><a href=\"#problems\">Problems</a></li></ul></nav>\n\
         <main><h1>viva: API reference</h1>{about}<p>Version {version}. The same for programs: \
         <a href=\"{PREFIX}/openapi.json\">openapi.json</a> (OpenAPI 3.1). A caller shows who they are by \
         <code>Authorization: Bearer TOKEN</code>, or in a browser by the session's cookie.</p>\n\
         {parts}<h2 id=\"shapes\">Shapes</h2>{shapes}<h2 id=\"problems\">Problems</h2>{problems}</main></body></html>\n",
        about = prose(text(info, "description")),
        version = escape(text(info, "version")),
        problems = problems(),
    )
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object();
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for (method, about) in item.as_object().into_iter().flatten() {
            if !about["responses"].is_object() {
                continue;
            }
            found.push(Operation {
                method: method.to_uppercase(),
                path,
                tag: about["tags"][0].as_str().unwrap_or("other"),
                about,
            });
        }
    }
    found
}

impl Operation<'_> {
    /// For links.
    fn id(&self) -> String {
        let words = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let path: String = self.path.chars().map(words).collect();
        format!(
            "{}{}",
            self.method.to_lowercase(),
            path.trim_end_matches('-')
        )
    }

    fn render(&self, document: &Value) -> String {
        let mut html = format!(
            "<section id=\"{}\"><h3>{}</h3><p class=\"call\"><code><span class=\"method\">{}</span> {PREFIX}{}</code></p>{}",
            self.id(),
            escape(text(self.about, "summary")),
            escape(&self.method),
            escape(self.path),
            prose(text(self.about, "description")),
        );
        let parameters = self.about["parameters"].as_array();
        if let Some(parameters) = parameters.filter(|list| !list.is_empty()) {
            html.push_str(
                "<h4>Parameters</h4><table><tr><th>Name</th><th>In</th><th>Is</th><th></th></tr>",
            );
            for one in parameters {
                let _ = write!(
                    html,
                    "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    escape(text(one, "name")),
                    escape(text(one, "in")),
                    shape(&one["schema"], DEEPEST),
                    prose(text(one, "description")),
                );
            }
            html.push_str("</table>");
        }
        if let Some(schema) = body(&self.about["requestBody"]) {
            let _ = write!(html, "<h4>Body</h4><p>{}</p>", shape(schema, DEEPEST));
        }
        html.push_str("<h4>Answers</h4><table>");
        let responses = self.about["responses"].as_object();
        for (status, response) in responses.into_iter().flatten() {
            let response = resolved(document, response);
            let schema = body(response).map(|schema| shape(schema, DEEPEST));
            let _ = write!(
                html,
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                escape(status),
                schema.unwrap_or_else(|| "nothing".to_owned()),
                prose(text(response, "description")),
            );
        }
        html.push_str("</table></section>\n");
        html
    }
}

/// What a part says, also where it stands elsewhere in the document.
fn resolved<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    let place = part["$ref"].as_str();
    let place = place.and_then(|place| place.strip_prefix('#'));
    place
        .and_then(|place| document.pointer(place))
        .unwrap_or(part)
}

/// The shape of a request's or a response's content, whatever its media type.
fn body(part: &Value) -> Option<&Value> {
    let content = part["content"].as_object()?;
    content.values().next().map(|media| &media["schema"])
}

/// What a value is, in a few words, with links to named shapes.
fn shape(schema: &Value, deep: u32) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        let name = escape(name.rsplit('/').next().unwrap_or(name));
        return format!("<a href=\"#shape-{name}\">{name}</a>");
    }
    if deep == 0 {
        return "…".to_owned();
    }
    for (key, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        if let Some(list) = schema[key].as_array() {
            let parts: Vec<String> = list.iter().map(|one| shape(one, deep - 1)).collect();
            return parts.join(between);
        }
    }
    let words: Vec<&str> = match &schema["type"] {
        Value::String(word) => vec![word],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => vec!["anything"],
    };
    let mut html: Vec<String> = Vec::new();
    for word in words {
        html.push(match word {
            "array" => format!("list of {}", shape(&schema["items"], deep - 1)),
            "object" if schema["properties"].is_object() => fields(schema),
            other => escape(other),
        });
    }
    let mut html = html.join(" or ");
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values
            .iter()
            .map(|value| {
                format!(
                    "<code>{}</code>",
                    escape(value.as_str().unwrap_or_default())
                )
            })
            .collect();
        html = values.join(", ");
    }
    for (key, words) in [
        ("format", ""),
        ("minimum", "from "),
        ("maximum", "to "),
        ("minLength", "characters from "),
        ("maxLength", "characters to "),
        ("minItems", "entries from "),
        ("maxItems", "entries to "),
    ] {
        let bound = match &schema[key] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        let _ = write!(html, " <small>{words}{}</small>", escape(&bound));
    }
    html
}

/// The table of an object's fields; of another shape, what it is.
fn fields(schema: &Value) -> String {
    // Fields that were taken over from another shape stand beside it.
    if let Some(parts) = schema["allOf"].as_array() {
        return parts
            .iter()
            .map(|part| match part["$ref"].is_string() {
                true => format!("<p>All of {}, and:</p>", shape(part, DEEPEST)),
                false => fields(part),
            })
            .collect();
    }
    let Some(properties) = schema["properties"].as_object() else {
        return format!("<p>{}</p>", shape(schema, DEEPEST - 1));
    };
    let required = |name: &str| {
        let list = schema["required"].as_array();
        list.is_some_and(|list| list.iter().any(|one| one == name))
    };
    let mut html = String::from("<table><tr><th>Field</th><th>Is</th><th></th></tr>");
    for (name, property) in properties {
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{}</td><td>{}</td><td>{}</td></tr>",
            escape(name),
            if required(name) {
                ""
            } else {
                " <small>optional</small>"
            },
            shape(property, DEEPEST - 1),
            prose(text(property, "description")),
        );
    }
    html.push_str("</table>");
    html
}

fn problems() -> String {
    let mut html = String::from("<table><tr><th>code</th><th>Status</th><th></th></tr>");
    for code in Code::ALL {
        let _ = write!(
            html,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
            code.as_str(),
            code.status().as_u16(),
            escape(code.title()),
        );
    }
    html.push_str("</table>");
    html
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// Paragraphs, with what is between backticks as code.
fn prose(text: &str) -> String {
    let paragraph = |text: &str| {
        let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
            0 => escape(part),
            _ => format!("<code>{}</code>", escape(part)),
        });
        format!("<p>{}</p>", parts.collect::<String>())
    };
    text.split("\n\n")
        .filter(|text| !text.trim().is_empty())
        .map(paragraph)
        .collect()
}

/// Safe in text and in a quoted attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_of_the_document_becomes_markup() {
        let evil = "<script>alert(\"1\")</script>";
        let document = json!({
            "info": { "description": evil, "version": evil },
            "paths": { evil: { "get": {
                "summary": evil, "description": evil, "tags": [evil],
                "parameters": [{ "name": evil, "in": evil, "schema": { "type": evil, "format": evil }, "description": evil }],
                "responses": { evil: { "description": evil, "content": { evil: { "schema": { "$ref": evil } } } } },
            } } },
            "components": { "schemas": { evil: { "properties": { evil: { "enum": [evil], "description": evil } } } } },
        });
        let page = render(&document);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;"));
    }
}
