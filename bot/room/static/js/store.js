/**
 * Holds what the page knows and tells components when their part of it changed.
 * It fetches nothing and decides nothing.
 */
import { useLayoutEffect, useReducer, useRef } from './lib.js';

/** @returns {Object} the state of a page that knows nothing yet */
export function blank() {
  return {
    phase: 'loading', failure: null, connection: 'connecting', bot: '', botOnline: false,
    team: { id: '', name: '' }, me: '', people: {}, channels: {}, commands: [], shortcuts: [],
    zone: 'Asia/Kolkata', notice: null, login: null, asking: null,
    place: null, rooms: {}, ephemerals: {}, typed: {}, bookmarks: {},
    sending: [], attached: {}, thread: null, home: undefined, homePressedAt: 0, views: [], viewErrors: {}, submitting: null,
    pending: {}, toasts: [], dialog: null, drawer: false, announcement: '', put: null, target: null,
  };
}

let state = blank();
const listeners = new Set();

/** @returns {Object} the present state; never change it in place */
export const get = () => state;

/** Replace some keys of the state. @param {Object|((state: Object) => Object)} patch */
export function set(patch) {
  const changes = typeof patch === 'function' ? patch(state) : patch;
  state = { ...state, ...changes };
  for (const listener of [...listeners]) listener();
}

/** Replace one entry of a keyed part of the state. */
export function setIn(part, key, value) {
  set({ [part]: { ...state[part], [key]: value } });
}

/** Remove one entry of a keyed part of the state. */
export function dropIn(part, key) {
  const { [key]: _gone, ...rest } = state[part];
  set({ [part]: rest });
}

/** Re-render a component whenever what *select* picks is another value. */
export function useStore(select) {
  const [, poke] = useReducer((n) => n + 1, 0);
  const picked = select(state);
  const latest = useRef({ select, picked });
  latest.current = { select, picked };
  useLayoutEffect(() => {
    const listener = () => {
      if (!Object.is(latest.current.select(state), latest.current.picked)) poke();
    };
    listeners.add(listener);
    listener();
    return () => listeners.delete(listener);
  }, []);
  return picked;
}
