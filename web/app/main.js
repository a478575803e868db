// Puts the frame that all pages share around the page, and starts the router.

import { frame } from "./frame.js";
import { start } from "./router.js";
import { ROUTES } from "./routes.js";

const { parts, main } = frame();
document.body.replaceChildren(...parts);
start(ROUTES, main);
