/** Requests to the API: with a limit in time, problem documents as errors, and 401 as a way to the login page. */
import {forgetLogOut, isLoggedOut} from './logged-out.js';

const LIMIT_MS = 15_000;
const LOGIN_AGAIN_MS = 10_000;
const SENT_TO_LOGIN = 'labkeeper-sent-to-login';

/** What the API (or the way to it) has against a request. `type` is our slug, such as `vm-not-found`, or `unreachable`. */
export class Problem extends Error {
  /** @param {number} status 0 if there was no answer @param {object} document RFC 9457, as far as it came */
  constructor(status, document) {
    super(document.detail ?? document.title ?? '');
    this.status = status;
    this.type = (document.type ?? '').replace('urn:labkeeper:problem:', '');
    this.document = document;
  }
}

function place(name) {
  return document.querySelector(`meta[name="labkeeper-${name}"]`).content;
}

/** Where the button "Log out" posts to. */
export const logoutPath = () => place('logout');

/**
 * Leaves for the login page, unless we have just come from there (two pages must not send a browser to and fro) or have logged out.
 *
 * @param {{again: boolean}} options whether somebody has asked for it
 */
export function logIn({again = false} = {}) {
  if (!again && isLoggedOut()) return false;
  if (again) forgetLogOut();
  const last = Number(sessionStorage.getItem(SENT_TO_LOGIN) ?? 0);
  if (!again && Date.now() - last < LOGIN_AGAIN_MS) return false;
  sessionStorage.setItem(SENT_TO_LOGIN, String(Date.now()));
  location.assign(`${place('login')}?rd=${encodeURIComponent(location.pathname + location.search)}`);
  return true;
}

async function problemOf(response) {
  const text = await response.text();
  try {
    return new Problem(response.status, JSON.parse(text));
  } catch {
    return new Problem(response.status, {type: 'unreachable', title: response.statusText});
  }
}

/**
 * @param {string} method
 * @param {string} path of our own origin, with its query
 * @param {{body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} options
 * @return {Promise<{status: number, headers: Headers, json: any}>} `json` is null for 304
 * @throws {Problem}
 */
export async function request(method, path, {body, headers = {}, signal} = {}) {
  const limit = AbortSignal.timeout(LIMIT_MS);
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : {'Content-Type': 'application/json', ...headers},
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (response.status === 304) return {status: 304, headers: response.headers, json: null};
    if (response.ok) return {status: response.status, headers: response.headers, json: await response.json()};
  } catch (failure) {
    throw new Problem(0, {type: failure.name === 'TimeoutError' ? 'late' : 'unreachable'});
  }
  const problem = await problemOf(response);
  if (problem.status === 401) logIn();
  throw problem;
}

export const get = async (path, options) => (await request('GET', path, options)).json;
export const post = async (path, body, options) => (await request('POST', path, {...options, body})).json;
export const put = async (path, body, options) => (await request('PUT', path, {...options, body})).json;
export const del = async (path, options) => (await request('DELETE', path, options)).json;
