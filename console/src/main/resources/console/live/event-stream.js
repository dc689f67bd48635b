/**
 * A stream of server-sent events, read byte by byte: unlike an `EventSource` it notices the comments that the service sends when nothing
 * happens, so a connection that is dead without having been closed is told from a calm one.
 */

/** The service says something at least every 15 seconds; who has missed three of them hears nothing any more. */
const SILENCE_MS = 45_000;

/**
 * Listens until the stream ends.
 *
 * @param {string} path
 * @param {{lastId: string, signal: AbortSignal, silence?: number, opened: () => void, take: (kind: string, data: string, lastId: string) => void}} options
 *     `lastId` is what was heard last, or empty
 * @throws if it is refused, breaks off or is silent for too long; `refused` is the status if there was one
 */
export async function listen(path, {lastId, signal, silence = SILENCE_MS, opened, take}) {
  const dead = new AbortController();
  let watch = setTimeout(() => dead.abort(), silence);
  try {
    const response = await fetch(path, {
      headers: {Accept: 'text/event-stream', ...(lastId ? {'Last-Event-ID': lastId} : {})},
      signal: AbortSignal.any([signal, dead.signal]),
      cache: 'no-store',
    });
    if (!response.ok) throw Object.assign(new Error(`refused: ${response.status}`), {refused: response.status});
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) throw new Error('no stream of events came');
    opened();
    const events = new Events(lastId, take);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(watch);
      watch = setTimeout(() => dead.abort(), silence);
      events.add(part.value);
    }
  } finally {
    clearTimeout(watch);
  }
}

/** Makes events of text that comes in pieces. */
class Events {
  #rest = [];
  #kind = '';
  #data = [];
  #id;
  #take;

  constructor(id, take) {
    this.#id = id;
    this.#take = take;
  }

  add(text) {
    const lines = text.split('\n');
    // A line of a large list comes in many pieces, which are joined once.
    this.#rest.push(lines[0]);
    if (lines.length === 1) return;
    this.#line(this.#rest.join(''));
    lines.slice(1, -1).forEach((line) => this.#line(line));
    this.#rest = [lines.at(-1)];
  }

  #line(line) {
    if (line === '') return this.#end();
    const colon = line.indexOf(':');
    const [field, value] = colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
    if (field === 'event') this.#kind = value;
    if (field === 'id') this.#id = value;
    if (field === 'data') this.#data.push(value);
  }

  #end() {
    if (this.#data.length) this.#take(this.#kind, this.#data.join('\n'), this.#id);
    this.#kind = '';
    this.#data = [];
  }
}
