//! What an operation may refuse with: what its extractors refuse, found from the handler's signature, and what the
//! handler itself says. Both become the responses of the OpenAPI document.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, OpenApi, PathItem, Ref, RefOr, Required, Response,
    ResponseBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};
use utoipa_axum::router::UtoipaMethodRouter;

use super::authoring::Precondition;
use super::caller::{Administrator, Caller, Staff};
use super::command::{Archive, Body, Command, MAX_KEY, Sheet};
use super::extract::{Path, Query, Received};
use super::rate::Entry;
use super::{App, Code, Problem};

/// What an extractor may refuse with.
pub trait Refuses {
    const CODES: &'static [Code] = &[];

    /// Whether it takes an `Idempotency-Key`.
    const TAKES_KEY: bool = false;
}

const IDENTIFYING: &[Code] = &[Code::NotSignedIn, Code::CrossSite, Code::RateLimited];
const ADMITTING: &[Code] = &[
    Code::NotSignedIn,
    Code::CrossSite,
    Code::Forbidden,
    Code::RateLimited,
];

impl Refuses for State<App> {}
impl Refuses for HeaderMap {}
impl Refuses for Received {}

impl Refuses for Caller {
    const CODES: &'static [Code] = IDENTIFYING;
}

impl Refuses for Option<Caller> {
    const CODES: &'static [Code] = IDENTIFYING;
}

impl Refuses for Staff {
    const CODES: &'static [Code] = ADMITTING;
}

impl Refuses for Administrator {
    const CODES: &'static [Code] = ADMITTING;
}

impl Refuses for Precondition {
    const CODES: &'static [Code] = &[Code::InvalidHeader];
}

impl Refuses for Entry {
    const CODES: &'static [Code] = &[Code::RateLimited];
}

impl<T> Refuses for Path<T> {
    const CODES: &'static [Code] = &[Code::InvalidPath];
}

impl<T> Refuses for Query<T> {
    const CODES: &'static [Code] = &[Code::InvalidQuery];
}

impl<T> Refuses for Body<T> {
    const CODES: &'static [Code] = &[
        Code::InvalidJson,
        Code::IncompleteBody,
        Code::TooSlow,
        Code::TooLarge,
        Code::UnsupportedMediaType,
        Code::InvalidBody,
    ];
}

impl<T> Refuses for Command<T> {
    const CODES: &'static [Code] = &[
        Code::InvalidJson,
        Code::InvalidHeader,
        Code::IncompleteBody,
        Code::TooSlow,
        Code::TooLarge,
        Code::UnsupportedMediaType,
        Code::InvalidBody,
        Code::KeyReused,
        Code::Erased,
    ];
    const TAKES_KEY: bool = true;
}

impl Refuses for Archive {
    const CODES: &'static [Code] = &[
        Code::IncompleteBody,
        Code::TooSlow,
        Code::TooLarge,
        Code::UnsupportedMediaType,
    ];
}

impl Refuses for Sheet {
    const CODES: &'static [Code] = &[
        Code::InvalidHeader,
        Code::IncompleteBody,
        Code::TooSlow,
        Code::TooLarge,
        Code::UnsupportedMediaType,
        Code::InvalidBody,
        Code::KeyReused,
        Code::Erased,
    ];
    const TAKES_KEY: bool = true;
}

/// A handler, with the types of its parameters.
pub trait Takes<Parameters> {
    fn codes() -> Vec<Code>;
    fn takes_key() -> bool;
}

macro_rules! takes {
    ($($name:ident)+) => {
        impl<Handler, Done, $($name: Refuses),+> Takes<($($name,)+)> for Handler
        where
            Handler: Fn($($name),+) -> Done,
        {
            fn codes() -> Vec<Code> {
                [$($name::CODES),+].concat()
            }

            fn takes_key() -> bool {
                [$($name::TAKES_KEY),+].contains(&true)
            }
        }
    };
}

