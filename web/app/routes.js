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
];
