//! What is embedded of `web/`. A test compares the list with the folder.

macro_rules! files {
    ($($path:literal,)*) => {
        &[$(($path, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/web/", $path)))),*]
    };
}

pub const SHELL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/web/index.html"));

/// Sorted.
pub const FILES: &[(&str, &[u8])] = files![
    "app/announce.js",
    "app/api.js",
    "app/components/charts.js",
    "app/components/comments.js",
    "app/components/dialog.js",
    "app/components/diff.js",
    "app/components/icons.js",
    "app/components/results.js",
    "app/components/splitter.js",
    "app/components/suggestions.js",
    "app/components/trouble.js",
    "app/dom.js",
    "app/drafts.js",
    "app/early.js",
    "app/editor.js",
    "app/format.js",
    "app/frame.js",
    "app/highlight.js",
    "app/main.js",
    "app/markdown.js",
    "app/pages/home.js",
    "app/pages/interview/choice.js",
    "app/pages/interview/clock.js",
    "app/pages/interview/conflict.js",
    "app/pages/interview/desk.js",
    "app/pages/interview/essay.js",
    "app/pages/interview/page.js",
    "app/pages/interview/prompt.js",
    "app/pages/interview/settings.js",
    "app/pages/interview/task.js",
    "app/pages/interview/workbench.js",
    "app/pages/invite.js",
    "app/pages/me.js",
    "app/pages/missing.js",
    "app/pages/report/page.js",
    "app/pages/report/question.js",
    "app/pages/report/timeline.js",
    "app/pages/sign-in.js",
    "app/router.js",
    "app/routes.js",
    "app/session.js",
    "app/store.js",
    "app/theme.js",
    "icons/viva.svg",
    "style/base.css",
    "style/interview.css",
    "style/pages.css",
    "style/parts.css",
    "style/tokens.css",
    "vendor/editor.js",
    "vendor/emacs.js",
    "vendor/licences.txt",
    "vendor/marked.js",
    "vendor/vim.js",
];
