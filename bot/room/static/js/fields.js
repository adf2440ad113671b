/**
 * Knows what the elements of Block Kit hold: their first value, their state as Slack writes it, and their limits.
 * Pure: it shows nothing and sends nothing.
 */

/** For each element: the key of its state and the property that starts it. */
const KINDS = {
  plain_text_input: ['value', 'initial_value'], email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'], number_input: ['value', 'initial_value'],
  rich_text_input: ['rich_text_value', 'initial_value'],
  static_select: ['selected_option', 'initial_option'], external_select: ['selected_option', 'initial_option'],
  multi_static_select: ['selected_options', 'initial_options'], multi_external_select: ['selected_options', 'initial_options'],
  users_select: ['selected_user', 'initial_user'], multi_users_select: ['selected_users', 'initial_users'],
  channels_select: ['selected_channel', 'initial_channel'], multi_channels_select: ['selected_channels', 'initial_channels'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  datepicker: ['selected_date', 'initial_date'], timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  checkboxes: ['selected_options', 'initial_options'], radio_buttons: ['selected_option', 'initial_option'],
  file_input: ['files', 'initial_files'],
};

/** @returns {boolean} whether the element has a state at all (a button has none) */
export const isField = (element) => Object.hasOwn(KINDS, element?.type ?? '');

/** @returns {string} the key under which the element's state holds its value */
export const stateKey = (type) => KINDS[type][0];

const isMany = (type) => type.startsWith('multi_') || type === 'checkboxes' || type === 'file_input';

/** @returns {*} what the element holds before anybody touches it */
export function firstValue(element, channel) {
  const [, initial] = KINDS[element.type];
  const given = element[initial];
  if (given !== undefined && given !== null) return given;
  if (element.default_to_current_conversation && channel) return isMany(element.type) ? [channel] : channel;
  return isMany(element.type) ? [] : null;
}

/** @returns {Object} the element's state in Slack's shape */
export function stateOf(element, value) {
  const text = typeof value === 'string' && value === '' ? null : value;
  return { type: element.type, [stateKey(element.type)]: text ?? (isMany(element.type) ? [] : null) };
}

/** @returns {boolean} whether nothing is chosen or typed */
export function isEmpty(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

/** @returns {Object[]} every element of a block */
export function elementsOf(block) {
  if (!block) return [];
  if (block.type === 'input') return block.element ? [block.element] : [];
  if (block.type === 'section') return block.accessory ? [block.accessory] : [];
  return block.type === 'actions' ? block.elements ?? [] : [];
}

/** @returns {string} names one field within a form */
export const fieldKey = (blockId, element) => `${blockId} ${element.action_id}`;

/** @returns {*} what the field holds now */
export function valueIn(typed, blockId, element, channel) {
  const key = fieldKey(blockId, element);
  return typed && Object.hasOwn(typed, key) ? typed[key] : firstValue(element, channel);
}

/** Collect the state of all fields, as Slack's `state.values`. @returns {Object} */
export function collect(blocks, typed, channel) {
  const values = {};
  for (const block of blocks ?? []) {
    for (const element of elementsOf(block).filter(isField)) {
      values[block.block_id] ??= {};
      values[block.block_id][element.action_id] = stateOf(element, valueIn(typed, block.block_id, element, channel));
    }
  }
  return values;
}

/** @returns {boolean} whether somebody wrote into a field what did not stand there before */
export function isWrittenIn(blocks, typed) {
  const fresh = (block, element) => {
    const value = valueIn(typed, block.block_id, element);
    return typeof value === 'string' && !isEmpty(value) && value !== firstValue(element);
  };
  return (blocks ?? []).some((block) => elementsOf(block).filter(isField).some((element) => fresh(block, element)));
}

const LENGTHS = new Set(['plain_text_input', 'email_text_input', 'url_text_input']);

function lengthError(element, value) {
  const { min_length: least, max_length: most } = element;
  if (least && value.length < least) return `Write at least ${least} characters; these are ${value.length}.`;
  if (most && value.length > most) return `Write at most ${most} characters; these are ${value.length}.`;
  return null;
}

function numberError(element, value) {
  const shape = element.is_decimal_allowed ? /^[+-]?\d+(\.\d+)?$/ : /^[+-]?\d+$/;
  if (!shape.test(value)) return element.is_decimal_allowed ? 'Write a number, such as 12.5.' : 'Write a whole number, such as 12.';
  if (element.min_value != null && Number(value) < Number(element.min_value)) return `Write ${element.min_value} or more.`;
  if (element.max_value != null && Number(value) > Number(element.max_value)) return `Write ${element.max_value} or less.`;
  return null;
}

function shapeError(element, value) {
  if (element.type === 'number_input') return numberError(element, value.trim());
  if (element.type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim())) {
    return 'Write a mail address, such as name@hospital.example.';
  }
  if (element.type === 'url_text_input' && !/^https?:\/\/\S+\.?\S*$/i.test(value.trim())) {
    return 'Write an address that begins with https:// or http://.';
  }
  return null;
}

/** @returns {?string} why the client itself refuses an input block, as Slack's does */
export function inputError(block, value) {
  if (isEmpty(value)) return block.optional ? null : 'This field is required.';
  if (typeof value !== 'string') return null;
  const error = LENGTHS.has(block.element.type) ? lengthError(block.element, value) : null;
  return error ?? shapeError(block.element, value);
}

/** @returns {Object<string, string>} block_id to sentence for all inputs that may not be sent */
export function formErrors(blocks, typed, channel) {
  const errors = {};
  for (const block of blocks ?? []) {
    if (block?.type !== 'input' || !isField(block.element)) continue;
    const error = inputError(block, valueIn(typed, block.block_id, block.element, channel));
    if (error) errors[block.block_id] = error;
  }
  return errors;
}
