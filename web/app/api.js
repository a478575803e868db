// The API: `/api/v1`, with the session's cookie. What goes wrong is a Problem (the server said so) or Offline (it didn't).

const PREFIX = "/api/v1";
const RETRIES = [400, 1200, 3000];

/** An answer that is an error, RFC 9457: `code` is stable, `detail` is for people. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || body?.title || `The server answered ${status}.`);
    this.status = status;
    this.code = body?.code ?? "unknown";
    this.title = body?.title ?? "";
    this.detail = body?.detail ?? "";
    this.lines = body?.lines ?? [];
    this.findings = body?.findings ?? [];
    this.retryAfter = body?.retry_after_seconds ?? null;
  }
}

/** The server was not reached. */
export class Offline extends Error {
  constructor() {
    super("The server can't be reached.");
  }
}

/**
 * One request. `key` is an Idempotency-Key; `match` says what must be there, as an ETag's digest, `"*"` for anything, null for
 * nothing. A body is sent as JSON, a text as CSV, a `Blob` as what it is.
 */
export async function call(method, path, options = {}) {
  const response = await send(method, path, options);
  // A connection may end within an answer.
  const text = await response.text().catch((error) => {
    throw error.name === "AbortError" ? error : new Offline();
  });
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return isJson ? parse(text) : text || null;
}

/** The response to a request, if it is none of an error. */
async function send(method, path, { body, key, match, accept = "application/json", signal, keepalive = false, query }) {
  const url = new URL(PREFIX + path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, value);
  }
  const headers = { accept };
  const isPlain = body === undefined || typeof body === "string" || body instanceof Blob;
  if (body !== undefined) headers["content-type"] = body instanceof Blob ? body.type : isPlain ? "text/csv" : "application/json";
  if (key) headers["idempotency-key"] = key;
  if (match === null) headers["if-none-match"] = "*";
  else if (match) headers["if-match"] = match === "*" ? match : `"${match}"`;
  const payload = isPlain ? body : JSON.stringify(body);
  let response;
  try {
    response = await fetch(url, { method, headers, body: payload, signal, keepalive, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Offline();
  }
  if (response.ok) return response;
  const answer = parse(await response.text().catch(() => ""));
  // A proxy that speaks for a server that is away.
  if (!answer && response.status >= 502 && response.status <= 504) throw new Offline();
  throw new Problem(response.status, answer);
}

/** A command whose answer is told as it goes: `onevent(name, data)` for each event, until the stream ends. */
export async function events(path, body, { onevent, signal }) {
  const response = await send("POST", path, { body, accept: "text/event-stream", signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read().catch((error) => {
      throw signal?.aborted ? error : new Offline();
    });
    if (done) return;
    const parts = (text + value).split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const field = (name) => new RegExp(`^${name}: ?(.*)$`, "m").exec(part)?.[1];
      const data = field("data");
      if (data !== undefined) onevent(field("event") ?? "message", parse(data));
    }
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const get = (path, options) => call("GET", path, options);
export const put = (path, body, options) => call("PUT", path, { ...options, body });
export const patch = (path, body, options) => call("PATCH", path, { ...options, body });
export const remove = (path, options) => call("DELETE", path, options);

/** A command: sent with an Idempotency-Key, and again with the same one if the connection failed. */
export async function post(path, body, options = {}) {
  const key = options.key ?? newKey();
  for (const pause of [...RETRIES, null]) {
    try {
      return await call("POST", path, { ...options, body, key });
    } catch (error) {
      if (!(error instanceof Offline) || pause === null) throw error;
      await sleep(pause, options.signal);
    }
  }
}

/** All items of a paged list. */
export async function all(path, options = {}) {
  const items = [];
  let cursor = null;
  do {
    const page = await get(path, { ...options, query: { ...options.query, limit: 200, cursor } });
    items.push(...page.items);
    cursor = page.next ?? null;
  } while (cursor);
  return items;
}

/** 128 random bits; `crypto.randomUUID` is not there over plain HTTP. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function sleep(millis, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    });
  });
}

/**
 * Follows a submission: `onstate({state, position})`, `oncase(case)`, and at the end `ondone(submission)`. Falls back to waiting
 * requests where events don't come through.
 */
export function follow(id, { onstate, oncase, ondone, onerror, signal }) {
  const source = new EventSource(`${PREFIX}/submissions/${id}/events`);
  const data = (event) => JSON.parse(event.data);
  signal?.addEventListener("abort", () => source.close());
  source.addEventListener("state", (event) => onstate?.(data(event)));
  source.addEventListener("case", (event) => oncase?.(data(event)));
  source.addEventListener("done", (event) => {
    source.close();
    ondone(data(event));
  });
  source.addEventListener("error", () => {
    // Otherwise the browser tries again by itself.
    if (source.readyState === EventSource.CLOSED && !signal?.aborted) wait(id, ondone, onerror, signal);
  });
}

async function wait(id, ondone, onerror, signal) {
  for (;;) {
    try {
      const found = await get(`/submissions/${id}`, { query: { wait: 20 }, signal });
      if (found.state === "done") return ondone(found);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof Offline)) return onerror?.(error);
      await sleep(2000, signal).catch(() => {});
      if (signal?.aborted) return;
    }
  }
}
