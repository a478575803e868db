//! All operations below `/api/v1`, each with the problems that its handler finds by itself. Those that its extractors
//! find (who calls, whether path, query and body are well-formed) are known from its signature.

use axum::{Router, middleware};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::refusals::{describe, finish};
use super::{
    App, Code, archive, check, drafts, events, extra, guests, hints, interviews, invites, live, me,
    openapi, passwords, practice, presets, preview, privacy, progress, questions, redeem, regrades,
    report, results, reviews, rounds, runs, sessions, source, staff, streams, submissions, tokens,
    versions, watch, webhooks,
};

/// One operation: its handler, and the handler's own problems.
macro_rules! operation {
    ($($name:ident)::+ $(, $code:ident)*) => {
        describe($($name)::+, &[$(Code::$code),*], routes!($($name)::+))
    };
}

/// The resources, and their description.
#[rustfmt::skip]
pub fn api(app: &App) -> (Router<App>, utoipa::openapi::OpenApi) {
    let streams = || middleware::from_fn_with_state(app.clone(), streams::admit);
    let (router, document) = OpenApiRouter::with_openapi(openapi::base())
        .routes(operation!(questions::list))
        .routes(operation!(questions::read, NotFound))
        .routes(operation!(check::check, InvalidQuestion, TooManyChecks, NotReady))
        .routes(operation!(archive::import, InvalidQuestion, InvalidArchive, BankReadOnly, PreconditionFailed))
        .routes(operation!(archive::export, NotFound, InvalidQuestion))
        .routes(operation!(source::read, NotFound, InvalidQuestion))
        .routes(operation!(source::write, InvalidQuestion, BankReadOnly, PreconditionFailed, PreconditionRequired))
        .routes(operation!(source::remove, NotFound, BankReadOnly, PreconditionFailed, PreconditionRequired))
        .routes(operation!(presets::list))
        .routes(operation!(practice::begin, Forbidden))
        .routes(operation!(interviews::list))
        .routes(operation!(interviews::read, NotFound))
        .routes(operation!(interviews::start, NotFound, AlreadyStarted, RoundNotOpen))
        .routes(operation!(interviews::finish, NotFound, NotStarted))
        .routes(operation!(extra::of_interview, NotFound, InterviewOver))
        .routes(operation!(drafts::save, NotFound, NotStarted, InterviewOver, DraftConflict))
        .routes(operation!(runs::create, NotFound, NotStarted, InterviewOver, TooManyWaiting, Busy))
        .routes(operation!(submissions::create, NotFound, NotStarted, InterviewOver, NoAttemptsLeft, TooManyWaiting, Busy))
        .routes(operation!(submissions::list, NotFound))
        .routes(operation!(submissions::read, NotFound))
        .routes(operation!(results::read, NotFound, NotReleased, NoReport))
        .routes(operation!(live::submission, NotFound, TooManyStreams).layer(streams()))
        .routes(operation!(hints::take, NotFound, NotStarted, InterviewOver, NoHintsLeft))
        .routes(operation!(events::list, NotFound))
        .routes(operation!(report::read, NotFound, InterviewRunning, NotReleased))
        .routes(operation!(report::print, NotFound, InterviewRunning, NotReleased))
        .routes(operation!(report::table, NotFound))
        .routes(operation!(reviews::comment, NotFound))
        .routes(operation!(reviews::remove_comment, NotFound))
        .routes(operation!(reviews::review, NotFound))
        .routes(operation!(regrades::create, NotFound, NothingToRegrade))
        .routes(operation!(regrades::list))
        .routes(operation!(regrades::read, NotFound))
        .routes(operation!(regrades::apply, NotFound, RegradeRunning, RegradeEnded))
        .routes(operation!(regrades::discard, NotFound, RegradeEnded))
        .routes(operation!(me::interviews))
        .routes(operation!(me::progress))
        .routes(operation!(privacy::export_own, NotFound))
        .routes(operation!(privacy::erase_own, Forbidden))
        .routes(operation!(privacy::export_person, NotFound))
        .routes(operation!(privacy::erase_person, NotFound))
        .routes(operation!(versions::list, NotFound))
        .routes(operation!(versions::read, NotFound))
        .routes(operation!(rounds::create))
        .routes(operation!(rounds::list))
        .routes(operation!(rounds::read, NotFound))
        .routes(operation!(rounds::replace, NotFound, RoundInUse))
        .routes(operation!(rounds::change, NotFound))
        .routes(operation!(rounds::follow, NotFound))
        .routes(operation!(preview::begin, NotFound))
        .routes(operation!(progress::read, NotFound))
        .routes(operation!(watch::round, NotFound, TooManyStreams).layer(streams()))
        .routes(operation!(invites::create, NotFound, RoundNotOpen))
        .routes(operation!(invites::list, NotFound))
        .routes(operation!(guests::create, NotFound, RoundNotOpen))
        .routes(operation!(extra::of_invite, NotFound, InterviewOver))
        .routes(operation!(invites::revoke, NotFound))
        .routes(operation!(invites::resend, NotFound))
        .routes(operation!(redeem::redeem, LinkNotGood))
        .routes(operation!(sessions::create, LinkNotGood, SignInFailed))
        .routes(operation!(sessions::end_all))
        .routes(operation!(sessions::read))
        .routes(operation!(sessions::end))
        .routes(operation!(passwords::change, SignInFailed))
        .routes(operation!(staff::create, EmailTaken))
        .routes(operation!(staff::list))
        .routes(operation!(staff::read, NotFound))
        .routes(operation!(staff::change, NotFound, LastAdministrator))
        .routes(operation!(staff::link, NotFound))
        .routes(operation!(tokens::create))
        .routes(operation!(tokens::list))
        .routes(operation!(tokens::revoke, NotFound))
        .routes(operation!(webhooks::create, NotFound, TooMany, AddressRefused))
        .routes(operation!(webhooks::list))
        .routes(operation!(webhooks::read, NotFound))
        .routes(operation!(webhooks::remove, NotFound))
        .routes(operation!(webhooks::enable, NotFound))
        .routes(operation!(webhooks::deliveries, NotFound))
        .routes(operation!(webhooks::redeliver, NotFound))
        .split_for_parts();
    (router, finish(document))
}
