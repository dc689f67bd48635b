/** Where the console begins: the page has one element, which brings the others. */
import './elements/app.js';
