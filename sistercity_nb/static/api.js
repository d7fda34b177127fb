// Talking to the server extension: JSON, a time limit on every request, and three kinds of failure.

/**
 * Why a request failed.
 * kind "offline": nothing came back (no line, server down, too slow) — worth sending again;
 *      "server":  the server failed — worth sending again;
 *      "closed":  the server does not let this browser in — a person must open the link again;
 *      "refused": the server read the request and says no — sending again changes nothing.
 */
export class RequestFailed extends Error {
  constructor(kind, reason, { status = 0, field = null } = {}) {
    super(reason);
    this.name = "RequestFailed";
    this.kind = kind;
    this.status = status;
    this.field = field;
  }
}

const TIME_LIMIT = 8000; // ms; a line that swallows everything must not hold the outbox longer

/** `{get, post, socketAddress}` for the extension at `base` (ends in "/"). */
export function connect({ base, language, t }) {
  async function request(method, path, body, timeLimit = TIME_LIMIT) {
    const stopper = new AbortController();
    const timer = setTimeout(() => stopper.abort(), timeLimit);
    let response;
    let text;
    try {
      response = await fetch(base + path, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: "no-store",
        credentials: "same-origin",
        headers: {
          "X-SisterCity-Language": language,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
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
    return answer(response, text);
  }

  function answer(response, text) {
    let data = null;
    try {
      data = JSON.parse(text);
    } catch {
      // A proxy or a hotel's login page answered instead of our server: never take that for an answer of ours.
      if (response.ok)
        throw new RequestFailed(
          "offline",
          t("Something else answered instead of the server. Check the Wi-Fi's login page."),
        );
    }
    if (response.ok) return data;
    const details = { status: response.status, field: data?.field ?? null };
    const reason =
      data?.reason || t("The server answered with the error {status}.", { status: response.status });
    if (response.status === 401 || response.status === 403)
      throw new RequestFailed("closed", reason, details);
    if (response.status >= 500 || response.status === 429) throw new RequestFailed("server", reason, details);
    throw new RequestFailed("refused", reason, details);
  }

  return {
    get: (path) => request("GET", path),
    async post(path, body) {
      try {
        return await request("POST", path, body);
      } catch (failure) {
        if (failure.kind !== "closed") throw failure;
        // The XSRF cookie may be missing or from an earlier server; a page of ours sets a fresh one. Once only.
        await fetch(base, { cache: "no-store", credentials: "same-origin" }).catch(() => null);
        return request("POST", path, body);
      }
    },
    socketAddress(path) {
      const address = new URL(base + path, location.href);
      address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
      return address.href;
    },
  };
}

function xsrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("_xsrf="));
  return cookie ? decodeURIComponent(cookie.slice("_xsrf=".length)) : "";
}
