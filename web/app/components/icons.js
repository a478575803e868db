// Small drawings, all on a grid of 16. Always beside a text or a label: hidden from screen readers.

import { s } from "../dom.js";

const PATHS = {
  check: "M3 8.500l3.200 3.200L13 4.800",
  cross: "M4 4l8 8M12 4l-8 8",
  clock: "M8 4.500V8l2.500 1.500M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z",
  sun: "M8 1v2M8 13v2M1 8h2M13 8h2M3.050 3.050l1.400 1.400M11.550 11.550l1.400 1.400M3.050 12.950l1.400-1.400M11.550 4.450l1.400-1.400M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0z",
  moon: "M13.500 9.800A6 6 0 0 1 6.200 2.500a6 6 0 1 0 7.300 7.300z",
  auto: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12",
  play: "M5 3.500v9l7-4.500z",
  send: "M8 13V3.500M4 7l4-4 4 4",
  bulb: "M6 12.500h4M6.500 14.500h3M5.800 10.500C4.500 9.600 4 8.400 4 7a4 4 0 1 1 8 0c0 1.400-.5 2.600-1.800 3.500z",
  minus: "M4 8h8",
  dots: "M4 8h.01M8 8h.01M12 8h.01",
  right: "M6 3.500L10.500 8 6 12.500",
  gear: "M2.500 4.500h6M11.500 4.500h2M2.500 11.500h2M7.500 11.500h6M10 6.200a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400zM6 13.200a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400z",
  warn: "M8 2.500l6 11H2zM8 6.500v3M8 11.500h.01",
  cloud: "M4.500 12.500a3 3 0 0 1-.3-6 4 4 0 0 1 7.700 1 2.500 2.500 0 0 1-.4 5z",
  flag: "M4 14V2.500M4 3h8l-2 2.750L12 8.500H4",
  edit: "M3 13l.7-2.900L10.800 3l2.200 2.200-7.100 7.100z",
};

export function icon(name) {
  return s("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    s("path", { d: PATHS[name] }));
}
