/**
 * Whether whoever sits at this window has logged out. An identity provider may log the same person in again without a question, so who has
 * logged out stays so until they ask for logging in. The other windows of the same browser are told: theirs was the same login.
 */
const LOGGED_OUT = 'labkeeper-logged-out';
const windows = new BroadcastChannel(LOGGED_OUT);

export const isLoggedOut = () => sessionStorage.getItem(LOGGED_OUT) !== null;

/** Somebody has chosen "Log out" here. */
export function noteLogOut() {
  sessionStorage.setItem(LOGGED_OUT, 'yes');
  windows.postMessage('logged out');
}

/** Somebody asks for logging in, or is logged in by another way. */
export const forgetLogOut = () => sessionStorage.removeItem(LOGGED_OUT);

/** Tells that somebody has logged out in another window; it is noted for this one then. */
export function onLogOutElsewhere(take) {
  windows.addEventListener('message', () => {
    sessionStorage.setItem(LOGGED_OUT, 'yes');
    take();
  });
}
