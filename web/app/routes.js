// Which page is where. A page's module is loaded when it is first shown. The server knows the same paths (`PAGES` in
// src/http/pages/mod.rs): what is not in its list is answered with 404.

export const ROUTES = [
  { path: "/", load: () => import("./pages/home.js") },
  { path: "/practice", load: () => import("./pages/home.js") },
  { path: "/sign-in", load: () => import("./pages/sign-in.js") },
  { path: "/invite", load: () => import("./pages/invite.js") },
  { path: "/me", load: () => import("./pages/me.js") },
  { path: "/interviews/:id", load: () => import("./pages/interview/page.js") },
  { path: "/interviews/:id/report", load: () => import("./pages/report/page.js") },
  { path: "/interviews/:id/review", load: () => import("./pages/staff/review/page.js") },
  { path: "/rounds", load: () => import("./pages/staff/rounds.js") },
  { path: "/rounds/new", load: () => import("./pages/staff/compose/page.js") },
  { path: "/rounds/:id", load: () => import("./pages/staff/candidates.js") },
  { path: "/rounds/:id/compose", load: () => import("./pages/staff/compose/page.js") },
  { path: "/rounds/:id/invite", load: () => import("./pages/staff/invite.js") },
  { path: "/rounds/:id/compare", load: () => import("./pages/staff/compare.js") },
  { path: "/rounds/:id/regrade", load: () => import("./pages/staff/regrade.js") },
  { path: "/questions", load: () => import("./pages/staff/questions.js") },
  { path: "/questions/new", load: () => import("./pages/staff/author/new.js") },
  { path: "/questions/import", load: () => import("./pages/staff/author/import.js") },
  { path: "/questions/:topic/:slug/edit", load: () => import("./pages/staff/author/page.js") },
  { path: "/questions/:topic/:slug", load: () => import("./pages/staff/question.js") },
  { path: "/staff/people", load: () => import("./pages/staff/people.js") },
  { path: "/staff/access", load: () => import("./pages/staff/access.js") },
];
