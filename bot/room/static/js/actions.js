/**
 * Sends what people do with Block Kit: clicks, choices, modal submissions.
 * What comes of it arrives on the live socket.
 */
import * as api from './api.js';
import { dropIn, get, set, setIn } from './store.js';
import { collect, fieldKey, formErrors, isField, isWrittenIn, stateOf } from './fields.js';
import { sayWhy } from './toasts.js';

/** A second click within this time is the same click: hands double-click by habit. */
const DOUBLE_CLICK_MS = 600;

/** @returns {string} names one control while it waits for its answer */
export const controlKey = (place, blockId, element) => (
  `${place.formKey}/${blockId}/${element.action_id ?? ''}/${element.value ?? ''}`);

/** @returns {string} names a form whose files are still being added */
export const addingKey = (formKey) => `${formKey}/files`;

/** Remember what a field holds, also across updates of its view or message. */
export function keepField(place, blockId, element, value) {
  const typed = get().typed[place.formKey] ?? {};
  setIn('typed', place.formKey, { ...typed, [fieldKey(blockId, element)]: value });
}

/** @returns {Object[]} the blocks that the place shows now, for their state */
function blocksOf(place) {
  if (place.view_id) {
    const views = [...get().views, get().home].filter(Boolean);
    return views.find((view) => view.id === place.view_id)?.blocks ?? [];
  }
  const messages = [...(get().rooms[place.channel]?.messages ?? []), ...(get().thread?.messages ?? []),
    ...(get().ephemerals[place.channel] ?? [])];
  return messages.find((message) => message.ts === place.message_ts)?.blocks ?? [];
}

function actionBody(place, blockId, element, selected) {
  const { formKey, ...where } = place;
  const values = collect(blocksOf(place), get().typed[formKey], place.channel);
  const body = { ...where, block_id: blockId, action_id: element.action_id, type: element.type, values };
  if (element.value !== undefined && !isField(element)) body.value = element.value;
  if (selected) body.selected = selected;
  return body;
}

/**
 * Send a click or a choice, once.
 * @param {import('./types.js').Place} place @param {string} blockId @param {Object} element
 * @param {Object} [selected] Slack's own shape of the choice
 */
export async function act(place, blockId, element, selected) {
  const key = controlKey(place, blockId, element);
  if (get().pending[key]) return;
  if (place.view_id && place.view_id === get().home?.id) set({ homePressedAt: Date.now() });
  setIn('pending', key, true);
  const quiet = new Promise((done) => { setTimeout(done, DOUBLE_CLICK_MS); });
  try {
    await api.post('action', actionBody(place, blockId, element, selected));
  } catch (error) {
    sayWhy(error);
  } finally {
    await quiet;
    dropIn('pending', key);
  }
}

/** Choose in a field: keep it, and tell the app unless it waits for the form. */
export function choose(place, blockId, element, value, { tell }) {
  keepField(place, blockId, element, value);
  if (!tell) return undefined;
  const { type: _type, ...selected } = stateOf(element, value);
  return act(place, blockId, element, selected);
}

const topView = () => get().views.at(-1);

/** Forget a view and what was typed into it. @param {string} viewId */
export function dropView(viewId) {
  set((state) => ({ views: state.views.filter((view) => view.id !== viewId) }));
  dropIn('typed', viewId);
  dropIn('viewErrors', viewId);
}

/** Show *errors* under their fields. @param {string} viewId @param {Object<string, string>} errors */
function showErrors(viewId, errors) {
  setIn('viewErrors', viewId, { ...errors, ' at': Date.now() });
}

/** Send the form of the top modal. Nothing typed is lost when it is refused. */
export async function submitView() {
  const view = topView();
  if (!view || get().submitting) return;
  const typed = get().typed[view.id];
  const errors = formErrors(view.blocks, typed);
  if (get().pending[addingKey(view.id)]) errors[' form'] = 'A file is still being added. Send again when it is in the list.';
  if (Object.keys(errors).length) { showErrors(view.id, errors); return; }
  set({ submitting: view.id });
  dropIn('viewErrors', view.id);
  try {
    const values = collect(view.blocks, typed);
    takeAnswer(view, await api.post('view/submit', { view_id: view.id, values }));
  } catch (error) {
    showErrors(view.id, { ' form': `${error.message} What you typed is still here.` });
  } finally {
    set({ submitting: null });
  }
}

function takeAnswer(view, answer) {
  const action = answer.response_action ?? null;
  if (action === 'errors') showErrors(view.id, answer.errors ?? {});
  else if (action === 'clear') get().views.forEach((open) => dropView(open.id));
  else if (action === null) dropView(view.id);
  // "update" and "push" arrive as view_update and view_push on the live socket.
}

const DROPPING = {
  title: { text: 'Close without sending?' }, text: { type: 'plain_text', text: 'What you wrote here is dropped.' },
  confirm: { text: 'Drop it' }, deny: { text: 'Keep writing' }, style: 'danger',
};

/** Close the top modal; the one below shows again. What was written in it is not dropped unasked. */
export async function closeView() {
  const view = topView();
  if (!view || get().submitting) return;
  if (isWrittenIn(view.blocks, get().typed[view.id]) && !await mayDrop()) return;
  dropView(view.id);
  // The page has closed it already; a failing notice to the app changes nothing for the person.
  api.post('view/close', { view_id: view.id }).catch(() => {});
}

/** Ask before something is dropped that somebody wrote. @returns {Promise<boolean>} */
export const mayDrop = () => confirmed(DROPPING);

/** Ask before a risky click. @returns {Promise<boolean>} */
export function confirmed(confirm) {
  return new Promise((answer) => {
    set({ dialog: { kind: 'confirm', confirm, answer: (yes) => { set({ dialog: null }); answer(yes); } } });
  });
}