takes!(A);
takes!(A B);
takes!(A B C);
takes!(A B C D);
takes!(A B C D E);
takes!(A B C D E F);

/// Whatever is asked for: too much of it, and a fault of ours.
const ALWAYS: [Code; 2] = [Code::RateLimited, Code::Internal];

/// Adds to the one operation of `routes` what `handler`'s extractors refuse with, and what is its `own`.
pub fn describe<Handler: Takes<Parameters>, Parameters>(
    _: Handler,
    own: &[Code],
    (schemas, mut paths, methods): UtoipaMethodRouter<App>,
) -> UtoipaMethodRouter<App> {
    let mut codes = [&Handler::codes(), own, &ALWAYS].concat();
    for (method, operation) in paths.paths.values_mut().flat_map(operations) {
        if method == HttpMethod::Get {
            // A page elsewhere may cause it, and can't read the answer.
            codes.retain(|code| *code != Code::CrossSite);
        }
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in Code::ALL.iter().filter(|code| codes.contains(code)) {
            by_status
                .entry(code.status().as_u16())
                .or_default()
                .push(*code);
        }
        let refusals = by_status.into_iter().map(|(status, codes)| {
            let named = Ref::from_response_name(name(&codes));
            (status.to_string(), RefOr::Ref(named))
        });
        let responses = &mut operation.responses.responses;
        for (status, response) in responses.iter_mut() {
            // OpenAPI 3.1 wants some description.
            if let RefOr::T(response) = response
                && response.description.is_empty()
            {
                response.description = reason(status).to_owned();
            }
        }
        responses.extend(refusals);
        if Handler::takes_key() {
            let parameters = operation.parameters.get_or_insert_default();
            parameters.push(key().build().into());
        }
    }
    (schemas, paths, methods)
}

/// What HTTP calls a status: `Created`.
fn reason(status: &str) -> &'static str {
    let status = StatusCode::from_bytes(status.as_bytes()).ok();
    let reason = status.and_then(|status| status.canonical_reason());
    reason.unwrap_or("An answer")
}

/// The header with which a request may be repeated.
fn key() -> ParameterBuilder {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(MAX_KEY));
    ParameterBuilder::new()
        .name("idempotency-key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Repeated with the same key within a day, the request is answered again and not done again.",
        ))
        .schema(Some(schema))
}

/// Adds the responses that [`describe`] has named.
pub fn finish(mut api: OpenApi) -> OpenApi {
    let mut named = BTreeMap::new();
    for (_, operation) in api.paths.paths.values_mut().flat_map(operations) {
        for response in operation.responses.responses.values() {
            if let RefOr::Ref(reference) = response {
                let name = reference.ref_location.rsplit('/').next();
                let name = name.unwrap_or_default().to_owned();
                named
                    .entry(name)
                    .or_insert_with_key(|name| RefOr::T(response_of(name)));
            }
        }
    }
    api.components
        .get_or_insert_default()
        .responses
        .extend(named);
    api
}

/// Codes of one status, as a name: `invalid_json.invalid_path`.
fn name(codes: &[Code]) -> String {
    let words: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    words.join(".")
}

/// The response that is named like that.
fn response_of(name: &str) -> Response {
    let codes: Vec<Code> = name
        .split('.')
        .filter_map(|word| Code::ALL.iter().copied().find(|code| code.as_str() == word))
        .collect();
    let lines: Vec<String> = codes
        .iter()
        .map(|code| format!("`{}`: {}.", code.as_str(), code.title()))
        .collect();
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(Problem::name())))
        .build();
    let mut response = ResponseBuilder::new()
        .description(lines.join(" "))
        .content("application/problem+json", content);
    if codes.iter().all(|code| code.is_temporary()) {
        let seconds = HeaderBuilder::new()
            .schema(Some(u32::schema()))
            .description(Some("Seconds after which to try again"))
            .build();
        response = response.header("retry-after", seconds);
    }
    response.build()
}

/// The operations of a path, with their methods.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}
