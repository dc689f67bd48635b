/** Changing something: what became of it is told in a corner. */
import {reasonOf} from './deeds.js';
import {tell} from './notices.js';
import {html, nothing} from './part.js';
import {texts} from '../texts/en.js';

/** @return {Promise<?object>} the answer; null if it was refused, which has been told then */
export async function attempt(request, done) {
  try {
    const answer = await request();
    if (done) tell({kind: 'good', text: done});
    return answer;
  } catch (problem) {
    tell({kind: 'bad', text: reasonOf(problem)});
    return null;
  }
}

/** What stands in a page's place while there is nothing to show yet, or above it while it may be old. */
export function stateOf(remote) {
  if (remote.problem) return html`<p class="wrong" role="status">${reasonOf(remote.problem)} ${remote.value ? texts.admin.old : nothing}</p>`;
  return remote.value ? nothing : html`<div class="empty loading" role="status"><p>${texts.admin.loading}</p><span class="ghost"></span></div>`;
}
