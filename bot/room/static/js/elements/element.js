/**
 * Chooses how one element of Block Kit is shown, and where its value goes.
 */
import { html } from '../lib.js';
import { useStore } from '../store.js';
import { isField, valueIn } from '../fields.js';
import { act, choose, confirmed, keepField } from '../actions.js';
import { Picture } from '../blocks/picture.js';
import { Button } from './button.js';
import { Overflow } from './overflow.js';
import { ExternalSelect, Select } from './select.js';
import { Checkboxes, Radios } from './choices.js';
import { TextField } from './text.js';
import { DateField } from './dates.js';
import { FileField } from './file.js';

const FIELDS = {
  static_select: Select, multi_static_select: Select, users_select: Select, multi_users_select: Select,
  channels_select: Select, multi_channels_select: Select, conversations_select: Select, multi_conversations_select: Select,
  external_select: ExternalSelect, multi_external_select: ExternalSelect,
  checkboxes: Checkboxes, radio_buttons: Radios,
  plain_text_input: TextField, email_text_input: TextField, url_text_input: TextField, number_input: TextField,
  rich_text_input: TextField, datepicker: DateField, timepicker: DateField, datetimepicker: DateField, file_input: FileField,
};

const CONTROLS = { button: Button, overflow: Overflow };

/** A line that says what cannot be shown, so that nothing is hidden and nothing breaks. */
export function CannotShow({ type }) {
  return html`<p class="cannot-show">cannot show: ${String(type ?? 'a block without a type')}</p>`;
}

/**
 * @param {{element: Object, blockId: string, place: import('../types.js').Place, tell?: boolean, attributes?: Object}} props
 *   tell: whether a choice is sent at once (always outside input blocks)
 */
export function Element({ element, blockId, place, tell = true, attributes = {} }) {
  if (element?.type === 'image') return html`<${Picture} image=${element} className="accessory-image" />`;
  const Control = CONTROLS[element?.type];
  if (Control) return html`<${Control} element=${element} blockId=${blockId} place=${place} />`;
  if (!isField(element)) return html`<${CannotShow} type=${element?.type} />`;
  return html`<${Field} ...${{ element, blockId, place, tell, attributes }} />`;
}

const isTyped = (type) => type.endsWith('_input') && type !== 'file_input';

function Field({ element, blockId, place, tell, attributes }) {
  const typed = useStore((state) => state.typed[place.formKey]);
  const value = valueIn(typed, blockId, element, place.channel);
  const typing = isTyped(element.type);
  const change = async (next) => {
    if (tell && element.confirm && !(await confirmed(element.confirm))) return;
    choose(place, blockId, element, next, { tell: tell && !typing });
  };
  const onTell = tell && typing ? (text) => {
    keepField(place, blockId, element, text);
    act(place, blockId, { ...element, value: undefined }, { value: text });
  } : undefined;
  const Shown = FIELDS[element.type];
  return html`<${Shown} ...${{ element, blockId, place, value, attributes, onTell }} onChange=${change} />`;
}
