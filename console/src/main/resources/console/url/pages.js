/** Which pages there are, for whom, and where. */
import '../elements/machine-page.js';
import '../elements/machines-page.js';
import {html} from '../elements/part.js';

const everybody = () => true;

const PAGES = [
  {
    name: 'machine',
    below: 'machines',
    path: /^\/machines\/[^/]+\/\d+$/,
    mayOpen: everybody,
    show: ({pathname}, me) => {
      const [, , cluster, vmid] = pathname.split('/');
      return html`<lk-machine .cluster=${decodeURIComponent(cluster)} .vmid=${Number(vmid)} .me=${me}></lk-machine>`;
    },
  },
  {
    name: 'machines',
    href: '/',
    path: /^\/(machines\/?)?$/,
    mayOpen: everybody,
    show: (place, me) => html`<lk-machines .me=${me}></lk-machines>`,
  },
];

/** @param {?object} me as `/api/me` answers; null while it is not known @param {boolean} teaches whether they teach a class */
export const pagesFor = (me, teaches) => PAGES.filter(({mayOpen}) => mayOpen(me, teaches));
