/** Which pages there are, for whom, and where. */
import '../elements/admin/assignments-page.js';
import '../elements/admin/audit-page.js';
import '../elements/admin/cache-page.js';
import '../elements/admin/classes-page.js';
import '../elements/admin/clusters-page.js';
import '../elements/admin/schedules-page.js';
import '../elements/machine-page.js';
import '../elements/machines-page.js';
import {html} from '../elements/part.js';

const everybody = () => true;
const admins = (me) => Boolean(me?.is_admin);
const operators = (me) => Boolean(me?.roles.some((role) => role === 'admin' || role === 'operator'));
const teachers = (me, teaches) => admins(me) || Boolean(teaches);
const planners = (me, teaches) => operators(me) || Boolean(teaches);

const page = (name, mayOpen, show) => ({name, href: `/${name}`, path: new RegExp(`^/${name}/?$`), mayOpen, show});

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
  page('classes', teachers, (place, me) => html`<lk-classes .me=${me}></lk-classes>`),
  page('assignments', admins, () => html`<lk-assignments></lk-assignments>`),
  page('schedules', planners, () => html`<lk-schedules></lk-schedules>`),
  page('clusters', operators, (place, me) => html`<lk-clusters .me=${me}></lk-clusters>`),
  page('cache', admins, () => html`<lk-cache></lk-cache>`),
  page('audit', admins, () => html`<lk-audit></lk-audit>`),
];

/** @param {?object} me as `/api/me` answers; null while it is not known @param {boolean} teaches whether they teach a class */
export const pagesFor = (me, teaches) => PAGES.filter(({mayOpen}) => mayOpen(me, teaches));
