// Calls the service that gave this page: relative to the page, so that it also works behind a path prefix. Nothing is
// kept but the key, in memory, where the service asks for one.

/** @type {string | null} */
let key = null;

/** The service asks for a key, or does not accept the one that it was sent. */
export class KeyNeeded extends Error {}

/** @param {string | null} given */
export function useKey(given) {
  key = given;
}

/** Whether a key was needed. */
export function hasKey() {
  return key !== null;
}

/** @param {string} path */
export function address(path) {
  return new URL(path, document.baseURI).href;
}

/**
 * An answer of the service; fails where there is none.
 * @param {string} path
 * @param {object} [body] makes it a POST
 * @returns {Promise<any>}
 */
export async function call(path, body) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  if (body) headers["Content-Type"] = "application/json";
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  const answer = await fetch(address(path), {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    // A document with an entity tag may be kept by the browser; an answer about a person says itself that it may not.
    cache: body ? "no-store" : "default",
  });
  if (answer.status === 401 || answer.status === 403) throw new KeyNeeded();
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

/** @type {Map<string, Promise<any>>} */
const documents = new Map();

/**
 * A document of the service, asked for once.
 * @param {string} path
 * @returns {Promise<any>}
 */
export function served(path) {
  let known = documents.get(path);
  if (!known) {
    known = call(path);
    known.catch(() => documents.delete(path));
    documents.set(path, known);
  }
  return known;
}
