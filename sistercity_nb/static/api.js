// Talking to the server extension: JSON, a time limit on every request, and four kinds of failure.

import { serverClock } from "./servertime.js";

/**
 * Why a request failed.
 * kind "offline": nothing of ours came back (no line, server down, too slow) — worth sending again;
 *      "server":  the server cannot take it now — worth sending again, after `retryAfter` ms if it says so;
 *      "closed":  the server does not let this browser in — a person must come in again;
 *      "refused": the server read the request and says no — sending again changes nothing.
 */
export class RequestFailed extends Error {
  constructor(kind, reason, { status = 0, field = null, retryAfter = 0 } = {}) {
    super(reason);
    this.name = "RequestFailed";
    this.kind = kind;
    this.status = status;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}

const TIME_LIMIT = 8000; // ms; a line that swallows everything must not hold the outbox longer
const LONG_ANSWER = 60000; // ms for what a page asks for: ten thousand entries take their time on a slow line
const SLOWEST = 8; // bytes a ms that a line carries at least; much text gets more time
const TOO_LARGE = 413; // the one refusal that may come from a proxy before our server

/** `{get, post, socketAddress, now, tellTime}` for the extension at `base` (ends in "/"); now() is the server's time. */
export function connect({ base, language, t }) {
  const time = serverClock();

  async function request(method, path, body, fits = () => true) {
    const file = body instanceof Blob;
    const sent = body === undefined || file ? body : JSON.stringify(body);
    const stopper = new AbortController();
    const limit = sent === undefined ? LONG_ANSWER : TIME_LIMIT + (sent.size ?? sent.length) / SLOWEST;
    const timer = setTimeout(() => stopper.abort(), limit);
    let response;
    let text;
    try {
      response = await fetch(base + path, {
        method,
        body: sent,
        cache: "no-store",
        credentials: "same-origin",
        headers: {
          "X-SisterCity-Language": language,
          ...(sent === undefined
            ? {}
            : { "Content-Type": file ? "application/octet-stream" : "application/json" }),
          ...(method === "GET" ? {} : { "X-XSRFToken": xsrfToken() }),
        },
        signal: stopper.signal,
      });
      text = await response.text(); // a line can die between the headers and the body
    } catch {
      throw new RequestFailed("offline", t("The server does not answer."));
    } finally {
      clearTimeout(timer);
    }
    return answer(response, text, fits);
  }

  function answer(response, text, fits) {
    let data = null;
    try {
      data = JSON.parse(text);
    } catch {
      // A proxy or a hotel's login page answered instead of our server; what it says is judged below.
    }
    const { status } = response;
    if (response.ok) {
      if (data !== null && typeof data === "object" && fits(data)) {
        time.tellRoughly(response.headers.get("Date"));
        return data;
      }
      throw new RequestFailed(
        "offline",
        t("Something else answered instead of the server. Check the Wi-Fi's login page."),
      );
    }
    const reason = data?.reason || t("The server answered with the error {status}.", { status });
    const details = { status, field: data?.field ?? null, retryAfter: retryAfter(response) };
    if (status === 401 || status === 403) throw new RequestFailed("closed", reason, details);
    // Only our server's own words may refuse an entry for good: a hub answers 404 or 424 while it starts a server.
    const ours = Boolean(data?.reason) || status === TOO_LARGE;
    if (status >= 500 || status === 429 || !ours) throw new RequestFailed("server", reason, details);
    throw new RequestFailed("refused", reason, details);
  }

  return {
    get: (path) => request("GET", path),
    /** `body` is an object or a file; `fits` says of an answer whether it can be our server's. */
    async post(path, body, fits) {
      try {
        return await request("POST", path, body, fits);
      } catch (failure) {
        if (failure.kind !== "closed") throw failure;
        // The XSRF cookie may be missing or from an earlier server; a page of ours sets a fresh one. Once only.
        await fetch(base, { cache: "no-store", credentials: "same-origin" }).catch(() => null);
        return request("POST", path, body, fits);
      }
    },
    socketAddress(path) {
      const address = new URL(base + path, location.href);
      address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
      return address.href;
    },
    now: time.now,
    tellTime: time.tell,
  };
}

/** How long the server asks to be left alone, in ms. */
function retryAfter(response) {
  return (Number(response.headers.get("Retry-After")) || 0) * 1000;
}

function xsrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("_xsrf="));
  return cookie ? decodeURIComponent(cookie.slice("_xsrf=".length)) : "";
}
