/** What the whole page shares: the machines, what keeps them up to date, and what has been asked for. */
import {Feed} from './feed.js';
import {Machines} from './machines.js';
import {Wishes} from './wishes.js';

export const machines = new Machines();
export const feed = new Feed(machines);
export const wishes = new Wishes(feed);
