/** The console's signs. All of them stand beside a text or in a button that has a name. */
import {html, svg} from './part.js';

const icon = (body) => html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${body}</svg>`;

export const icons = {
  search: icon(svg`<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>`),
  start: icon(svg`<path d="M5 3.2v9.6l7.5-4.8z"/>`),
  resume: icon(svg`<path d="M5 3.2v9.6l7.5-4.8z"/>`),
  shutdown: icon(svg`<path d="M8 2v5.5M4.6 4.4a5 5 0 1 0 6.8 0"/>`),
  copy: icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M3.5 10.5h-1v-8h8v1"/>`),
  more: icon(svg`<circle cx="3.5" cy="8" r=".6"/><circle cx="8" cy="8" r=".6"/><circle cx="12.5" cy="8" r=".6"/>`),
  close: icon(svg`<path d="m4 4 8 8M12 4l-8 8"/>`),
  warning: icon(svg`<path d="M8 2.5 14.2 13.5H1.8zM8 6.5v3.2M8 11.6v.1"/>`),
};
